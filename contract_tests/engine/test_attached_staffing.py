"""Who works at an endpoint: simulated workers, real ones, or both."""

from typing import Any

import pytest

from contract_tests.engine.processes import attached_to, takes
from contract_tests.engine.worlds import (
    a_warm_endpoint,
    a_world,
    again,
    crew,
    later,
    statuses,
    submitted,
)
from mock_runpod.engine import arrivals
from mock_runpod.engine.views import worker_counters
from mock_runpod.model import Endpoint, Staffing


@pytest.mark.rule("W6")
def test_one_that_attaches_is_idle_and_the_simulated_ones_go() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    attached_to(world, endpoint)

    assert [worker.id for worker in crew(world, endpoint)] == ["w1"]
    assert world.get(Endpoint, endpoint.id).staffing is Staffing.REAL
    assert worker_counters(world, endpoint.id)["ready"] == 1


def test_a_simulated_one_at_work_goes_after_its_job() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    submitted(world, endpoint)
    attached_to(world, endpoint)

    assert statuses(world, endpoint) == ["IDLE", "RUNNING"]
    later(world, 2)
    assert [worker.id for worker in crew(world, endpoint)] == ["w1"]


STAFFED: list[Any] = [
    (Staffing.FAKE, ["simulated"], 0),
    (Staffing.REAL, ["real"], 2),
    (Staffing.BOTH, ["real", "simulated"], 1),
]


@pytest.mark.parametrize(("staffing", "who", "real"), STAFFED)
def test_somebody_can_say_who_works(staffing: Staffing, who: list[str], real: int) -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    arrivals.assign(world, endpoint, staffing)
    attached_to(world, endpoint)
    jobs = [submitted(world, endpoint) for _ in range(2)]
    taken = [job.id for job in takes(world, most=5)]
    workers = {again(world, job).worker_id for job in jobs}

    assert len(taken) == real
    assert sorted("real" if id == "w1" else "simulated" for id in workers - {None}) == who


def test_when_simulated_ones_may_work_again_they_come_back() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    attached_to(world, endpoint)
    arrivals.assign(world, world.get(Endpoint, endpoint.id), Staffing.FAKE)
    job = submitted(world, endpoint)
    later(world, 60)

    assert again(world, job).status.value == "COMPLETED"
