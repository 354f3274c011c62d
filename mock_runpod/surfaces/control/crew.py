"""Real workers in the hand of whoever runs them: announced, followed, drained, and signed off."""

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from mock_runpod.engine import arrivals, attached, ids
from mock_runpod.engine.world import World
from mock_runpod.environment import worker_variables
from mock_runpod.errors import Invalid, Refused
from mock_runpod.model import Endpoint, NetworkVolume, Template, Worker
from mock_runpod.runtime.fields import Id, Row
from mock_runpod.runtime.worlds import NAMED
from mock_runpod.surfaces import tokens
from mock_runpod.surfaces.control.bodies import read
from mock_runpod.surfaces.control.workers import WorkerDocument, document
from mock_runpod.surfaces.kit import Call, Reply, Route, reply

#: The key of a worker whose world goes by somebody's own key, which is not handed on.
ANY_KEY = f"{NAMED}worker"
#: The longest that a question is held, in real seconds.
LONGEST_S = 20.0


class AnnounceBody(Row):
    """`launcher` is who starts it. `id`: the same again, after a crash. `base` is the URL of this
    server as the worker is to see it; left out, as the request did.
    """

    launcher: Id
    id: Id | None = None
    base: str | None = None


class AnnouncedDocument(TypedDict):
    """`env` are the variables that the process is to be started with."""

    worker: WorkerDocument
    env: dict[str, str]


class CrewBody(Row):
    """With `scale`, the autoscaler says how many there are. `seen` is `told` of the answer before;
    `wait` is how many real seconds the question may be held.
    """

    launcher: Id
    scale: bool = False
    seen: int | None = None
    wait: Annotated[float, Field(ge=0, le=LONGEST_S)] = 0.0


class CrewDocument(TypedDict):
    """`era` is another number after every reset of the world."""

    era: int
    told: int
    workers: list[WorkerDocument]


class GoneBody(Row):
    """How its process ended; `expected` if it was to."""

    exit_code: int | None = None
    signal: int | None = None
    expected: bool = False


async def announce(call: Call) -> Reply:
    """A process is about to be started as a worker of this endpoint."""
    body, endpoint_id = await read(call, AnnounceBody), call.params["endpointId"]
    with call.driver.turn() as world:
        world.get(Endpoint, endpoint_id)
        worker_id = body.id or ids.short(world, 14, Worker)
        worker = arrivals.announce(world, endpoint_id, worker_id, body.launcher)
        env = _variables(call, world, worker.endpoint_id, worker.id, body.base)
        return reply({"worker": document(worker), "env": env}, 201)


async def crew(call: Call) -> Reply:
    """The workers of a launcher, as soon as they differ from those that it has seen.

    Who asks is there; after five seconds without a question, a launcher is taken to be gone.
    """
    body, endpoint_id = await read(call, CrewBody), call.params["endpointId"]
    driver, hangup = call.driver, call.hangup()
    with driver.turn() as world:
        _enlist(call, world.get(Endpoint, endpoint_id), world, body)

    def rows(world: World) -> list[Any]:
        crew = world.index.attached.get(endpoint_id, ())
        everyone = (world.get(Worker, worker_id) for worker_id in crew)
        return [document(each) for each in everyone if _is_of(each, body.launcher)]

    try:
        told, workers = await driver.launchers.news(
            body.launcher, endpoint_id, rows, seen=body.seen, seconds=body.wait, hangup=hangup
        )
    finally:
        hangup.cancel()
    return reply({"era": driver.era.number, "told": told, "workers": workers})


def _enlist(call: Call, endpoint: Endpoint, world: World, body: CrewBody) -> None:
    """Only one can do what the autoscaler says."""
    if not body.scale:
        return
    other = endpoint.scaled_by
    if other not in ("", body.launcher) and call.driver.launchers.is_here(other):
        already = f"another launcher scales endpoint {endpoint.id} already"
        raise Refused(f"{already}; end that one, or start so many workers by `count`")
    arrivals.scaled(world, endpoint, body.launcher)


def _is_of(worker: Worker, launcher: str) -> bool:
    return worker.process is not None and worker.process.launcher == launcher


async def variables(call: Call) -> Reply:
    """Variables for a worker that is started elsewhere; `?worker=` is its id, else it gets one.

    `?base=` is the URL of this server as the worker is to see it.
    """
    endpoint_id = call.params["endpointId"]
    with call.driver.turn() as world:
        world.get(Endpoint, endpoint_id)
        worker_id = call.query.get("worker") or ids.short(world, 14, Worker)
        return reply(_variables(call, world, endpoint_id, worker_id, call.query.get("base")))


def _variables(
    call: Call, world: World, endpoint_id: str, worker_id: str, base: str | None
) -> dict[str, str]:
    """Below ours stands what the template says."""
    base = base or f"http://{call.host}"
    if not base.startswith(("http://", "https://")):
        raise Invalid(f"base must be an http or https URL, not {base!r}")
    driver, endpoint = call.driver, world.get(Endpoint, endpoint_id)
    worker = world.find(Worker, worker_id)
    key = call.worlds.key_of(driver.name)
    machine = _machine(world, endpoint, worker)
    ours = worker_variables(
        base,
        endpoint_id,
        worker_id,
        key=key if key.startswith(NAMED) else ANY_KEY,
        token=tokens.token_of(call.worlds, driver.name, endpoint_id, worker_id),
        gpu=machine.get("RUNPOD_GPU_TYPE_ID", ""),
    )
    template = worker.template if worker else world.get(Template, endpoint.spec.template_id)
    return {**template.spec.env, **machine, **ours}


def _machine(world: World, endpoint: Endpoint, worker: Worker | None) -> dict[str, str]:
    """What a worker is told of the machine it is on (B-150)."""
    spec, place = endpoint.spec, worker.place if worker else None
    center = place.data_center_id if place else next(iter(spec.data_center_ids), None)
    said = {
        "RUNPOD_DC_ID": center,
        "RUNPOD_GPU_TYPE_ID": place.gpu_type_id if place else next(iter(spec.gpu_type_ids), None),
        "RUNPOD_GPU_COUNT": place.gpu_count if place else spec.gpu_count,
        "RUNPOD_CPU_COUNT": place.vcpu_count if place else None,
        "RUNPOD_MEM_GB": place.memory_in_gb if place else None,
        "RUNPOD_VOLUME_ID": _volume_in(world, endpoint, center),
    }
    return {name: str(value) for name, value in said.items() if value is not None}


def _volume_in(world: World, endpoint: Endpoint, data_center_id: str | None) -> str | None:
    """Of several volumes a worker sees the one where it is."""
    volumes = [world.get(NetworkVolume, id) for id in endpoint.spec.network_volume_ids]
    here = [each.id for each in volumes if data_center_id in (None, each.data_center_id)]
    return next(iter(here), None)


async def drain(call: Call) -> Reply:
    """It gets no more jobs, and ends when it has none (W4, W15)."""
    with call.driver.turn() as world:
        attached.drain(world, _process(world, call.params["workerId"], "be drained"))
    return Reply(204)


async def gone(call: Call) -> Reply:
    """Its process has ended: what it held is lost at once, and dispatched again (B-083)."""
    body = await read(call, GoneBody)
    with call.driver.turn() as world:
        worker = _process(world, call.params["workerId"], "be signed off")
        attached.gone(world, worker, _ending(body), for_good=body.expected)
    return Reply(204)


def _process(world: World, worker_id: str, verb: str) -> Worker:
    worker = world.get(Worker, worker_id)
    if worker.process is None:
        raise Refused(f"worker {worker.id} is a simulated one, and cannot {verb}")
    return worker


def _ending(body: GoneBody) -> str:
    if body.signal is not None:
        return f"its process was ended by signal {body.signal}"
    if body.exit_code is None:
        return "its process has ended"
    return f"its process has ended with exit code {body.exit_code}"


AT, WORKER = "/endpoints/{endpointId}", "/workers/{workerId}"
routes = [
    Route(
        "POST", f"{AT}/workers", announce, body=AnnounceBody, answer=AnnouncedDocument, status=201
    ),
    Route("POST", f"{AT}/crew", crew, body=CrewBody, answer=CrewDocument),
    Route(
        "GET",
        f"{AT}/worker-env",
        variables,
        answer=dict[str, str],
        query=("worker", "base"),
    ),
    Route("POST", f"{WORKER}/drain", drain, status=204),
    Route("POST", f"{WORKER}/gone", gone, body=GoneBody, status=204),
]
