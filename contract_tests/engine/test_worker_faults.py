"""What a fault aimed at workers does, and how things stand when it is over."""

import pytest

from contract_tests.engine.trouble import set_fault
from contract_tests.engine.worlds import (
    a_warm_endpoint,
    a_world,
    again,
    an_endpoint,
    crew,
    later,
    statuses,
    submitted,
)
from mock_runpod.engine import faults
from mock_runpod.engine.views import health
from mock_runpod.engine.world import World
from mock_runpod.model import Behaviour, Chunk, Fault, Noted


def remarks(world: World) -> list[str]:
    return [event.text for event in world.events if isinstance(event, Noted)]


@pytest.mark.rule("B-083")
def test_a_job_whose_worker_crashes_once_is_done_by_the_next() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, workers_max=1)
    (first,) = crew(world, endpoint)
    set_fault(world, "worker.crash", count=1, says={"after_s": 1})
    job = submitted(world, endpoint)

    later(world, 1)
    assert statuses(world, endpoint) == ["RUNNING"]
    later(world, 40 + 28 + 2)

    done = again(world, job)
    assert (done.status, done.retries, done.output) == ("COMPLETED", 1, "hi")
    assert done.worker_id != first.id
    assert health(world, endpoint.id)["jobs"] | {"inQueue": 0} == {
        "completed": 1,
        "failed": 0,
        "inProgress": 0,
        "inQueue": 0,
        "retried": 1,
    }


@pytest.mark.rule("B-083")
def test_a_job_that_loses_every_worker_fails_once_and_for_all() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, workers_max=1)
    set_fault(world, "worker.crash")
    job = submitted(world, endpoint)

    later(world, 1_000)

    lost = again(world, job)
    assert (lost.status, lost.error) == ("FAILED", "job timed out after 1 retries")
    assert health(world, endpoint.id)["jobs"]["failed"] == 1
    assert world.get(Fault, "f").struck == 2


def test_a_worker_crashes_in_the_middle_of_its_work_if_nobody_says_when() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, behaviour=Behaviour(generator=True))
    set_fault(world, "worker.crash", count=1)
    submitted(world, endpoint, [1, 2, 3, 4])  # one a second, after two

    later(world, 10)

    assert [chunk.output for chunk in world.every(Chunk)] == [1]
    assert [worker.crashed for worker in crew(world, endpoint)] == [True]


def test_a_crash_that_would_come_after_the_end_of_the_work_does_no_harm() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    set_fault(world, "worker.crash", says={"after_s": 5})
    job = submitted(world, endpoint)

    later(world, 10)

    assert again(world, job).status == "COMPLETED"
    assert not any(worker.crashed for worker in crew(world, endpoint))


@pytest.mark.rule("B-083")
def test_who_runs_out_of_memory_is_missed_like_a_crash_and_its_log_says_why() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, workers_max=1)
    set_fault(world, "worker.oom", count=1)
    job = submitted(world, endpoint)

    later(world, 1)
    assert remarks(world) == ["container killed: out of memory"]
    assert again(world, job).status == "IN_PROGRESS"
    later(world, 40 + 28 + 2)

    assert (again(world, job).status, again(world, job).retries) == ("COMPLETED", 1)


@pytest.mark.rule("B-083")
def test_a_lost_heartbeat_costs_the_job_and_not_the_worker() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, workers_max=1)
    (before,) = crew(world, endpoint)
    set_fault(world, "worker.lost_heartbeat", count=1, says={"after_s": 1})
    job = submitted(world, endpoint)

    later(world, 40.9)
    assert (again(world, job).status, again(world, job).retries) == ("IN_PROGRESS", 0)
    later(world, 0.1 + 2)

    assert (again(world, job).status, again(world, job).retries) == ("COMPLETED", 1)
    assert again(world, job).worker_id == before.id


@pytest.mark.rule("B-127")
@pytest.mark.parametrize(("says", "pull"), [({"seconds": 300}, 300), ({"factor": 3}, 60)])
def test_an_image_is_pulled_more_slowly(says: dict[str, float], pull: float) -> None:
    world = a_world()
    set_fault(world, "worker.slow_pull", says=says, count=1)
    endpoint = an_endpoint(world, workers_min=1)

    later(world, pull + 8 - 0.1)
    assert statuses(world, endpoint) == ["STARTING"]
    later(world, 0.1)

    assert statuses(world, endpoint) == ["IDLE"]


@pytest.mark.rule("B-123")
def test_a_throttled_endpoint_keeps_its_jobs_until_the_fault_is_removed() -> None:
    world = a_world()
    set_fault(world, "worker.throttled")
    endpoint = an_endpoint(world, workers_max=1)
    job = submitted(world, endpoint)

    later(world, 600)
    assert health(world, endpoint.id)["workers"]["throttled"] == 1
    assert again(world, job).status == "IN_QUEUE"
    faults.remove(world, "f")
    later(world, 10 + 28 + 2)

    assert again(world, job).status == "COMPLETED"


def test_also_a_standby_finds_no_machine_to_start_on() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_max=1)
    later(world, 20)
    (standby,) = crew(world, endpoint)
    set_fault(world, "worker.throttled", worker=standby.id, count=1)

    job = submitted(world, endpoint)
    assert statuses(world, endpoint) == ["THROTTLED"]
    later(world, 10 + 28 + 2)

    assert again(world, job).status == "COMPLETED"


@pytest.mark.rule("B-124")
def test_a_worker_that_is_unhealthy_on_boot_is_tried_again() -> None:
    world = a_world()
    set_fault(world, "worker.unhealthy", count=2)
    endpoint = an_endpoint(world, workers_max=1)
    job = submitted(world, endpoint)

    later(world, 28)
    assert health(world, endpoint.id)["workers"]["unhealthy"] == 1
    assert again(world, job).status == "IN_QUEUE"
    later(world, 2 * (60 + 8) + 2)

    assert (again(world, job).status, again(world, job).retries) == ("COMPLETED", 0)
