"""Chunks of a job: each once, in order, and none lost at the end."""

from typing import Any

import pytest

from contract_tests.portable.jobs import Jobs

CHUNKS: list[Any] = ["one", {"b": 2, "a": [1]}, 3, ["four"], "one"]
BOTH = ["GET", "POST"]


@pytest.mark.rule("B-100")
def test_every_chunk_is_told_once_and_in_order(streamed: Jobs) -> None:
    id = streamed.run({"mock_return": CHUNKS})

    assert streamed.chunks(id) == CHUNKS


@pytest.mark.rule("B-064")
@pytest.mark.rule("B-102")
@pytest.mark.parametrize("method", BOTH)
def test_chunks_that_nobody_has_read_come_with_the_end_and_not_again(
    streamed: Jobs, method: str
) -> None:
    id = streamed.run({"mock_return": CHUNKS})
    streamed.ended(id)

    said = streamed.stream(id, method)

    outputs = [each["output"] for each in said["stream"]]
    assert (said["status"], outputs) == ("COMPLETED", CHUNKS)
    for _ in range(2):
        assert streamed.stream(id, method) == {"status": "COMPLETED", "stream": []}


@pytest.mark.rule("B-106")
def test_a_job_that_streams_nothing_has_an_end_and_no_chunks(worked: Jobs) -> None:
    id = worked.finished({"mock_return": "whole"})["id"]

    assert worked.stream(id) == {"status": "COMPLETED", "stream": []}


@pytest.mark.rule("B-101")
def test_a_reader_is_not_held_for_ever(paused: Jobs) -> None:
    assert paused.stream(paused.run()) == {"status": "IN_QUEUE", "stream": []}


@pytest.mark.rule("B-101")
def test_a_reader_is_told_when_the_job_fails(streamed: Jobs) -> None:
    id = streamed.run({"mock_error": "Mock error"})

    assert streamed.chunks(id) == []
    assert streamed.status(id)["status"] == "FAILED"


@pytest.mark.rule("B-101")
def test_a_reader_that_waits_is_woken(streamed: Jobs) -> None:
    streamed.finished({"mock_return": ["warm"]})
    id = streamed.run({"mock_return": ["late"], "mock_delay": 2})

    assert streamed.chunks(id) == ["late"]


@pytest.mark.rule("B-285")
def test_a_cancelled_job_ends_its_stream(paused: Jobs) -> None:
    id = paused.run()
    paused.cancel(id)

    assert paused.stream(id) == {"status": "CANCELLED", "stream": []}
