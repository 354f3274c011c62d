"""A stream in Go: posted, with a wait, and asked for again at once."""

from typing import Any

import pytest

from contract_tests.clients.languages.drivers import Raised, Voice
from mock_runpod import Client

pytestmark = [pytest.mark.clients, pytest.mark.certifies("traps")]
CHUNKS: list[Any] = ["a", {"b": 1}, None, 4, []]


@pytest.mark.rule("B-100")
@pytest.mark.rule("B-101")
def test_each_chunk_comes_once_and_few_questions_are_asked(client: Voice, mock: Client) -> None:
    """The first question is held until there is a chunk, as its `wait` is longer than that."""
    mock.endpoint("writer", cold_start=30).streams(CHUNKS, every=3)
    job = client("job.run", endpoint="writer", input={"n": 1})["id"]

    chunks = client("job.stream", endpoint="writer", job=job)["chunks"]

    asked = mock.requests("POST /v2/writer/stream/*")
    assert chunks == CHUNKS
    assert {request.query["wait"] for request in asked} == {"90000"}
    assert asked.count <= len(CHUNKS) + 1


@pytest.mark.rule("B-102")
def test_the_last_answer_has_all_that_is_left(client: Voice, mock: Client) -> None:
    mock.endpoint("writer", behaviour={"generator": True})
    job = client("job.run", endpoint="writer", input={"mock_return": CHUNKS})["id"]
    mock.wait(job)

    assert client("job.stream", endpoint="writer", job=job) == {"chunks": CHUNKS}
    assert mock.requests("POST /v2/writer/stream/*").count == 1


@pytest.mark.rule("B-101")
def test_nobody_is_answered_emptily_while_real_time_passes(client: Voice, mock: Client) -> None:
    mock.clock.mode = "real"
    mock.endpoint("writer").streams(["a", "b", "c"], every=0.2)
    job = client("job.run", endpoint="writer", input={"n": 1})["id"]

    assert client("job.stream", endpoint="writer", job=job) == {"chunks": ["a", "b", "c"]}
    assert mock.requests("POST /v2/writer/stream/*").count <= 4


@pytest.mark.rule("B-106")
def test_a_job_that_streams_nothing_has_an_empty_stream(client: Voice, mock: Client) -> None:
    mock.endpoint("house")
    job = client("job.run", endpoint="house", input={"n": 1})["id"]

    assert client("job.stream", endpoint="house", job=job) == {"chunks": []}


def test_the_stream_of_a_failed_job_ends(client: Voice, mock: Client) -> None:
    mock.endpoint("writer").hold()
    job = client("job.run", endpoint="writer", input={"n": 1})["id"]
    mock.wait(job, "IN_PROGRESS")
    mock.job(job).emit("a").fail("out of ink")

    assert client("job.stream", endpoint="writer", job=job) == {"chunks": ["a"]}


@pytest.mark.rule("B-102")
def test_a_stream_that_is_refused_is_an_error(client: Voice, mock: Client) -> None:
    mock.endpoint("writer")

    with pytest.raises(Raised, match="response status 404 Not Found"):
        client("job.stream", endpoint="writer", job="gone")
