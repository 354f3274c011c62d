"""Who works on what: how many workers come or go, and which worker takes which job."""

from mock_runpod.engine import (
    autoscaler,
    durations,
    jobs,
    losses,
    processes,
    simulation,
    workers,
    working,
)
from mock_runpod.engine.autoscaler import Demand
from mock_runpod.engine.index import Roster
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World
from mock_runpod.model import Endpoint, EndpointSpec, Job, ScalerType, Worker, WorkerStatus

#: Workers who will take a job as soon as they can.
FREE = (WorkerStatus.IDLE, WorkerStatus.STARTING, WorkerStatus.THROTTLED)


def on_look(world: World, endpoint_id: str) -> None:
    """Something changed: send the queue on its way, scale, and keep standbys."""
    endpoint = world.find(Endpoint, endpoint_id)
    if endpoint is None:
        return
    roster = world.index.rosters[endpoint_id]
    if roster.next_job:
        dispatch_soon(world, endpoint, roster)
    scale(world, endpoint, roster)
    keep_prepared(world, endpoint, roster)


def dispatch_soon(world: World, endpoint: Endpoint, roster: Roster) -> None:
    """A job and a worker for it meet after a short while, or at once if that is set to nothing."""
    timer = Timer("endpoint-dispatches", endpoint.id)
    if timer in world.timeline or free_worker(world, endpoint, roster) is None:
        return
    if delay := durations.dispatch(world):
        world.timeline.schedule(delay, timer)
    else:
        dispatch(world, endpoint, roster)


def on_dispatch(world: World, endpoint_id: str) -> None:
    if endpoint := world.find(Endpoint, endpoint_id):
        roster = world.index.rosters[endpoint_id]
        dispatch(world, endpoint, roster)
        scale(world, endpoint, roster)


def dispatch(world: World, endpoint: Endpoint, roster: Roster) -> None:
    """Jobs to workers, first come first served (B-113, B-140)."""
    while (job_id := roster.next_job) and (worker := free_worker(world, endpoint, roster)):
        hand_out(world, world.get(Job, job_id), worker)


def hand_out(world: World, job: Job, worker: Worker) -> None:
    steps = losses.befall(world, job, worker, simulation.script(world, job, worker))
    started = working.take(world, world.get(Job, job.id), worker)
    jobs.limit_time(world, started, simulation.begin(world, started, steps))


def free_worker(world: World, endpoint: Endpoint, roster: Roster) -> Worker | None:
    """The warm one that is idle longest; else one at work with a hand free (B-140).

    An outdated one is given nothing more, so that it can be replaced (B-146). Real workers come for
    their jobs themselves.
    """
    if not endpoint.simulates:
        return None
    real = world.index.attached.get(endpoint.id, ())
    for worker_id in roster.crew[WorkerStatus.IDLE]:
        if worker_id not in real:
            return world.get(Worker, worker_id)
    hands = endpoint.behaviour.concurrency
    if hands > 1:
        for worker_id in roster.crew[WorkerStatus.RUNNING]:
            worker = world.get(Worker, worker_id)
            fit = not (worker.crashed or worker.leaving or worker.process)
            fit = fit and worker.version == endpoint.version
            if fit and len(worker.holds) < hands:
                return worker
    return None


def keep_prepared(world: World, endpoint: Endpoint, roster: Roster) -> None:
    """As many workers as standby asks for, prepared ahead of need (B-126)."""
    want = min(endpoint.workers_standby, endpoint.spec.workers_max)
    for _ in range(want - roster.size + processes.bystanders(world, endpoint)):
        if workers.prepare(world, endpoint) is None:
            return


def scale(world: World, endpoint: Endpoint, roster: Roster) -> None:
    """Start what is missing. Nothing stops here: scale-in is idleTimeout's business (B-139)."""
    settings, spec, crew = world.settings, endpoint.spec, roster.crew
    by_delay = spec.scaler_type is ScalerType.QUEUE_DELAY
    waiting = len(roster.again) + len(roster.normal)
    if _served(spec, roster, waiting):
        return
    free = sum(len(crew[status]) for status in FREE) - processes.bystanders(world, endpoint)
    present = free + len(crew[WorkerStatus.RUNNING])
    demand = Demand(
        waiting=waiting,
        working=roster.working,
        workers=present,
        free=free,
        waited=_waited(world, roster),
    )
    want = autoscaler.wanted(
        spec, demand, extra=settings.extra_workers, first_at_once=settings.qd_first_immediate
    )
    for _ in range(min(want - present, _room(world, endpoint, roster))):
        if workers.start(world, endpoint) is None:
            break
    if waiting and by_delay and present < workers.ceiling(world, endpoint):
        _tick_later(world, endpoint)


def _served(spec: EndpointSpec, roster: Roster, waiting: int) -> bool:
    """The common case, told quickly: those at work are all that the rules could ask for."""
    running = len(roster.crew[WorkerStatus.RUNNING])
    if spec.workers_min > running:
        return False
    if spec.scaler_type is ScalerType.QUEUE_DELAY:
        return not waiting
    return waiting + roster.working <= spec.scaler_value * running


def _tick_later(world: World, endpoint: Endpoint) -> None:
    """As long as somebody waits and there could be more workers, the scaler looks again (B-135)."""
    ticks = Timer("endpoint-ticks", endpoint.id)
    if ticks not in world.timeline:
        world.timeline.schedule(world.settings.scaler_tick_s, ticks)


def _room(world: World, endpoint: Endpoint, roster: Roster) -> int:
    """How many more may be up: unhealthy workers keep their seats too (B-124)."""
    spare = len(roster.crew[WorkerStatus.STANDBY]) + len(roster.crew[WorkerStatus.PREPARING])
    spare += processes.bystanders(world, endpoint)
    return workers.ceiling(world, endpoint) - (roster.size - spare)


def _waited(world: World, roster: Roster) -> float:
    """How long the oldest job that counts has waited for a worker to come (B-135)."""
    oldest = next(iter(roster.again or roster.normal), None)
    if oldest is None:
        return 0.0
    return world.now - max(world.get(Job, oldest).queued_at, roster.scaled_up_at)
