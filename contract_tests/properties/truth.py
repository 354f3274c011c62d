"""What a world is, worked out from its records alone; derived state is held against this."""

from collections.abc import Iterable, Iterator
from typing import Any

import mock_runpod.model
from mock_runpod.engine.ids import RESERVED
from mock_runpod.engine.lifecycles import FINAL
from mock_runpod.engine.processes import may_take
from mock_runpod.engine.views import worker_counters
from mock_runpod.engine.workers import ceiling
from mock_runpod.engine.world import World
from mock_runpod.model import (
    Chunk,
    Delivery,
    Endpoint,
    Job,
    JobStatus,
    Record,
    Worker,
    WorkerStatus,
)

Records = dict[type[Record], list[Record]]
KINDS: list[type[Record]] = [
    kind
    for kind in map(vars(mock_runpod.model).get, mock_runpod.model.__all__)
    if isinstance(kind, type) and issubclass(kind, Record) and kind is not Record
]
#: Whom a timer is about, by the first word of its name. An alarm is somebody's patience.
ABOUT: dict[str, type[Record]] = {
    "endpoint": Endpoint,
    "job": Job,
    "webhook": Delivery,
    "worker": Worker,
}
#: States that end by themselves: what is in one of them has a timer that sees to it.
PASSING = {
    *(WorkerStatus.PREPARING, WorkerStatus.STARTING),
    *(WorkerStatus.THROTTLED, WorkerStatus.UNHEALTHY),
}


def records(world: World) -> Records:
    return {kind: world.every(kind) for kind in KINDS}


def dump(world: World) -> dict[str, Any]:
    """All there is to a world. Records are frozen, so holding them is enough."""
    return {
        "records": records(world),
        "rosters": {id: vars(roster) for id, roster in world.index.fork().rosters.items()},
        "attached": crews(world.index.attached),
        "leaving": crews(world.index.leaving),
        "timers": world.timeline.pending(),
        "now": world.now,
        "chance": world.random.getstate(),
        "told": world.told,
        "effects": list(world.effects),
        "asked": {key: list(times) for key, times in world.asked.items()},
        "settings": world.settings,
    }


def crews(of: dict[str, dict[str, None]]) -> dict[str, set[str]]:
    return {id: set(crew) for id, crew in of.items()}


def past_of(world: World) -> dict[str, Any]:
    """What can be read of a world in hindsight, whatever its order."""
    rosters = {
        endpoint.id: {
            name: dict(value) if isinstance(value, dict) else value
            for name, value in vars(world.index.rosters[endpoint.id]).items()
            if name != "scaled_up_at"  # only the scaler looks at it
        }
        for endpoint in world.every(Endpoint)
    }
    return {"rosters": rosters, **{k.__name__: {r.id: r for r in world.every(k)} for k in KINDS}}


def queues(world: World) -> list[list[str]]:
    return [world.index.rosters[endpoint.id].queue for endpoint in world.every(Endpoint)]


def faults(world: World) -> list[str]:
    """All that is wrong with a world in which everything due by now has happened."""
    return [
        *(f"job {job.id}: {text}" for job in world.every(Job) for text in of_job(world, job)),
        *(f"worker {w.id}: {text}" for w in world.every(Worker) for text in of_worker(world, w)),
        *(f"endpoint {e.id}: {t}" for e in world.every(Endpoint) for t in of_endpoint(world, e)),
        *(f"timer {timer}: of nothing" for timer in stray_timers(world)),
        *of_index(world),
        *(f"{kind.__name__} {one.id}: a reserved id" for kind, one in reserved(world)),
    ]


def of_job(world: World, job: Job) -> Iterator[str]:
    holders = [worker for worker in world.every(Worker) if job.id in worker.holds]
    if job.held and [worker.id for worker in holders] != [job.worker_id]:
        yield f"held by {holders}, and should be by {job.worker_id}"
    if holders and not (job.held and job.status is JobStatus.IN_PROGRESS):
        yield f"held by {holders} and {job.status}"
    if (job.status in FINAL) != (job.finished_at is not None):
        yield f"{job.status}, finished at {job.finished_at}"
    due = due_of(world, "job-ends", job.id)
    if due is None or (job.status not in FINAL and due != job.expires_at):
        yield f"to end at {due}, and expires at {job.expires_at}"


def of_worker(world: World, worker: Worker) -> Iterator[str]:
    busy = bool(worker.holds) or worker.crashed  # a dead one looks busy until it is missed
    running, process = worker.status is WorkerStatus.RUNNING, worker.process
    stopping = process is not None and bool(process.stops or process.told)
    if running != busy and not (running and stopping):
        yield f"{worker.status} with {worker.holds}, crashed {worker.crashed}, {process}"
    if world.find(Endpoint, worker.endpoint_id) is None:
        yield "its endpoint is gone"
        return
    hands = world.get(Endpoint, worker.endpoint_id).behaviour.concurrency
    if process is None and len(worker.holds) > hands:
        yield f"more hands than it has: {worker.holds}"
    if worker.status is WorkerStatus.UNHEALTHY and process and process.launcher:
        return  # which may start it again, whenever it wants
    if worker.status in PASSING and due_of(world, "worker-due", worker.id) is None:
        yield f"{worker.status} for ever"


def of_endpoint(world: World, endpoint: Endpoint) -> Iterator[str]:
    """Only workers that were busy when workersMax went down may be too many (B-133). Processes that
    somebody started by themselves are not the endpoint's to count, nor those that are to end.
    """
    everybody = [worker for worker in world.every(Worker) if worker.endpoint_id == endpoint.id]
    crew = [worker for worker in everybody if worker.process is None or is_wanted(endpoint, worker)]
    busy = [worker for worker in crew if worker.status is WorkerStatus.RUNNING]
    if len(crew) > max(ceiling(world, endpoint), len(busy)):
        yield f"{len(crew)} workers, {len(busy)} at work, {ceiling(world, endpoint)} allowed"
    counted = worker_counters(world, endpoint.id)
    if sum(counted.values()) - counted["ready"] != len(everybody):
        yield f"{len(everybody)} workers counted as {counted}"


def is_wanted(endpoint: Endpoint, worker: Worker) -> bool:
    scaled = worker.process is not None and worker.process.scaled
    return scaled and may_take(endpoint, worker)


def of_index(world: World) -> Iterator[str]:
    """Rosters and unread chunks, from the records. The order in a roster is the engine's to say."""
    known = {endpoint.id for endpoint in world.every(Endpoint)}
    for id, roster in world.index.rosters.items():
        crew = {status.value: ids for status, ids in roster.crew.items()}
        lists: dict[str, Iterable[str]] = {**vars(roster), **crew}
        for name, truth in roster_of(world, id).items():
            if set(lists[name]) != truth:
                yield f"roster {id}: {name} is {set(lists[name])} and should be {truth}"
        if id not in known and (roster.jobs or roster.workers):
            yield f"roster {id}: its endpoint is gone"
    real = [worker for worker in world.every(Worker) if worker.process]
    leaving = [worker for worker in real if worker.leaving or worker.crashed]
    for name, some in (("attached", real), ("leaving", leaving)):
        should: dict[str, set[str]] = {}
        for worker in some:
            should.setdefault(worker.endpoint_id, set()).add(worker.id)
        if crews(getattr(world.index, name)) != should:
            yield f"{name} are {getattr(world.index, name)} and should be {should}"
    unread: dict[str, list[str]] = {}
    for chunk in world.every(Chunk):
        unread.setdefault(chunk.job_id, []).append(chunk.id)
    if {job: list(ids) for job, ids in world.index.chunks.items()} != unread:
        yield f"unread chunks are {world.index.chunks} and should be {unread}"


def roster_of(world: World, endpoint_id: str) -> dict[str, set[str]]:
    mine = [job for job in world.every(Job) if job.endpoint_id == endpoint_id]
    crew = [worker for worker in world.every(Worker) if worker.endpoint_id == endpoint_id]
    waiting = [job for job in mine if not job.held and job.finished_at is None]
    lost = {job.id for job in waiting if job.status is JobStatus.IN_PROGRESS}
    low = {job.id for job in waiting if job.asked.policy.low_priority} - lost
    lines = {"again": lost, "low": low, "normal": {job.id for job in waiting} - lost - low}
    states = {
        status.value: {worker.id for worker in crew if worker.status is status}
        for status in WorkerStatus
    }
    busy = {job.id for job in mine if job.status is JobStatus.IN_PROGRESS}
    return {"jobs": {job.id for job in mine}, "busy": busy, **lines, **states}


def stray_timers(world: World) -> Iterator[str]:
    for _, timer in world.timeline.pending():
        kind = ABOUT.get(timer.what.partition("-")[0])
        if kind and world.find(kind, timer.id) is None:
            yield f"{timer.what} {timer.id}"


def reserved(world: World) -> Iterator[tuple[type[Record], Record]]:
    return ((kind, one) for kind in KINDS for one in world.every(kind) if one.id in RESERVED)


def due_of(world: World, what: str, id: str) -> float | None:
    return next((due for due, timer in world.timeline.pending() if timer == (what, id)), None)
