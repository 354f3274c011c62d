"""Who works on what: how many workers come or go, and which worker takes which job."""

from mock_runpod.engine import autoscaler, durations, jobs, simulation, workers
from mock_runpod.engine.autoscaler import Demand
from mock_runpod.engine.index import Roster
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World
from mock_runpod.model import Endpoint, Job, ScalerType, Worker, WorkerStatus


def on_look(world: World, endpoint_id: str) -> None:
    """Something changed: keep standbys, scale, and send the queue on its way."""
    endpoint = world.find(Endpoint, endpoint_id)
    if endpoint is None:
        return
    roster = world.index.rosters[endpoint_id]
    keep_prepared(world, endpoint, roster)
    scale(world, endpoint, roster)
    if roster.next_job and free_worker(world, endpoint, roster):
        dispatch = Timer("endpoint-dispatches", endpoint_id)
        if delay := durations.dispatch(world):
            if dispatch not in world.timeline:
                world.timeline.schedule(delay, dispatch)
        else:
            on_dispatch(world, endpoint_id)


def on_dispatch(world: World, endpoint_id: str) -> None:
    """Jobs to workers, first come first served (B-113, B-140)."""
    endpoint = world.find(Endpoint, endpoint_id)
    if endpoint is None:
        return
    roster = world.index.rosters[endpoint_id]
    while (job_id := roster.next_job) and (worker := free_worker(world, endpoint, roster)):
        hand_out(world, world.get(Job, job_id), worker)


def hand_out(world: World, job: Job, worker: Worker) -> None:
    taken = workers.take(world, worker, job.id)
    simulation.begin(world, jobs.started(world, job, taken), taken)


def free_worker(world: World, endpoint: Endpoint, roster: Roster) -> Worker | None:
    """A warm one, newest release and longest idle first; else one with a hand free (B-146)."""
    warm = roster.crew[WorkerStatus.IDLE]
    if len(warm) == 1:
        return world.get(Worker, next(iter(warm)))
    if warm:
        return max((world.get(Worker, id) for id in warm), key=lambda w: (w.version, -w.since))
    hands = endpoint.behaviour.concurrency
    if hands > 1:
        for worker_id in roster.crew[WorkerStatus.RUNNING]:
            worker = world.get(Worker, worker_id)
            if len(worker.holds) < hands and not worker.crashed:
                return worker
    return None


def keep_prepared(world: World, endpoint: Endpoint, roster: Roster) -> None:
    """As many workers as standby and workersMin ask for, prepared ahead of need (B-126)."""
    want = min(endpoint.workers_standby, endpoint.spec.workers_max)
    for _ in range(want - len(roster)):
        if workers.prepare(world, endpoint) is None:
            return


def scale(world: World, endpoint: Endpoint, roster: Roster) -> None:
    """Start what is missing. Nothing stops here: scale-in is idleTimeout's business (B-139)."""
    demand, settings = _demand(world, roster), world.settings
    want = autoscaler.wanted(
        endpoint.spec,
        demand,
        extra=settings.extra_workers,
        first_at_once=settings.qd_first_immediate,
    )
    for _ in range(min(want - demand.workers, _room(world, endpoint, roster))):
        if workers.start(world, endpoint) is None:
            break
    ticks = Timer("endpoint-ticks", endpoint.id)
    if demand.waiting and endpoint.spec.scaler_type is ScalerType.QUEUE_DELAY:
        if ticks not in world.timeline and demand.workers < workers.ceiling(world, endpoint):
            world.timeline.schedule(max(0.001, settings.scaler_tick_s), ticks)
    else:
        world.timeline.cancel(ticks)


def _room(world: World, endpoint: Endpoint, roster: Roster) -> int:
    """How many more may be up: unhealthy workers keep their seats too (B-124)."""
    spare = len(roster.crew[WorkerStatus.STANDBY]) + len(roster.crew[WorkerStatus.PREPARING])
    return workers.ceiling(world, endpoint) - (len(roster) - spare)


def _demand(world: World, roster: Roster) -> Demand:
    crew = roster.crew
    coming = len(crew[WorkerStatus.STARTING]) + len(crew[WorkerStatus.THROTTLED])
    up = len(crew[WorkerStatus.IDLE]) + len(crew[WorkerStatus.RUNNING])
    oldest = next(iter(roster.again or roster.normal), None)
    waited = 0.0
    if oldest is not None:
        waited = world.now - max(world.get(Job, oldest).created_at, roster.scaled_up_at)
    return Demand(
        waiting=len(roster.again) + len(roster.normal),
        working=sum(1 for id in roster.busy if _counts(world, id)),
        workers=up + coming,
        coming=coming,
        waited=waited,
    )


def _counts(world: World, job_id: str) -> bool:
    job = world.get(Job, job_id)
    return job.held and not job.asked.policy.low_priority
