"""Real workers without any process: what they would ask and tell, told to the engine."""

from typing import Any

from contract_tests.engine.worlds import a_world, an_endpoint, now
from mock_runpod.engine import arrivals, attached
from mock_runpod.engine.world import World
from mock_runpod.model import Endpoint, Finish, Job, Process, Worker

SDK = Process(sdk=attached.OFFICIAL, sdk_version="1.12.0", hears=True)


def a_crew(*names: str, **settings: Any) -> tuple[World, Endpoint]:
    """An endpoint with these real workers."""
    world = a_world(**settings)
    endpoint = an_endpoint(world)
    for name in names or ("w1",):
        attached_to(world, endpoint, name)
    return world, world.get(Endpoint, endpoint.id)


def attached_to(
    world: World, endpoint: Endpoint, worker_id: str = "w1", process: Process = SDK
) -> Worker:
    """Somebody has started a process, and it has asked for a job."""
    worker = arrivals.attach(world, endpoint.id, worker_id, process)
    now(world)
    return worker


def launched(world: World, endpoint: Endpoint, worker_id: str = "w1") -> Worker:
    """A launcher has started one, and it has asked for a job."""
    arrivals.announce(world, endpoint.id, worker_id, "launcher")
    worker = attached.introduce(world, world.get(Worker, worker_id), SDK.sdk, SDK.sdk_version)
    attached.asks(world, worker, busy=False)
    now(world)
    return world.get(Worker, worker_id)


def asks(world: World, worker_id: str = "w1", *, busy: bool = False) -> Worker:
    worker = attached.asks(world, world.get(Worker, worker_id), busy=busy)
    now(world)
    return world.get(Worker, worker.id)


def takes(world: World, worker_id: str = "w1", most: int = 1) -> list[Job]:
    """The jobs that it gets."""
    taken = attached.take(world, world.get(Worker, worker_id), most)
    now(world)
    return [each.job for each in taken]


def tells(world: World, job: Job, *, worker_id: str = "w1", **ends: Any) -> bool:
    """How a job has ended, and whether anybody wanted to know."""
    heard = attached.report(world, worker_id, job.id, Finish(**ends))
    now(world)
    return heard


def state(world: World, worker_id: str = "w1") -> str:
    return world.get(Worker, worker_id).status.value
