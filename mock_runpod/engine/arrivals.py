"""Real processes as workers: how they come to an endpoint, and who works there then."""

from mock_runpod.engine import attached, attention, market, workers
from mock_runpod.engine.world import World
from mock_runpod.errors import Refused
from mock_runpod.model import (
    Endpoint,
    Place,
    Process,
    Staffing,
    Template,
    Worker,
    WorkerStatus,
    replace,
)


def attach(world: World, endpoint_id: str, worker_id: str, process: Process) -> Worker:
    """A process that nobody announced is there, and ready (W6).

    Raises NotFound (endpoint), and Refused when another endpoint has a worker of that id.
    """
    worker = world.put(_new(world, endpoint_id, worker_id, process, WorkerStatus.IDLE))
    world.note(worker.id, f"a real worker attaches to endpoint {endpoint_id}")
    attention.call(world, endpoint_id)
    return worker


def announce(world: World, endpoint_id: str, worker_id: str, launcher: str) -> Worker:
    """A launcher is about to start a process of this id; or again, after a crash.

    Raises NotFound (endpoint), and Refused when the id is taken.
    """
    endpoint, there = world.get(Endpoint, endpoint_id), world.find(Worker, worker_id)
    if there is None:
        process = Process(launcher=launcher)
        worker = world.put(_new(world, endpoint_id, worker_id, process, WorkerStatus.STARTING))
    else:
        process = check_place(there, endpoint_id)
        if not process.launcher:  # it lives on in a world that began anew
            return world.put(replace(there, process=replace(process, launcher=launcher)))
        if process.launcher != launcher or there.status is not WorkerStatus.UNHEALTHY:
            raise Refused(f"there is a worker {worker_id} already; let it end, or choose another")
        worker = _begun_again(world, endpoint, there)
    workers.due_in(world, worker, world.settings.worker_boot_s)
    return worker


def _begun_again(world: World, endpoint: Endpoint, worker: Worker) -> Worker:
    """As the endpoint is now, as any container that starts (B-054)."""
    template, version = world.get(Template, endpoint.spec.template_id), endpoint.version
    begun = replace(worker, template=template, version=version)
    return workers.step(world, begun, "start", started_at=world.now, billed_from=world.now)


def _new(
    world: World, endpoint_id: str, worker_id: str, process: Process, status: WorkerStatus
) -> Worker:
    endpoint, there = world.get(Endpoint, endpoint_id), world.find(Worker, worker_id)
    if there:
        raise Refused(f"there is a worker {worker_id} at endpoint {there.endpoint_id} already")
    endpoint = _staff(world, endpoint)
    place = market.place_of(world, endpoint)
    return Worker(
        id=worker_id,
        endpoint_id=endpoint_id,
        status=status,
        version=endpoint.version,
        template=world.get(Template, endpoint.spec.template_id),
        created_at=world.now,
        since=world.now,
        place=place if isinstance(place, Place) else None,
        started_at=world.now,
        billed_from=world.now,
        booted=True,
        process=process,
    )


def check_place(worker: Worker, endpoint_id: str) -> Process:
    """The process that it is.

    Raises Refused when the worker of this name is another endpoint's, or is a simulated one.
    """
    if worker.endpoint_id != endpoint_id:
        raise Refused(
            f"worker {worker.id} works for endpoint {worker.endpoint_id}; choose another id"
        )
    if worker.process is None:
        raise Refused(f"worker {worker.id} is a simulated one; choose another id")
    return worker.process


def _staff(world: World, endpoint: Endpoint) -> Endpoint:
    """With the first real worker, simulated ones stop taking, unless somebody has said."""
    if endpoint.staffing is not None:
        return endpoint
    world.note(endpoint.id, "a real worker is here: simulated ones take no more jobs")
    return assign(world, endpoint, Staffing.REAL)


def assign(world: World, endpoint: Endpoint, staffing: Staffing | None) -> Endpoint:
    """Who works here from now on. Simulated workers that are not wanted go, after their job."""
    endpoint = world.put(replace(endpoint, staffing=staffing))
    if not endpoint.simulates:
        for worker_id in world.index.rosters[endpoint.id].workers:
            worker = world.get(Worker, worker_id)
            if worker.process is None and worker.status is not WorkerStatus.RUNNING:
                workers.retire(world, worker)
    workers.fit(world, endpoint.id)
    attention.call(world, endpoint.id)
    return endpoint


def disown(world: World, worker: Worker) -> Worker:
    """Its launcher is gone, and it works on: it is as if somebody had started it by themselves."""
    process = worker.process or Process()
    return world.put(replace(worker, process=replace(process, launcher="", scaled=False)))


def scaled(world: World, endpoint: Endpoint, launcher: str) -> Endpoint:
    """From now on this launcher starts and ends processes as the autoscaler says; "": nobody."""
    if endpoint.scaled_by == launcher:
        return endpoint
    endpoint = world.put(replace(_staff(world, endpoint), scaled_by=launcher))
    for worker_id in list(world.index.attached.get(endpoint.id, ())):
        worker = world.get(Worker, worker_id)
        process = worker.process
        if process and process.scaled and process.launcher != launcher:
            attached.gone(world, worker, "its launcher is gone", for_good=True)
    attention.call(world, endpoint.id)
    return endpoint
