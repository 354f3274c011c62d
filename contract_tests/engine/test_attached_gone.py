"""Real workers that lose jobs, and that are no more: B-083, W12 and W13 as the engine does them."""

import pytest

from contract_tests.engine.processes import (
    a_crew,
    asks,
    launched,
    state,
    takes,
    tells,
)
from contract_tests.engine.worlds import a_world, again, an_endpoint, later, now, submitted
from mock_runpod.engine import attached, endpoints, views
from mock_runpod.model import Worker

AGAIN = "job timed out after 1 retries"


@pytest.mark.rule("B-083")
@pytest.mark.rule("W14")
def test_a_lost_job_is_dispatched_once_more_and_then_fails() -> None:
    world, endpoint = a_crew()
    job = submitted(world, endpoint)
    for retries in (1, 1):
        takes(world)
        attached.lose(world, again(world, job), "a test")
        now(world)
        assert again(world, job).retries == retries

    assert (again(world, job).status.value, again(world, job).error) == ("FAILED", AGAIN)
    assert state(world) == "IDLE"
    assert views.job_counters(world, endpoint.id)["retried"] == 1


@pytest.mark.rule("W13")
def test_the_sdk_is_believed_when_it_says_that_it_has_nothing() -> None:
    world, endpoint = a_crew()
    several = [submitted(world, endpoint) for _ in range(2)]
    takes(world, most=2)
    asks(world)

    assert [again(world, job).held for job in several] == [False, False]
    assert world.index.rosters[endpoint.id].queue == [job.id for job in several]
    assert state(world) == "IDLE"


@pytest.mark.rule("W12")
def test_what_one_held_that_has_gone_is_somebody_elses_at_once() -> None:
    world, endpoint = a_crew("w1", "w2")
    job = submitted(world, endpoint)
    takes(world)
    attached.gone(world, world.get(Worker, "w1"), "it died", for_good=True)

    assert world.find(Worker, "w1") is None
    assert [taken.id for taken in takes(world, "w2")] == [job.id]
    assert not tells(world, job, output="from the grave")
    assert again(world, job).worker_id == "w2"


def test_one_that_a_launcher_can_start_again_is_unhealthy_until_then() -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    worker = launched(world, endpoint)
    job = submitted(world, endpoint)
    takes(world)
    attached.gone(world, world.get(Worker, worker.id), "exit code 1", for_good=False)
    sick = world.get(Worker, worker.id)

    assert (sick.status.value, sick.holds, sick.billed_from) == ("UNHEALTHY", (), None)
    assert sick.process
    assert sick.process.why == "exit code 1"
    assert again(world, job).retries == 1
    assert views.worker_counters(world, endpoint.id)["unhealthy"] == 1


def test_one_that_nobody_can_start_again_goes_after_a_while() -> None:
    world, _ = a_crew(unhealthy_retry_s=60)
    attached.unfit(world, world.get(Worker, "w1"), "no GPU")
    before = state(world)
    later(world, 60)

    assert before == "UNHEALTHY"
    assert world.find(Worker, "w1") is None


def test_one_that_is_unfit_and_asks_all_the_same_is_well() -> None:
    world, _ = a_crew()
    attached.unfit(world, world.get(Worker, "w1"), "no GPU")
    asks(world)

    assert state(world) == "IDLE"
    later(world, 1_000)
    assert state(world) == "IDLE"


def test_one_that_leaves_and_ends_is_gone() -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    worker = attached.drain(world, launched(world, endpoint))
    attached.gone(world, worker, "exit code 0", for_good=False)

    assert world.find(Worker, worker.id) is None


@pytest.mark.rule("W4")
def test_one_that_leaves_may_finish_its_jobs() -> None:
    world, endpoint = a_crew("w1", "w2")
    job, other = submitted(world, endpoint), submitted(world, endpoint)
    takes(world)
    attached.drain(world, world.get(Worker, "w1"))
    assert takes(world) == []
    tells(world, job, output=1)

    assert (state(world), again(world, job).status.value) == ("IDLE", "COMPLETED")
    assert [taken.id for taken in takes(world, "w2")] == [other.id]


@pytest.mark.rule("B-041")
def test_when_the_endpoint_is_deleted_all_of_them_go() -> None:
    world, endpoint = a_crew("w1", "w2")
    submitted(world, endpoint)
    takes(world)
    endpoints.delete(world, endpoint.id)
    now(world)

    assert world.every(Worker) == []
    assert world.index.attached == {}
