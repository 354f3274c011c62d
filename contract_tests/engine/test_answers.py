"""What a worker answers, said as data."""

from statistics import median
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
from mock_runpod.engine import answering, endpoints, jobs
from mock_runpod.engine.world import World
from mock_runpod.model import (
    Answer,
    Behaviour,
    Changed,
    Endpoint,
    Job,
    Law,
    Noted,
    Piece,
    Spread,
    Tally,
)


def answering_with(world: World, *answers: Answer, **more: Any) -> Endpoint:
    behaviour = Behaviour(answers=answers, **more)
    return a_warm_endpoint(world, workers_max=1, behaviour=behaviour)


def ran(world: World, endpoint: Endpoint, input: Any = "hi") -> Job:
    """The job when all that can come of it has come."""
    job = submitted(world, endpoint, input)
    later(world, 60)
    return again(world, job)


def test_a_fixed_output_comes_after_its_execution_time() -> None:
    world = a_world()
    endpoint = answering_with(world, Answer(output={"image": "cat.png"}, execution=7))

    job = submitted(world, endpoint)
    later(world, 6.9)
    assert again(world, job).status == "IN_PROGRESS"
    later(world, 0.1)

    assert again(world, job).output == {"image": "cat.png"}


@pytest.mark.rule("B-084")
def test_an_error_fails_the_job_with_that_text_and_its_output() -> None:
    world = a_world()

    job = ran(world, answering_with(world, Answer(error="CUDA out of memory", output=[1])))

    assert (job.status, job.error, job.output) == ("FAILED", "CUDA out of memory", [1])
    assert job.retries == 0


@pytest.mark.rule("B-100")
@pytest.mark.parametrize("aggregate", [False, True])
def test_chunks_come_one_by_one_and_end_the_job(aggregate: bool) -> None:
    world = a_world()
    pieces = (Piece(output="a", after=1), Piece(output="house", after=2.5))
    endpoint = answering_with(world, Answer(chunks=pieces), aggregate=aggregate)
    job = submitted(world, endpoint)

    later(world, 1)
    assert jobs.drain(world, again(world, job)) == ["a"]
    later(world, 2.5)

    done = again(world, job)
    assert jobs.drain(world, done) == ["house"]
    assert (done.status, done.output) == ("COMPLETED", ["a", "house"] if aggregate else [])


def test_pieces_are_part_of_the_execution_time() -> None:
    world = a_world()
    pieces = (Piece(output="10 %", after=2), Piece(output="90 %", after=2))
    endpoint = answering_with(world, Answer(output="done", progress=pieces, execution=10))

    job = submitted(world, endpoint)
    later(world, 5)
    assert again(world, job).output == "90 %"
    later(world, 5)

    assert (again(world, job).output, again(world, job).finished_at) == ("done", 38)


@pytest.mark.rule("B-083")
def test_the_first_attempt_crashes_and_the_second_works() -> None:
    world = a_world(heartbeat_loss_s=10)
    endpoint = answering_with(
        world, Answer(crash=True, logs=("killed",), execution=1), Answer(output=42)
    )

    job = ran(world, endpoint)

    assert (job.output, job.retries) == (42, 1)
    assert "killed" in [event.text for event in world.events if isinstance(event, Noted)]


@pytest.mark.rule("B-131")
def test_refresh_ends_the_worker() -> None:
    world = a_world()
    endpoint = answering_with(world, Answer(output=1, refresh=True))
    before = {worker.id for worker in crew(world, endpoint)}

    ran(world, endpoint)

    assert before.isdisjoint(worker.id for worker in crew(world, endpoint))


def test_the_last_answer_of_several_is_for_good() -> None:
    world = a_world()
    endpoint = answering_with(world, Answer(error="not yet"), Answer(output=1), Answer(output=2))

    stories = [ran(world, endpoint) for _ in range(4)]

    assert [job.error or job.output for job in stories] == ["not yet", 1, 2, 2]


def test_a_retry_gets_the_next_answer() -> None:
    world = a_world()
    endpoint = answering_with(world, Answer(error="not yet"), Answer(output=1))
    job = ran(world, endpoint)

    jobs.retry(world, job)
    later(world, 60)

    assert again(world, job).output == 1


def test_counts_belong_to_the_world_and_are_no_news_of_the_endpoint() -> None:
    world = a_world()
    endpoint = answering_with(world, Answer(output=1), Answer(output=2), Answer(output=3))
    told = world.told
    ran(world, endpoint)

    other = world.fork()
    ran(world, endpoint)

    assert answering.tally_of(world, endpoint).plain == 2
    assert ran(other, endpoint).output == 2
    news = [event.record for event in world.news_since(told) if isinstance(event, Changed)]
    assert not [record for record in news if isinstance(record, Endpoint)]


def test_another_behaviour_is_counted_anew() -> None:
    world = a_world()
    endpoint = answering_with(world, Answer(output=1), Answer(output=2))
    ran(world, endpoint)

    answering.change(world, endpoint, Behaviour(answers=(Answer(output=3), Answer(output=4))))

    assert ran(world, endpoint).output == 3
    assert world.every(Tally)[0].plain == 1


def test_a_deleted_endpoint_takes_its_counts_with_it() -> None:
    world = a_world()
    endpoint = answering_with(world, Answer(output=1), Answer(output=2))
    ran(world, endpoint)

    endpoints.delete(world, endpoint.id)

    assert world.every(Tally) == []


@pytest.mark.parametrize(
    ("spread", "least", "middle", "most"),
    [
        (Spread(law=Law.UNIFORM, middle=2, width=4), 2, 3, 4),
        (Spread(law=Law.LOGNORMAL, middle=3, width=0.5), 0.3, 3, 30),
        (Spread(law=Law.NORMAL, middle=3, width=1), 0, 3, 8),
        (Spread(law=Law.LOGNORMAL, middle=5, width=0), 5, 5, 5),
    ],
)
def test_a_distribution_draws_from_the_world(
    spread: Spread, least: float, middle: float, most: float
) -> None:
    """The middle is that of 200 draws, so it is near that of the law, and the same every time."""
    world = a_world()
    endpoint = answering_with(world, Answer(output=1, execution=spread))

    took = [
        (job.finished_at or 0) - (job.started_at or 0)
        for job in [ran(world, endpoint) for _ in range(200)]
    ]

    assert least <= min(took) <= median(took) <= max(took) <= most + 1e-9
    assert median(took) == pytest.approx(middle, rel=0.15)


@pytest.mark.rule("B-156")
def test_mock_keys_in_the_input_go_before_what_is_answered_to_everything() -> None:
    world = a_world()
    endpoint = answering_with(world, Answer(output="said"))

    assert ran(world, endpoint, {"mock_return": "by key"}).output == "by key"
