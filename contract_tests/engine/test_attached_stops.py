"""Jobs that a real worker is to stop: its mailbox, and how it looks until it has."""

from collections.abc import Callable

import pytest

from contract_tests.engine.processes import a_crew, asks, attached_to, launched, state, takes, tells
from contract_tests.engine.worlds import a_world, again, an_endpoint, later, submitted
from mock_runpod.engine import attached, endpoints, jobs
from mock_runpod.engine.processes import MOST_STOPS
from mock_runpod.engine.world import World
from mock_runpod.model import Job, Process, Worker

Verb = Callable[[World, Job], object]


def stops(world: World, worker_id: str = "w1") -> list[str]:
    return attached.stops(world, world.get(Worker, worker_id))


VERBS: list[Verb] = [
    lambda world, job: jobs.cancel(world, again(world, job)),
    lambda world, job: jobs.forget(world, again(world, job)),
    lambda world, job: later(world, 12),
]


@pytest.mark.rule("B-085")
@pytest.mark.rule("B-086")
@pytest.mark.rule("B-091")
@pytest.mark.parametrize("verb", VERBS, ids=["cancelled", "forgotten", "timed out"])
@pytest.mark.parametrize("policy", [{"execution_timeout_ms": 5_000}, {"ttl_ms": 10_000}])
def test_it_is_told_once_whatever_ended_the_job(verb: Verb, policy: dict[str, int]) -> None:
    world, endpoint = a_crew()
    job = submitted(world, endpoint, **policy)
    takes(world)
    verb(world, job)

    assert stops(world) == [job.id]
    assert stops(world) == []


def test_a_result_that_came_in_time_leaves_nothing_to_stop() -> None:
    world, endpoint = a_crew()
    job = submitted(world, endpoint)
    takes(world)
    tells(world, job)
    jobs.cancel(world, again(world, job))

    assert stops(world) == []


@pytest.mark.rule("B-092")
def test_a_job_that_waits_is_nobodys_to_stop() -> None:
    world, endpoint = a_crew()
    job = submitted(world, endpoint)
    jobs.cancel(world, job)

    assert stops(world) == []


@pytest.mark.rule("B-094")
def test_a_purge_stops_nothing_that_runs() -> None:
    world, endpoint = a_crew()
    running, _ = submitted(world, endpoint), submitted(world, endpoint)
    takes(world)
    jobs.purge(world, endpoint.id)

    assert stops(world) == []
    assert again(world, running).held


def test_it_looks_busy_until_it_asks_again_or_tells_how_it_ended() -> None:
    world, endpoint = a_crew("w1", "w2")
    for name in ("w1", "w2"):
        job = submitted(world, endpoint)
        takes(world, name)
        jobs.cancel(world, again(world, job))
    before = (state(world, "w1"), state(world, "w2"))
    asks(world, "w1")
    tells(world, job, worker_id="w2", output="late")

    assert before == ("RUNNING", "RUNNING")
    assert (state(world, "w1"), state(world, "w2")) == ("IDLE", "IDLE")
    assert stops(world, "w1") == stops(world, "w2") == []


def test_what_it_was_told_counts_until_it_has_ended() -> None:
    world, endpoint = a_crew()
    job, other = submitted(world, endpoint), submitted(world, endpoint)
    takes(world, most=2)
    jobs.cancel(world, again(world, job))
    stops(world)
    tells(world, other)
    before = state(world)
    tells(world, job)

    assert (before, state(world)) == ("RUNNING", "IDLE")


@pytest.mark.rule("B-085")
def test_the_rest_of_its_work_goes_on_when_one_job_takes_too_long() -> None:
    world, endpoint = a_crew()
    slow = submitted(world, endpoint, execution_timeout_ms=5_000)
    other = submitted(world, endpoint)
    takes(world, most=2)
    later(world, 30)

    assert (again(world, slow).status.value, again(world, other).held) == ("FAILED", True)
    assert world.get(Worker, "w1").holds == (other.id,)


def test_who_never_asks_does_not_fill_the_world() -> None:
    world, endpoint = a_crew()
    for _ in range(MOST_STOPS + 5):
        job = submitted(world, endpoint)
        takes(world)
        jobs.cancel(world, again(world, job))
    process = world.get(Worker, "w1").process

    assert process
    assert len(process.stops) == MOST_STOPS
    assert process.stops[-1] == job.id


@pytest.mark.parametrize("kill", [True, False])
@pytest.mark.parametrize("hears", [True, False])
def test_one_that_cannot_be_told_can_be_ended(kill: bool, hears: bool) -> None:
    """If its launcher can start another; only newer SDKs ask which jobs to stop."""
    world = a_world(kill_old_workers=kill)
    endpoint = an_endpoint(world)
    theirs = launched(world, endpoint, "theirs")
    mine = attached_to(world, endpoint, "mine", Process())
    for worker in (theirs, mine):
        if hears:
            stops(world, worker.id)
        job = submitted(world, endpoint)
        takes(world, worker.id)
        jobs.cancel(world, again(world, job))

    assert world.get(Worker, "theirs").leaving is (kill and not hears)
    assert not world.get(Worker, "mine").leaving


def test_a_release_ends_it_after_what_it_was_to_stop() -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    launched(world, endpoint)
    job = submitted(world, endpoint)
    takes(world)
    endpoints.update(world, endpoint.id, {"gpu_count": 2})
    before = world.get(Worker, "w1").leaving
    jobs.cancel(world, again(world, job))

    assert (before, world.get(Worker, "w1").leaving) == (False, True)
    assert stops(world) == [job.id]
