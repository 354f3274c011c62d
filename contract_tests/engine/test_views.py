"""The documents that several dialects share."""

import pytest

from contract_tests.engine.worlds import (
    a_warm_endpoint,
    a_world,
    again,
    an_endpoint,
    crew,
    later,
    submitted,
)
from mock_runpod.engine import jobs
from mock_runpod.engine.views import health, job_view, worker_counters
from mock_runpod.engine.world import World
from mock_runpod.model import Behaviour, Job, JobStatus


def one_of_each(world: World) -> list[Job]:
    """A job in every state that an endpoint with one worker can show at once."""
    endpoint = a_warm_endpoint(world, workers_max=1)
    done = submitted(world, endpoint, {"mock_return": {"b": 1, "a": 2}})
    failed = submitted(world, endpoint, {"mock_return": {"error": "no", "why": "so"}})
    cancelled = submitted(world, endpoint, {"mock_delay": 9})
    later(world, 1)
    jobs.cancel(world, again(world, cancelled))
    lost = submitted(world, endpoint, {"mock_crash": True})
    later(world, 40)
    waiting = submitted(world, endpoint)
    return [again(world, job) for job in (done, failed, cancelled, lost, waiting)]


@pytest.mark.rule("B-015")
@pytest.mark.rule("B-016")
def test_keys_are_in_order_and_what_is_absent_is_left_out() -> None:
    views = [job_view(job) for job in one_of_each(a_world())]

    assert [view["status"] for view in views] == [
        "COMPLETED",
        "FAILED",
        "CANCELLED",
        "IN_PROGRESS",
        "IN_QUEUE",
    ]
    assert [list(view) for view in views] == [sorted(view) for view in views]
    assert None not in [value for view in views for value in view.values()]


def test_the_order_inside_an_output_is_the_handlers_own() -> None:
    done, *_ = one_of_each(a_world())

    assert str(job_view(done)["output"]) == "{'b': 1, 'a': 2}"


@pytest.mark.rule("B-072")
def test_running_is_no_status_of_a_job() -> None:
    assert [status.value for status in JobStatus] == [
        "IN_QUEUE",
        "IN_PROGRESS",
        "COMPLETED",
        "FAILED",
        "CANCELLED",
        "TIMED_OUT",
    ]


@pytest.mark.rule("B-120")
@pytest.mark.rule("B-121")
def test_each_worker_is_in_one_counter_and_ready_are_those_who_could_begin() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=2, workers_max=4, behaviour=Behaviour(concurrency=2))
    later(world, 28)
    submitted(world, endpoint, {"mock_delay": 50})

    counters = worker_counters(world, endpoint.id)

    assert counters.pop("ready") == counters["idle"] == 1
    assert counters["running"] == 1
    assert sum(counters.values()) == len(crew(world, endpoint)) == 2


@pytest.mark.rule("B-096")
def test_totals_go_on_counting_after_the_jobs_are_forgotten() -> None:
    world = a_world()
    first, *_ = one_of_each(world)

    later(world, 100_000)

    totals = health(world, first.endpoint_id)["jobs"]
    assert totals == {"completed": 2, "failed": 2, "inProgress": 0, "inQueue": 0, "retried": 1}
