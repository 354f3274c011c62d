"""Jobs that somebody else finishes: a hand, or a function that runs elsewhere."""

from collections.abc import Callable
from typing import Any

import pytest

from contract_tests.engine.worlds import (
    a_warm_endpoint,
    a_world,
    again,
    crew,
    later,
    submitted,
)
from mock_runpod.engine import endpoints, hands, jobs
from mock_runpod.engine.world import World
from mock_runpod.errors import IllegalMove, NotFound
from mock_runpod.model import (
    Answer,
    Attempt,
    Behaviour,
    By,
    CallHandler,
    Condition,
    Endpoint,
    How,
    Job,
    Rule,
)


def held(world: World, by: By = By.HAND, **more: Any) -> tuple[Endpoint, Job]:
    """A job that a worker has taken, and that waits for somebody to say what comes of it."""
    behaviour = Behaviour(answers=(Answer(by=by),), **more)
    endpoint = a_warm_endpoint(world, workers_max=1, behaviour=behaviour)
    return endpoint, submitted(world, endpoint)


def test_a_job_by_hand_goes_on_until_it_is_finished() -> None:
    world = a_world()
    _, job = held(world)
    later(world, 500)
    assert again(world, job).status == "IN_PROGRESS"

    done = hands.finish(world, job.id, {"image": "cat.png"})

    assert (done.status, done.output, done.finished_at) == ("COMPLETED", {"image": "cat.png"}, 528)
    assert world.every(Attempt) == []


@pytest.mark.rule("B-107")
@pytest.mark.rule("B-100")
def test_progress_and_chunks_are_said_on_the_way() -> None:
    world = a_world()
    _, job = held(world, aggregate=True)

    assert hands.progress(world, job.id, "10 %").output == "10 %"
    hands.emit(world, job.id, "a")
    assert jobs.drain(world, job) == ["a"]
    hands.emit(world, job.id, "house")

    assert hands.finish(world, job.id, None).output == ["a", "house"]


@pytest.mark.rule("B-082")
def test_a_result_with_an_error_in_it_fails_the_job() -> None:
    world = a_world()
    _, job = held(world)

    done = hands.finish(world, job.id, {"error": "no such model", "hint": 1})

    assert (done.status, done.error, done.output) == ("FAILED", "no such model", {"hint": 1})


@pytest.mark.rule("B-083")
def test_a_crash_by_hand_is_missed_and_the_job_is_held_again() -> None:
    world = a_world(heartbeat_loss_s=40)
    endpoint, job = held(world)
    first = world.get(Attempt, job.id).number

    hands.crash(world, job.id)
    assert world.every(Attempt) == []
    later(world, 80)

    assert again(world, job).retries == 1
    assert world.get(Attempt, job.id).number != first
    with pytest.raises(IllegalMove, match=f"attempt {first} at job .* is over"):
        hands.finish(world, job.id, 1, number=first)
    assert len(crew(world, endpoint)) == 1


@pytest.mark.rule("B-085")
def test_the_execution_timeout_holds_for_a_hand_too() -> None:
    world = a_world()
    _, job = held(world)

    later(world, 604)

    assert (again(world, job).status, again(world, job).error) == (
        "FAILED",
        "executionTimeout exceeded",
    )
    assert world.every(Attempt) == []


def test_a_rule_holds_one_job_and_lets_the_others_go() -> None:
    world = a_world()
    when = (Condition(how=How.EQUALS, value="this one"),)
    rules = (Rule(when=when, answers=(Answer(by=By.HAND),)),)
    endpoint = a_warm_endpoint(world, workers_max=2, behaviour=Behaviour(rules=rules))

    one, other = submitted(world, endpoint, "this one"), submitted(world, endpoint, "that one")
    later(world, 60)

    assert (again(world, one).status, again(world, other).output) == ("IN_PROGRESS", "that one")


def test_a_handler_is_called_once_for_each_attempt() -> None:
    world = a_world()

    endpoint, job = held(world, By.HANDLER)

    attempt = world.get(Attempt, job.id)
    assert world.effects == [CallHandler(endpoint.id, job.id, attempt.number)]


def test_the_result_of_a_handler_counts_when_its_time_is_over() -> None:
    world = a_world()
    _, job = held(world, By.HANDLER, execution_s=30)

    hands.finish(world, job.id, 42)
    assert again(world, job).status == "IN_PROGRESS"
    later(world, 30)

    done = again(world, job)
    assert (done.output, done.finished_at) == (42, 58)


VERBS: list[Callable[[World, str], Any]] = [
    lambda world, id: hands.progress(world, id, 1),
    lambda world, id: hands.emit(world, id, 1),
    lambda world, id: hands.finish(world, id, 1),
    lambda world, id: hands.fail(world, id, "no"),
    lambda world, id: hands.crash(world, id),
]


@pytest.mark.parametrize("verb", VERBS)
def test_what_cannot_be_is_refused_and_says_what_is_the_case(
    verb: Callable[[World, str], Any],
) -> None:
    world = a_world()
    endpoint, job = held(world)
    waiting = submitted(world, endpoint)
    with pytest.raises(IllegalMove, match="is IN_QUEUE, and no worker has it now"):
        verb(world, waiting.id)

    hands.crash(world, job.id)
    with pytest.raises(IllegalMove, match="has crashed"):
        verb(world, job.id)

    jobs.cancel(world, again(world, job))
    with pytest.raises(IllegalMove, match="is CANCELLED since second 28"):
        verb(world, job.id)
    with pytest.raises(NotFound):
        verb(world, "nonsense")


def test_a_simulated_job_can_be_finished_early() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world), {"mock_delay": 300})

    hands.finish(world, job.id, "at once")
    later(world, 400)

    assert (again(world, job).output, again(world, job).finished_at) == ("at once", 28)


def test_an_endpoint_that_is_deleted_leaves_no_attempt_behind() -> None:
    world = a_world()
    endpoint, _ = held(world)

    endpoints.delete(world, endpoint.id)

    assert world.every(Attempt) == []
