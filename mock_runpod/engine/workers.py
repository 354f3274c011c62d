"""A worker's life: prepared, started, put to rest, retired. What it does with jobs is elsewhere.

In every state a worker has at most one thing ahead of it, the timer `worker-due`; what that means
depends on the state, and is a table in `ringing`.
"""

from typing import Any

from mock_runpod.engine import attention, durations, faults, ids, ledger, market, processes
from mock_runpod.engine.lifecycles import LIVE, WORKER, move
from mock_runpod.engine.market import Shortage
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World
from mock_runpod.model import (
    Endpoint,
    Place,
    Process,
    Template,
    Worker,
    WorkerStatus,
    replace,
)

#: Who goes first when there are too many; who is at work is never sent away (B-133).
EXPENDABLE = (
    WorkerStatus.THROTTLED,
    WorkerStatus.UNHEALTHY,
    WorkerStatus.PREPARING,
    WorkerStatus.STANDBY,
    WorkerStatus.STARTING,
    WorkerStatus.IDLE,
)


def step(world: World, worker: Worker, verb: str, **changes: Any) -> Worker:
    """Move along the lifecycle table; `since` starts anew. A container that stops is billed."""
    status = move(WORKER, worker.status, verb)
    if worker.billed_from is not None and status not in LIVE:
        ledger.stopped(world, worker)
        changes["billed_from"] = None
    return world.put(replace(worker, status=status, since=world.now, **changes))


def due_in(world: World, worker: Worker, seconds: float) -> None:
    world.timeline.schedule(seconds, Timer("worker-due", worker.id))


def prepare(world: World, endpoint: Endpoint) -> Worker | None:
    """A standby to be: its image is pulled ahead of need (B-126). None where there is no place.

    A process has no image: all it needs is to be started.
    """
    status = WorkerStatus.STANDBY if endpoint.launches else WorkerStatus.PREPARING
    worker = _new(world, endpoint, status)
    if worker and worker.place and worker.process:
        world.put(worker)
    elif worker and worker.place:
        due_in(world, world.put(worker), durations.image_pull(world, worker))
    return worker


def start(world: World, endpoint: Endpoint) -> Worker | None:
    """One more worker that takes jobs: a standby, one being prepared, or a new one (B-140)."""
    crew = world.index.rosters[endpoint.id].crew
    for status in (WorkerStatus.STANDBY, WorkerStatus.PREPARING):
        for worker_id in crew[status]:
            return wake(world, endpoint, world.get(Worker, worker_id))
    worker = _new(world, endpoint, WorkerStatus.STARTING)
    if worker and worker.place:
        pull = _pull(world, worker)
        up = replace(worker, started_at=world.now, billed_from=world.now + pull)
        due_in(world, world.put(up), pull + boot_time(world, endpoint, up))
        return up
    return worker


def wake(world: World, endpoint: Endpoint, worker: Worker) -> Worker | None:
    """Start this one where its image is, or elsewhere if there is no room, or wait for room."""
    place = _find_place(world, endpoint, worker)
    if place is None:
        return world.find(Worker, worker.id)
    if place is worker.place:
        left = world.timeline.due(Timer("worker-due", worker.id))
        pull = left - world.now if left and worker.status is WorkerStatus.PREPARING else 0.0
    else:
        pull, worker = _pull(world, worker), replace(worker, booted=False)
    up = {"place": place, "started_at": world.now, "billed_from": world.now + pull}
    started = step(world, worker, "start", **up)
    due_in(world, started, pull + boot_time(world, endpoint, started))
    return started


def _find_place(world: World, endpoint: Endpoint, worker: Worker) -> Place | None:
    """Where it is, or elsewhere; else it waits for stock, or goes if there can never be any."""
    place = market.place_of(world, endpoint, worker)
    if place is Shortage.SOLD_OUT:
        throttle(world, worker, "sold out")
    elif place is Shortage.NOT_OFFERED:
        retire(world, worker)
    return place if isinstance(place, Place) else None


def throttle(world: World, worker: Worker, verb: str, **changes: Any) -> Worker:
    """It has no machine any more, and looks for one now and then (B-123)."""
    throttled = step(world, worker, verb, place=None, booted=False, **changes)
    due_in(world, throttled, world.settings.throttle_retry_s)
    return throttled


def prepared(world: World, worker: Worker) -> None:
    step(world, worker, "prepared")
    attention.call(world, worker.endpoint_id)


def ready(world: World, worker: Worker) -> None:
    """It is up, or it crashed on the way (B-124)."""
    unlucky = durations.chance(world, world.profile.boot_failure)
    aim = {"endpoint": worker.endpoint_id, "worker": worker.id}
    if faults.struck(world, "worker.unhealthy", **aim) or unlucky:
        sicken(world, worker, "crash")
        return
    rest_later(world, step(world, worker, "ready", booted=True, sick_since=None))
    attention.call(world, worker.endpoint_id)


def sicken(world: World, worker: Worker, verb: str = "sicken") -> Worker:
    """Its container fails: it takes no jobs, and is started again by and by (B-124).

    Raises IllegalMove when it is at work, has no image yet, or nowhere to be.
    """
    processes.only_simulated(worker, "fail")
    sick_since = world.now if worker.sick_since is None else worker.sick_since
    sick = step(world, worker, verb, sick_since=sick_since)
    due_in(world, sick, world.settings.unhealthy_retry_s)
    attention.call(world, worker.endpoint_id)
    return sick


def look_for_room(world: World, worker: Worker) -> None:
    """Is there stock now? One that nobody waits for only gets its image (B-123, B-126)."""
    endpoint = world.get(Endpoint, worker.endpoint_id)
    roster = world.index.rosters[endpoint.id]
    warm = len(roster.crew[WorkerStatus.IDLE]) + len(roster.crew[WorkerStatus.RUNNING])
    if roster.again or roster.normal or warm < endpoint.spec.workers_min:
        wake(world, endpoint, worker)
    elif place := _find_place(world, endpoint, worker):
        step(world, worker, "prepare", place=place, booted=False)
        due_in(world, worker, _pull(world, worker))


def rest_later(world: World, worker: Worker) -> None:
    """A warm worker scales down after idleTimeout without a job (B-129).

    A timer that is running already may stay: `rest` looks at how long it has really been idle.
    """
    timeout = world.get(Endpoint, worker.endpoint_id).spec.idle_timeout
    due = world.timeline.due(Timer("worker-due", worker.id))
    if due is None or due > world.now + timeout:
        due_in(world, worker, timeout)


def rest(world: World, worker: Worker) -> None:
    """Scale down to standby, unless workersMin wants it warm or it has worked meanwhile.

    A process stays that is not the autoscaler's to end.
    """
    if worker.process and not worker.process.scaled:
        return
    endpoint = world.get(Endpoint, worker.endpoint_id)
    crew, spec = world.index.rosters[endpoint.id].crew, endpoint.spec
    warm = len(crew[WorkerStatus.IDLE]) + len(crew[WorkerStatus.RUNNING])
    if (left := worker.since + spec.idle_timeout - world.now) > 0:
        due_in(world, worker, left)
    elif warm - processes.bystanders(world, endpoint) <= spec.workers_min:
        return
    elif worker.process:
        retire(world, worker)  # what has been ended is not started again: the next is another one
    else:
        step(world, worker, "rest")


def take(world: World, worker: Worker, job_id: str) -> Worker:
    return step(world, worker, "take", holds=(*worker.holds, job_id))


def let_go(world: World, worker: Worker, job_id: str, *, refresh: bool = False) -> None:
    """Done with this job: it rests, or leaves if it is outdated, surplus or refreshed."""
    endpoint = world.get(Endpoint, worker.endpoint_id)
    roster = world.index.rosters[endpoint.id]
    holds = tuple(held for held in worker.holds if held != job_id)
    outdated = worker.version < endpoint.version  # it runs an earlier release (B-147)
    leaving = worker.leaving or refresh
    unwanted = worker.process is None and not endpoint.simulates
    if worker.process:
        ends = bool(worker.process.launcher) and (refresh or outdated)
        _let_go_of(world, replace(worker, holds=holds, leaving=worker.leaving or ends))
    elif holds or worker.crashed:
        world.put(replace(worker, holds=holds, leaving=leaving))
    elif leaving or outdated or unwanted or roster.size > ceiling(world, endpoint):
        retire(world, world.put(replace(worker, holds=())))
    else:
        rest_later(world, step(world, worker, "release", holds=()))
    if roster.next_job:
        attention.call(world, endpoint.id)


def _let_go_of(world: World, worker: Worker) -> None:
    """A process that was told to stop may still be at it: until it asks again, it looks busy."""
    process = worker.process
    stopping = process is not None and bool(process.stops or process.told)
    if worker.holds or worker.crashed or stopping:
        world.put(worker)
    else:
        rest_later(world, step(world, worker, "release"))


def retire(world: World, worker: Worker) -> None:
    """Gone for good. Whoever retires a worker at work has seen to its jobs before."""
    world.timeline.cancel(Timer("worker-due", worker.id))
    ledger.stopped(world, worker)
    world.drop(worker)
    attention.call(world, worker.endpoint_id)


def fit(world: World, endpoint_id: str) -> None:
    """Send surplus workers away after workersMax went down (B-133, B-134)."""
    endpoint, size = world.get(Endpoint, endpoint_id), world.index.rosters[endpoint_id].size
    surplus = size - processes.bystanders(world, endpoint) - ceiling(world, endpoint)
    for worker_id in _expendable(world, endpoint_id)[: max(0, surplus)]:
        retire(world, world.get(Worker, worker_id))


def ceiling(world: World, endpoint: Endpoint) -> int:
    most = endpoint.spec.workers_max
    return most + (world.settings.extra_workers if most else 0)


def _expendable(world: World, endpoint_id: str) -> list[str]:
    """Processes that somebody wanted to have, whatever the endpoint says, are none of them."""
    crew = world.index.rosters[endpoint_id].crew
    everyone = (world.get(Worker, id) for status in EXPENDABLE for id in crew[status])
    return [each.id for each in everyone if each.process is None or each.process.scaled]


def _pull(world: World, worker: Worker) -> float:
    return 0.0 if worker.process else durations.image_pull(world, worker)


def boot_time(world: World, endpoint: Endpoint, worker: Worker) -> float:
    """From the start of its container to its readiness; of a process, how long it may take."""
    if worker.process:
        return world.settings.worker_boot_s
    return durations.boot(world, endpoint, booted_before=worker.booted)


def _new(world: World, endpoint: Endpoint, status: WorkerStatus) -> Worker | None:
    """A worker where there is room, not put yet; a throttled one where there is none, which is; and
    none where none can be, or where there are only processes that others start.
    """
    if not (endpoint.launches or endpoint.simulates):
        return None
    place = market.place_of(world, endpoint)
    if place is Shortage.NOT_OFFERED:
        return None
    sold_out = place is Shortage.SOLD_OUT
    worker = Worker(
        id=ids.short(world, 14, Worker),
        endpoint_id=endpoint.id,
        status=WorkerStatus.THROTTLED if sold_out else status,
        version=endpoint.version,
        template=world.get(Template, endpoint.spec.template_id),
        created_at=world.now,
        since=world.now,
        place=place if isinstance(place, Place) else None,
        process=Process(launcher=endpoint.scaled_by, scaled=True) if endpoint.launches else None,
    )
    if sold_out:
        due_in(world, world.put(worker), world.settings.throttle_retry_s)
    return worker
