"""Streams, as the sync and the asyncio client read them: a look each second, until it is enough."""

from typing import Any

import pytest

from contract_tests.clients.languages.drivers import Voice
from contract_tests.clients.languages.python.conftest import Odd
from contract_tests.clients.languages.python.outcomes import Outcome, ended, outcome, said, text
from mock_runpod import Client as Mock

pytestmark = [
    pytest.mark.clients,
    pytest.mark.certifies("traps"),
    pytest.mark.only(manner={"sync", "asyncio"}),
]
sync = pytest.mark.only(manner="sync")
asyncio = pytest.mark.only(manner="asyncio")

FINAL = ("COMPLETED", "FAILED", "TIMED_OUT")
CHUNKS = ["a", {"x": 1}, None, 4]


@pytest.mark.rule("B-102")
def test_chunks_come_with_an_end_and_it_looks_once_more(client: Voice, mock: Mock) -> None:
    mock.endpoint("house").streams(CHUNKS, aggregate=True)
    job = client("job.run", endpoint="house", input={"a": 1})["id"]
    mock.wait(job)
    mock.forget_requests()

    assert said(client, "job.stream", job=job) == {"chunks": CHUNKS}

    answers = [request.answer for request in mock.requests()]
    assert answers == [
        {"status": "COMPLETED", "stream": [{"output": chunk} for chunk in CHUNKS]},
        {"status": "COMPLETED", "stream": []},
    ]
    assert client("slept") == [1, 1]


@pytest.mark.rule("B-285")
def test_status_and_output_agree_with_the_stream_at_once(client: Voice, mock: Mock) -> None:
    mock.endpoint("house").streams(CHUNKS, aggregate=True)
    job = client("job.run", endpoint="house", input={"a": 1})["id"]
    said(client, "job.stream", job=job)

    assert outcome(client, mock, "job.status", job=job) == Outcome(requests=0)
    assert outcome(client, mock, "job.output", job=job, timeout=5) == Outcome()
    assert said(client, "job.output", job=job, timeout=5) == {"output": CHUNKS}


@pytest.mark.parametrize("status", ["FAILED", "TIMED_OUT"])
def test_the_stream_of_what_has_failed_ends(client: Voice, mock: Mock, status: str) -> None:
    job = ended(client, mock, status)

    assert outcome(client, mock, "job.stream", job=job) == Outcome(slept=(1,))
    assert said(client, "job.stream", job=job) == {"chunks": []}
    assert said(client, "job.status", job=job)["status"] == status


@pytest.mark.rule("B-285")
def test_the_stream_of_what_is_cancelled_never_ends(client: Voice, mock: Mock) -> None:
    """As with the real service: whatever was said to end it would be said by the mock alone."""
    job = ended(client, mock, "CANCELLED")

    told = outcome(client, mock, "job.stream", job=job, patience=7)

    assert told == Outcome("OutOfPatience", None, 7, (1,) * 7)
    assert said(client, "job.status", job=job)["status"] == "CANCELLED"


@pytest.mark.rule("B-285")
def test_a_document_without_chunks_goes_on_until_there_is_an_end(client: Voice, odd: Odd) -> None:
    odd.says(
        {"status": "IN_QUEUE", "stream": []},
        {"status": "SOMETHING_NEW"},
        {"status": "IN_PROGRESS", "stream": [{"output": "a"}, {"output": 2, "metrics": {}}]},
        {"status": "COMPLETED", "stream": [{"output": "z"}]},
        {"status": "COMPLETED", "stream": []},
    )

    assert said(client, "job.stream", origin=odd.origin) == {"chunks": ["a", 2, "z"]}
    assert odd.asked == ["GET /v2/house/stream/gone"] * 5
    assert client("slept") == [1] * 5


@sync
@pytest.mark.parametrize("status", FINAL)
def test_the_end_must_have_a_list(client: Voice, odd: Odd, status: str) -> None:
    odd.says({"status": status})

    assert text(client, "job.stream", origin=odd.origin) == "KeyError: 'stream'"


@asyncio
@pytest.mark.parametrize("status", FINAL)
def test_with_asyncio_the_end_may_lack_its_list(client: Voice, odd: Odd, status: str) -> None:
    odd.says({"status": status})

    assert said(client, "job.stream", origin=odd.origin) == {"chunks": []}


@pytest.mark.parametrize(
    ("document", "raised"),
    [
        ({"status": "COMPLETED", "stream": None}, "TypeError: "),
        ({"status": "IN_PROGRESS", "stream": [{"text": "a"}]}, "KeyError: 'output'"),
        ({"stream": []}, "KeyError: 'status'"),
    ],
)
def test_a_document_it_cannot_read(client: Voice, odd: Odd, document: Any, raised: str) -> None:
    odd.says(document)

    assert text(client, "job.stream", origin=odd.origin).startswith(raised)


def test_a_server_that_repeats_itself_is_read_for_ever(client: Voice, odd: Odd) -> None:
    """Why chunks must not be handed out twice (B-100)."""
    odd.says({"status": "COMPLETED", "stream": [{"output": "a"}]})

    assert said(client, "job.stream", origin=odd.origin, limit=5) == {"chunks": ["a"] * 5}


def test_each_chunk_is_there_for_one_reader(client: Voice, mock: Mock) -> None:
    mock.endpoint("house").streams(CHUNKS)
    job = client("job.run", endpoint="house", input={"a": 1})["id"]
    mock.wait(job)

    first = said(client, "job.stream", job=job, limit=1)
    again = said(client, "job.stream", job=job)

    assert (first, again) == ({"chunks": ["a"]}, {"chunks": []})
