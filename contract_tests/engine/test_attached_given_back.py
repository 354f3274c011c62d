"""Jobs that were handed out to a real worker that had gone by then (W3)."""

from typing import Any

import pytest

from contract_tests.engine.processes import a_crew, state, takes, tells
from contract_tests.engine.worlds import a_world, again, later, submitted
from contract_tests.properties.truth import dump
from mock_runpod.engine import attached, endpoints, jobs, views
from mock_runpod.model import Worker


@pytest.mark.rule("W3")
def test_what_is_given_back_is_as_if_it_had_never_been_taken() -> None:
    world, endpoint = a_crew()
    asked = [submitted(world, endpoint, execution_timeout_ms=5_000) for _ in range(4)]
    taken = attached.take(world, world.get(Worker, "w1"), 3)
    attached.give_back(world, taken)
    later(world, 60)

    assert [again(world, job) for job in asked] == asked
    assert [job.id for job in takes(world, most=9)] == [job.id for job in asked]
    assert views.job_counters(world, endpoint.id)["retried"] == 0


@pytest.mark.rule("W3")
@pytest.mark.parametrize("lost", [True, False])
def test_a_job_that_is_given_back_waits_where_it_waited(lost: bool) -> None:
    world, endpoint = a_crew("w1", "w2")
    job, other = submitted(world, endpoint), submitted(world, endpoint)
    if lost:
        for each in takes(world, "w2", most=2):
            attached.lose(world, again(world, each), "a test")
    attached.give_back(world, attached.take(world, world.get(Worker, "w1"), 1))

    assert world.index.rosters[endpoint.id].queue == [job.id, other.id]
    assert state(world) == "IDLE"


@pytest.mark.rule("W3")
@pytest.mark.parametrize("then", ["cancel", "forget", "lose", "finish", "delete", "gone", "anew"])
def test_a_job_is_not_given_back_that_something_has_happened_to(then: str) -> None:
    world, endpoint = a_crew()
    job = submitted(world, endpoint)
    worker = world.get(Worker, "w1")
    taken = attached.take(world, worker, 1)
    happens: dict[str, Any] = {
        "cancel": lambda: jobs.cancel(world, again(world, job)),
        "forget": lambda: jobs.forget(world, again(world, job)),
        "lose": lambda: attached.lose(world, again(world, job), "a test"),
        "finish": lambda: tells(world, job),
        "delete": lambda: endpoints.delete(world, endpoint.id),
        "gone": lambda: attached.gone(world, world.get(Worker, "w1"), "x", for_good=True),
        "anew": lambda: None,
    }
    happens[then]()
    other = a_world() if then == "anew" else world
    before = dump(other)
    attached.give_back(other, taken)

    assert dump(other) == before
