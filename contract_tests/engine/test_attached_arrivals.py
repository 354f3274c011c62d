"""How real workers come to an endpoint, and who works there then."""

from collections.abc import Callable
from typing import Any

import pytest

from contract_tests.engine.processes import SDK, asks, attached_to, launched, state, takes, tells
from contract_tests.engine.worlds import (
    a_world,
    an_endpoint,
    crew,
    later,
    now,
    submitted,
)
from contract_tests.properties.truth import dump
from mock_runpod.engine import arrivals, attached, endpoints
from mock_runpod.engine.world import World
from mock_runpod.errors import NotFound, Refused
from mock_runpod.model import Worker


def is_refused(world: World, kind: type[Exception], text: str, verb: Callable[..., Any]) -> None:
    """And has changed nothing."""
    before = dump(world)
    with pytest.raises(kind, match=text):
        verb()
    assert dump(world) == before


def test_who_comes_nowhere_is_refused() -> None:
    world = a_world()
    one, other = an_endpoint(world), an_endpoint(world)
    attached_to(world, one)
    simulated = crew(world, other)[0]

    def come(endpoint_id: str, worker_id: str) -> Callable[[], Any]:
        return lambda: arrivals.attach(world, endpoint_id, worker_id, SDK)

    is_refused(world, NotFound, "endpoint not found", come("nowhere", "w2"))
    is_refused(world, Refused, f"worker w1 at endpoint {one.id} already", come(other.id, "w1"))
    is_refused(world, Refused, "already", come(other.id, simulated.id))


def test_who_works_where_is_checked_in_words() -> None:
    world = a_world()
    one, other = an_endpoint(world), an_endpoint(world)
    real, simulated = attached_to(world, one), crew(world, other)[0]

    with pytest.raises(Refused, match=f"worker w1 works for endpoint {one.id}"):
        arrivals.check_place(real, other.id)
    with pytest.raises(Refused, match="is a simulated one"):
        arrivals.check_place(simulated, other.id)


def test_an_announced_one_starts_and_is_there_when_it_asks() -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    arrivals.announce(world, endpoint.id, "w1", "launcher")
    later(world, 3)
    before = state(world)
    asks(world)

    assert (before, state(world)) == ("STARTING", "IDLE")
    assert world.get(Worker, "w1").started_at == 0


def test_an_announced_one_that_never_asks_is_unhealthy_and_stays_the_launchers_business() -> None:
    world = a_world(worker_boot_s=10)
    endpoint = an_endpoint(world)
    arrivals.announce(world, endpoint.id, "w1", "launcher")
    later(world, 10)
    worker = world.get(Worker, "w1")

    assert worker.status.value == "UNHEALTHY"
    assert worker.process
    assert worker.process.why == "it has not asked for a job within 10 s"
    later(world, 1_000)
    assert state(world) == "UNHEALTHY"


@pytest.mark.parametrize("idle", [70, 10_000])
def test_one_that_somebody_wants_stays_however_idle_it_is(idle: float) -> None:
    """Also when the time is over that it was given to start."""
    world = a_world()
    endpoint = an_endpoint(world)
    launched(world, endpoint, "theirs")
    attached_to(world, endpoint, "mine")
    later(world, idle)

    assert (state(world, "theirs"), state(world, "mine")) == ("IDLE", "IDLE")


def test_it_also_stays_when_the_endpoint_changes() -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    attached_to(world, endpoint)
    endpoints.update(world, endpoint.id, {"idle_timeout": 1, "workers_max": 0})
    later(world, 100)

    assert state(world) == "IDLE"


def test_one_that_crashed_is_started_again_as_the_endpoint_is_now() -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    job = submitted(world, endpoint)
    worker = launched(world, endpoint)
    takes(world)
    released = endpoints.update(world, endpoint.id, {"gpu_count": 2})
    attached.gone(world, world.get(Worker, worker.id), "it crashed", for_good=False)
    again = arrivals.announce(world, endpoint.id, worker.id, "launcher")

    assert (again.status.value, again.version) == ("STARTING", released.version)
    asks(world)
    assert [each.id for each in takes(world)] == [job.id]
    tells(world, job)
    assert not world.get(Worker, worker.id).leaving


def test_an_id_that_is_taken_cannot_be_announced() -> None:
    world = a_world()
    endpoint, other = an_endpoint(world), an_endpoint(world)
    simulated = crew(world, other)[0]
    launched(world, endpoint)
    attached_to(world, endpoint, "by hand")

    def announce(endpoint_id: str, worker_id: str, launcher: str) -> Callable[[], Any]:
        return lambda: arrivals.announce(world, endpoint_id, worker_id, launcher)

    is_refused(world, Refused, "already", announce(endpoint.id, "w1", "launcher"))
    is_refused(world, Refused, "already", announce(endpoint.id, "w1", "another"))
    is_refused(world, Refused, "simulated", announce(other.id, simulated.id, "launcher"))
    is_refused(world, Refused, "works for", announce(other.id, "by hand", "launcher"))
    is_refused(world, NotFound, "endpoint", announce("nowhere", "w9", "launcher"))


def test_one_that_lives_on_in_a_new_world_is_its_launchers_again() -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    attached_to(world, endpoint)
    arrivals.announce(world, endpoint.id, "w1", "launcher")
    now(world)
    process = world.get(Worker, "w1").process

    assert (state(world), process and process.launcher) == ("IDLE", "launcher")
