"""A stream in JavaScript: it asks again at once, so that the server must let it wait."""

from typing import Any

import pytest

from contract_tests.clients.languages.drivers import Voice
from mock_runpod import Client

pytestmark = [pytest.mark.clients, pytest.mark.certifies("traps")]
CHUNKS: list[Any] = ["a", {"b": 1}, None, 4, []]


@pytest.mark.rule("B-102")
def test_the_last_answer_has_all_that_is_left(client: Voice, mock: Client) -> None:
    mock.endpoint("writer", behaviour={"generator": True})
    job = client("job.run", endpoint="writer", input={"mock_return": CHUNKS})["id"]
    mock.wait(job)

    assert client("job.stream", endpoint="writer", job=job) == {"chunks": CHUNKS}
    assert mock.requests("GET /v2/writer/stream/*").count == 1


@pytest.mark.rule("B-100")
@pytest.mark.rule("B-101")
def test_each_chunk_comes_once_and_few_questions_are_asked(client: Voice, mock: Client) -> None:
    """30 s until the first chunk are six holds of 5 s; then there is one answer for each."""
    mock.endpoint("writer", cold_start=30).streams(CHUNKS, every=3)
    job = client("job.run", endpoint="writer", input=1)["id"]

    chunks = client("job.stream", endpoint="writer", job=job)["chunks"]

    assert chunks == CHUNKS
    assert mock.requests("GET /v2/writer/stream/*").count <= 6 + len(CHUNKS) + 1


@pytest.mark.rule("B-101")
def test_nobody_is_answered_emptily_while_real_time_passes(client: Voice, mock: Client) -> None:
    mock.clock.mode = "real"
    mock.endpoint("writer").streams(["a", "b", "c"], every=0.2)
    job = client("job.run", endpoint="writer", input=1)["id"]

    assert client("job.stream", endpoint="writer", job=job) == {"chunks": ["a", "b", "c"]}
    assert mock.requests("GET /v2/writer/stream/*").count <= 4


@pytest.mark.rule("B-100")
def test_who_stops_early_finds_the_rest_later(client: Voice, mock: Client) -> None:
    mock.clock.mode = "manual"
    job_of = mock.endpoint("writer").hold()
    job = client("job.run", endpoint=job_of.id, input=1)["id"]
    mock.job(job).emit("a")

    first = client("job.stream", endpoint="writer", job=job, limit=1)
    mock.job(job).emit("b").finish()
    rest = client("job.stream", endpoint="writer", job=job)

    assert (first, rest) == ({"chunks": ["a"]}, {"chunks": ["b"]})


@pytest.mark.rule("B-106")
def test_a_job_that_streams_nothing_has_an_empty_stream(client: Voice, mock: Client) -> None:
    """Without a list in the answer the client would throw a TypeError."""
    mock.endpoint("house")
    job = client("job.run", endpoint="house", input=1)["id"]

    assert client("job.stream", endpoint="house", job=job) == {"chunks": []}


@pytest.mark.parametrize("end", ["cancelled", "failed"])
def test_the_stream_of_a_job_that_did_not_go_well_ends(
    client: Voice, mock: Client, end: str
) -> None:
    mock.endpoint("writer").hold()
    job = client("job.run", endpoint="writer", input=1)["id"]
    mock.wait(job, "IN_PROGRESS")
    mock.job(job).emit("a")
    if end == "cancelled":
        client("job.cancel", endpoint="writer", job=job)
    else:
        mock.job(job).fail("out of ink")

    chunks = client("job.stream", endpoint="writer", job=job)["chunks"]

    assert chunks == ["a"]
