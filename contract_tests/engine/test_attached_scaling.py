"""Processes that the autoscaler starts and ends, through a launcher."""

from typing import Any

import pytest

from contract_tests.engine.processes import asks, attached_to, state, takes, tells
from contract_tests.engine.worlds import (
    a_world,
    again,
    an_endpoint,
    crew,
    later,
    now,
    statuses,
    submitted,
)
from contract_tests.properties.truth import dump, faults
from mock_runpod.engine import arrivals, attached, endpoints, ledger
from mock_runpod.engine.world import World
from mock_runpod.errors import IllegalMove
from mock_runpod.model import Endpoint, ScalerType, Staffing, Worker


def a_scaled_endpoint(world: World, **spec: Any) -> Endpoint:
    endpoint = an_endpoint(world, **spec)
    later(world, 20)
    arrivals.scaled(world, endpoint, "launcher")
    now(world)
    return world.get(Endpoint, endpoint.id)


def start_all(world: World, endpoint: Endpoint) -> list[str]:
    """The launcher starts who is to start, and each asks for a job."""
    starting = [each.id for each in crew(world, endpoint) if each.status.value == "STARTING"]
    for worker_id in starting:
        asks(world, worker_id)
    return starting


@pytest.mark.rule("B-129")
def test_a_process_comes_for_a_job_and_goes_when_it_was_idle_long_enough() -> None:
    world = a_world()
    endpoint = a_scaled_endpoint(world, idle_timeout=30)
    (standby,) = crew(world, endpoint)
    job = submitted(world, endpoint)
    seen = [standby.status.value, state(world, standby.id)]
    start_all(world, endpoint)
    seen.append(state(world, standby.id))
    takes(world, standby.id)
    seen.append(state(world, standby.id))
    tells(world, job, worker_id=standby.id)
    later(world, 29)
    seen.append(state(world, standby.id))
    later(world, 1)
    (fresh,) = crew(world, endpoint)

    assert seen == ["STANDBY", "STARTING", "IDLE", "RUNNING", "IDLE"]
    assert (fresh.status.value, fresh.id != standby.id) == ("STANDBY", True)
    assert ledger.spent(world, endpoint.id) > 0
    assert not faults(world)


def test_the_simulated_ones_go_when_a_launcher_scales() -> None:
    world = a_world()
    endpoint = a_scaled_endpoint(world, workers_min=2)

    assert endpoint.staffing is Staffing.REAL
    assert all(worker.process and worker.process.scaled for worker in crew(world, endpoint))
    assert statuses(world, endpoint) == ["STARTING", "STARTING"]


@pytest.mark.rule("B-133")
def test_workers_min_are_up_and_workers_max_are_the_most() -> None:
    world = a_world()
    by_count = {"scaler_type": ScalerType.REQUEST_COUNT, "scaler_value": 1}
    endpoint = a_scaled_endpoint(world, workers_min=1, workers_max=3, **by_count)
    start_all(world, endpoint)
    later(world, 10_000)
    few = statuses(world, endpoint)
    for _ in range(9):
        submitted(world, endpoint)
    start_all(world, endpoint)

    assert few == ["IDLE"]
    assert statuses(world, endpoint) == ["IDLE"] * 3


@pytest.mark.rule("B-136")
def test_request_count_is_reached_with_processes() -> None:
    world = a_world()
    by_count = {"scaler_type": ScalerType.REQUEST_COUNT, "scaler_value": 2}
    endpoint = a_scaled_endpoint(world, workers_max=5, **by_count)
    for _ in range(5):
        submitted(world, endpoint)
    started = start_all(world, endpoint)
    for worker_id in started:
        takes(world, worker_id, most=2)

    assert len(started) == 3
    assert statuses(world, endpoint) == ["RUNNING"] * 3


@pytest.mark.rule("B-135")
def test_queue_delay_is_reached_with_processes() -> None:
    world = a_world()
    endpoint = a_scaled_endpoint(world, workers_max=2, scaler_value=4, idle_timeout=600)
    several = [submitted(world, endpoint) for _ in range(2)]
    (first,) = start_all(world, endpoint)
    takes(world, first)
    later(world, 3)
    before = statuses(world, endpoint)
    later(world, 2)
    start_all(world, endpoint)

    assert (before, statuses(world, endpoint)) == (["RUNNING"], ["IDLE", "RUNNING"])
    assert again(world, several[1]).status.value == "IN_QUEUE"


def test_one_that_leaves_is_replaced_without_waiting_for_its_end() -> None:
    world = a_world()
    endpoint = a_scaled_endpoint(world, workers_max=1)
    submitted(world, endpoint)
    (first,) = start_all(world, endpoint)
    attached.drain(world, world.get(Worker, first))
    later(world, 1)
    (second,) = start_all(world, endpoint)

    assert len(takes(world, second)) == 1
    attached.gone(world, world.get(Worker, first), "exit code 0", for_good=True)
    assert [worker.id for worker in crew(world, endpoint)] == [second]


def test_one_that_does_not_come_keeps_its_seat_and_can_be_started_again() -> None:
    world = a_world(worker_boot_s=10)
    endpoint = a_scaled_endpoint(world, workers_max=1)
    submitted(world, endpoint)
    (worker,) = crew(world, endpoint)
    later(world, 100)
    sick = state(world, worker.id)
    arrivals.announce(world, endpoint.id, worker.id, "launcher")
    asks(world, worker.id)

    assert (sick, state(world, worker.id)) == ("UNHEALTHY", "IDLE")
    assert len(crew(world, endpoint)) == 1


def test_a_standby_that_asks_before_its_turn_is_welcome() -> None:
    world = a_world()
    endpoint = a_scaled_endpoint(world)
    (standby,) = crew(world, endpoint)
    asks(world, standby.id)
    job = submitted(world, endpoint)

    assert [taken.id for taken in takes(world, standby.id)] == [job.id]
    assert world.get(Worker, standby.id).billed_from == 20


ENDS: list[Any] = [
    lambda world, worker: attached.gone(world, worker, "exit code 1", for_good=False),
    lambda world, worker: attached.unfit(world, worker, "no GPU"),
]


@pytest.mark.parametrize("verb", ENDS)
def test_one_that_has_not_been_started_cannot_have_ended(verb: Any) -> None:
    world = a_world()
    (standby,) = crew(world, a_scaled_endpoint(world))
    before = dump(world)
    with pytest.raises(IllegalMove, match="cannot die while STANDBY"):
        verb(world, standby)

    assert dump(world) == before


def test_without_its_launcher_they_are_gone_and_nobody_else_ends() -> None:
    world = a_world()
    endpoint = a_scaled_endpoint(world, workers_min=1)
    attached_to(world, endpoint, "by hand")
    job = submitted(world, endpoint)
    (scaled,) = start_all(world, endpoint)
    takes(world, scaled)
    arrivals.scaled(world, world.get(Endpoint, endpoint.id), "")
    now(world)

    assert [worker.id for worker in crew(world, endpoint)] == ["by hand"]
    assert [taken.id for taken in takes(world, "by hand")] == [job.id]


@pytest.mark.rule("B-147")
def test_a_release_replaces_them_each_when_its_job_is_done() -> None:
    world = a_world()
    endpoint = a_scaled_endpoint(world, workers_min=2)
    busy, idle = start_all(world, endpoint)
    job = submitted(world, endpoint)
    takes(world, busy)
    released = endpoints.update(world, endpoint.id, {"gpu_count": 2})
    now(world)
    start_all(world, endpoint)
    tells(world, job, worker_id=busy)

    assert world.find(Worker, idle) is None
    assert world.get(Worker, busy).leaving
    later(world, 1)
    fresh = [each.version for each in crew(world, endpoint) if not each.leaving]
    assert fresh == [released.version] * 2
