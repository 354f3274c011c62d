"""Workers in the hand: who is there, and what happens to one."""

from collections.abc import Callable

from typing_extensions import TypedDict

from mock_runpod.engine import losses, workers
from mock_runpod.engine.world import World
from mock_runpod.model import Endpoint, Worker
from mock_runpod.surfaces.kit import Call, Handler, Reply, Route, reply


class WorkerDocument(TypedDict):
    """`status` is one of PREPARING, STANDBY, STARTING, IDLE, RUNNING, THROTTLED, UNHEALTHY, `since`
    the second of the world when that began. `costPerHr` is in dollars. One that has `crashed` looks
    busy until it is missed; one that is `leaving` ends when its `jobs` are done. A `real` one is a
    process: `sdk` is what it is made of, `launcher` who started it, `why` its latest trouble.
    """

    id: str
    endpointId: str
    status: str
    since: float
    createdAt: float
    startedAt: float | None
    version: int
    jobs: list[str]
    crashed: bool
    leaving: bool
    gpuTypeId: str | None
    instanceId: str | None
    dataCenterId: str | None
    costPerHr: float | None
    real: bool
    sdk: str | None
    sdkVersion: str | None
    launcher: str | None
    why: str | None


def document(worker: Worker) -> WorkerDocument:
    place, process = worker.place, worker.process
    return {
        "id": worker.id,
        "endpointId": worker.endpoint_id,
        "status": worker.status.value,
        "since": worker.since,
        "createdAt": worker.created_at,
        "startedAt": worker.started_at,
        "version": worker.version,
        "jobs": list(worker.holds),
        "crashed": worker.crashed,
        "leaving": worker.leaving,
        "gpuTypeId": place.gpu_type_id if place else None,
        "instanceId": place.instance_id if place else None,
        "dataCenterId": place.data_center_id if place else None,
        "costPerHr": place.cost_per_hr if place else None,
        "real": process is not None,
        "sdk": (process.sdk or None) if process else None,
        "sdkVersion": (process.sdk_version or None) if process else None,
        "launcher": (process.launcher or None) if process else None,
        "why": (process.why or None) if process else None,
    }


async def every(call: Call) -> Reply:
    """All workers, oldest first; `?endpoint=` chooses those of one endpoint."""
    endpoint_id = call.query.get("endpoint")
    with call.driver.turn() as world:
        if endpoint_id:
            world.get(Endpoint, endpoint_id)
        crew = [each for each in world.every(Worker) if endpoint_id in (None, each.endpoint_id)]
        return reply([document(worker) for worker in crew])


async def one(call: Call) -> Reply:
    """One worker as it is now."""
    with call.driver.turn() as world:
        return reply(document(world.get(Worker, call.params["workerId"])))


Verb = Callable[[World, Worker], object]
#: What can happen to a worker, by the last part of the address.
VERBS: dict[str, tuple[Verb, str]] = {
    "crash": (losses.crash, "Its container dies; its jobs are missed after a while (B-083)."),
    "oom": (losses.run_out_of_memory, "It runs out of memory, which its log says, and dies."),
    "lose": (losses.lose_heartbeat, "Nothing is heard of its jobs any more; it lives on (B-083)."),
    "sicken": (workers.sicken, "Its container fails, and is started again by and by (B-124)."),
    "evict": (losses.evict, "Its machine is taken from it; it looks for another (B-123)."),
    "retire": (losses.retire, "It is gone at once, and what it held is dispatched again (B-083)."),
}


def _handler(verb: Verb, says: str) -> Handler:
    async def happen(call: Call) -> Reply:
        with call.driver.turn() as world:
            verb(world, world.get(Worker, call.params["workerId"]))
        return Reply(204)

    happen.__doc__ = says
    return happen


AT = "/workers/{workerId}"
routes = [
    Route("GET", "/workers", every, answer=list[WorkerDocument], query=("endpoint",)),
    Route("GET", AT, one, answer=WorkerDocument),
    *(
        Route("POST", f"{AT}/{name}", _handler(verb, says), status=204)
        for name, (verb, says) in VERBS.items()
    ),
]
