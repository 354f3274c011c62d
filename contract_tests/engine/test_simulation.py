import json
from typing import Any

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
from mock_runpod.engine.simulation import CHUNK_BYTES
from mock_runpod.model import Behaviour, Noted


def a_generator(**behaviour: Any) -> Behaviour:
    return Behaviour(generator=True, **behaviour)


@pytest.mark.rule("B-156")
def test_without_mock_keys_the_input_comes_back() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world), {"prompt": "a quiet house"})

    later(world, 2)

    assert again(world, job).output == {"prompt": "a quiet house"}


@pytest.mark.parametrize("nothing", [None, {}])
def test_the_echo_of_nothing_is_a_greeting(nothing: Any) -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world), nothing)

    later(world, 2)

    assert again(world, job).output == "Hello World!"


@pytest.mark.rule("B-156")
@pytest.mark.parametrize(
    ("given", "output"),
    [
        ({"mock_return": {"a": 1}}, {"a": 1}),
        ({"mock_return": [1, 2]}, [1, 2]),
        ({"mock_delay": 3}, "Hello World!"),
        ({"mock_return": None}, None),
    ],
)
def test_mock_return_is_the_output(given: dict[str, Any], output: Any) -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world), given)

    later(world, given.get("mock_delay", 0))

    assert again(world, job).status == "COMPLETED"
    assert again(world, job).output == output


@pytest.mark.rule("B-082")
def test_mock_error_is_an_exception_told_as_json_in_a_string() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world), {"mock_error": True})

    later(world, 0)

    error = again(world, job).error
    assert error is not None
    told = json.loads(error)
    assert told["error_message"] == "Mock error"
    assert set(told) == {
        "error_type",
        "error_message",
        "error_traceback",
        "hostname",
        "worker_id",
        "runpod_version",
    }


@pytest.mark.rule("B-107")
def test_mock_progress_shows_until_the_final_output_replaces_it() -> None:
    world = a_world()
    given = {"mock_progress": {"updates": ["half", "most"], "wait_time": 2}, "mock_return": "all"}
    job = submitted(world, a_warm_endpoint(world), given)

    later(world, 2)
    halfway = again(world, job)
    later(world, 2)

    assert (halfway.status, halfway.output) == ("IN_PROGRESS", "half")
    assert (again(world, job).status, again(world, job).output) == ("COMPLETED", "all")


def test_a_wish_for_countless_updates_is_met_in_part() -> None:
    world = a_world()
    given = {"mock_progress": {"updates": 10**12}, "mock_return": "all"}

    job = submitted(world, a_warm_endpoint(world), given)

    assert job.output == "all"
    assert world.told < 2_000


@pytest.mark.rule("B-131")
def test_mock_refresh_ends_the_worker_after_the_job() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    (before,) = crew(world, endpoint)
    job = submitted(world, endpoint, {"mock_refresh": True})

    later(world, 0)

    assert again(world, job).status == "COMPLETED"
    assert before.id not in [worker.id for worker in crew(world, endpoint)]


def test_mock_logs_become_remarks_about_the_worker() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    job = submitted(world, endpoint, {"mock_logs": ["one", "two"]})

    later(world, 0)

    said = [(e.about, e.text) for e in world.events if isinstance(e, Noted)]
    worker_id = again(world, job).worker_id
    assert said == [(worker_id, "one"), (worker_id, "two")]


@pytest.mark.rule("B-100")
def test_a_generator_streams_a_list_item_by_item() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=1, behaviour=a_generator())
    later(world, 28)
    job = submitted(world, endpoint, {"mock_return": ["a", "b", "c"]})

    later(world, 2)
    first = jobs.drain(world, again(world, job))
    later(world, 1)
    rest = jobs.drain(world, again(world, job))

    assert (first, rest) == (["a", "b"], ["c"])
    assert again(world, job).status == "COMPLETED"


@pytest.mark.rule("B-105")
@pytest.mark.parametrize(("aggregate", "output"), [(True, ["a", "b"]), (False, [])])
def test_the_aggregate_is_the_output_only_where_it_is_asked_for(
    aggregate: bool, output: Any
) -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=1, behaviour=a_generator(aggregate=aggregate))
    later(world, 28)
    job = submitted(world, endpoint, {"mock_return": ["a", "b"]})

    later(world, 2)

    assert again(world, job).output == output


@pytest.mark.rule("B-104")
def test_a_long_string_is_split_and_other_large_chunks_are_dropped_with_a_remark() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=1, behaviour=a_generator())
    later(world, 28)
    large = [["x" * (CHUNK_BYTES + 1)]]
    job = submitted(world, endpoint, {"mock_return": ["y" * (CHUNK_BYTES + 1), *large]})

    later(world, 5)

    assert [len(chunk) for chunk in jobs.drain(world, again(world, job))] == [CHUNK_BYTES, 1]
    assert any(isinstance(e, Noted) and "dropped" in e.text for e in world.events)


def test_a_worker_can_be_told_what_to_answer() -> None:
    world = a_world()
    behaviour = Behaviour(output={"image": "cat.png"}, execution_s=7)
    endpoint = an_endpoint(world, workers_min=1, behaviour=behaviour)
    later(world, 28)
    job = submitted(world, endpoint, {"prompt": "cat"})

    later(world, 7)

    assert again(world, job).output == {"image": "cat.png"}


@pytest.mark.rule("B-082")
def test_a_generator_that_raises_says_so_in_plain_text() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=1, behaviour=a_generator())
    later(world, 28)
    job = submitted(world, endpoint, {"mock_error": "no"})

    later(world, 0)

    error = again(world, job).error or ""
    assert error.startswith("handler: no \ntraceback: Traceback")


@pytest.mark.rule("B-104")
def test_the_limit_of_a_chunk_is_in_bytes() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=1, behaviour=a_generator())
    later(world, 28)
    job = submitted(world, endpoint, {"mock_return": ["\u00e9" * 1_000_000]})

    later(world, 5)

    chunks = jobs.drain(world, again(world, job))
    assert "".join(chunks) == "\u00e9" * 1_000_000
    assert max(len(chunk.encode()) for chunk in chunks) <= CHUNK_BYTES
