"""Faults strike jobs that are in somebody's hand, or with a function elsewhere, like any other."""

import pytest

from contract_tests.engine.trouble import set_fault
from contract_tests.engine.worlds import a_warm_endpoint, a_world, again, later, now, submitted
from mock_runpod.engine import hands, losses
from mock_runpod.engine.world import World
from mock_runpod.errors import IllegalMove
from mock_runpod.model import Answer, Attempt, Behaviour, By, Endpoint, Fault, Job, Worker

pytestmark = pytest.mark.rule("B-083")
#: Each kind, and why its job cannot be finished any more.
KINDS = {
    "worker.crash": "which has job .*, has crashed",
    "worker.oom": "which has job .*, has crashed",
    "worker.lost_heartbeat": "nothing is heard of job .* any more: at second .* it is lost",
}
#: How many seconds later a job is dispatched again: those without a worker wait for a new one.
AGAIN_S = {"worker.crash": 40 + 28, "worker.oom": 40 + 28, "worker.lost_heartbeat": 40}


def an_endpoint(world: World, by: By, *, lasts: float | None = None) -> Endpoint:
    """One whose jobs begin and wait for what somebody says, at second 28."""
    behaviour = Behaviour(answers=(Answer(by=by),), execution_s=lasts)
    return a_warm_endpoint(world, workers_max=1, behaviour=behaviour)


def struck_job(world: World, kind: str, by: By, lasts: float | None, **says: float) -> Job:
    endpoint = an_endpoint(world, by, lasts=lasts)
    set_fault(world, kind, count=1, says=says)
    job = submitted(world, endpoint)
    now(world)
    return job


def finish_the_second(world: World, job: Job) -> Job:
    """Nobody says anything about the first attempt."""
    later(world, 120)
    assert (again(world, job).status, again(world, job).retries) == ("IN_PROGRESS", 1)
    hands.finish(world, job.id, "the second time")
    later(world, 60)
    return again(world, job)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("says", "at"), [({}, 0), ({"after_s": 5}, 5)])
def test_a_job_by_hand_is_struck_at_once_if_nobody_says_when(
    kind: str, says: dict[str, float], at: float
) -> None:
    world = a_world()
    job = struck_job(world, kind, By.HAND, None, **says)
    if at:
        later(world, at - 0.1)
        assert hands.progress(world, job.id, "so far").output == "so far"
        later(world, 0.1)

    with pytest.raises(IllegalMove, match=KINDS[kind]):
        hands.finish(world, job.id, "too late")
    assert world.every(Attempt) == []
    done = finish_the_second(world, job)

    assert (done.output, done.started_at) == ("the second time", 28 + at + AGAIN_S[kind])
    assert world.get(Fault, "f").struck == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("says", [{}, {"after_s": 5}])
@pytest.mark.parametrize("finished_before", [False, True])
def test_a_job_with_a_handler_is_struck_within_the_time_it_takes(
    kind: str, says: dict[str, float], finished_before: bool
) -> None:
    world = a_world()
    job = struck_job(world, kind, By.HANDLER, 10, **says)
    number = world.get(Attempt, job.id).number
    if finished_before:  # as a function is, which is quicker than the work it stands for
        hands.finish(world, job.id, "never heard", number=number)

    later(world, 5)
    with pytest.raises(IllegalMove):
        hands.finish(world, job.id, "too late", number=number)
    done = finish_the_second(world, job)

    assert (done.output, done.started_at) == ("the second time", 28 + 5 + AGAIN_S[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_a_handler_that_takes_less_than_that_is_not_struck(kind: str) -> None:
    world = a_world()
    job = struck_job(world, kind, By.HANDLER, 10, after_s=11)

    hands.finish(world, job.id, "in time")
    later(world, 10)

    assert (again(world, job).output, again(world, job).finished_at) == ("in time", 38)
    assert not any(worker.crashed for worker in world.every(Worker))


def test_who_lost_its_heartbeats_by_a_verb_is_not_heard_either() -> None:
    world = a_world()
    job = submitted(world, an_endpoint(world, By.HAND))
    worker = world.get(Worker, again(world, job).worker_id or "")

    losses.lose_heartbeat(world, worker)

    for say in (hands.progress, hands.emit, hands.finish, hands.fail):
        with pytest.raises(IllegalMove, match="at second 68 it is lost"):
            say(world, job.id, "x")
    assert hands.crash(world, job.id).status == "IN_PROGRESS"  # it lives, so it can die
