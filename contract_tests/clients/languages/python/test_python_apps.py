"""The new job client of 2.0.0rc2, of which decorated functions and `Queue` stubs are made."""

import pytest

from contract_tests.clients.languages.drivers import Raised, Voice
from contract_tests.clients.languages.python.conftest import Odd
from contract_tests.clients.languages.python.outcomes import (
    OUTPUT,
    Outcome,
    ended,
    outcome,
    said,
    text,
)
from mock_runpod import Client as Mock

pytestmark = [
    pytest.mark.clients,
    pytest.mark.certifies("traps"),
    pytest.mark.only(manner="apps"),
]

CHUNKS = ["a", {"x": 1}, None, 4]
#: What an input becomes that has nothing in it.
EMPTY = {"__empty": True}


@pytest.mark.rule("B-068")
@pytest.mark.parametrize(
    ("says", "wait"),
    [
        ({}, "90000"),
        ({"timeout": 60}, "59000"),
        ({"timeout": 1}, "1000"),
        ({"timeout": 900}, "90000"),
    ],
)
def test_the_server_is_told_how_long_to_wait(
    client: Voice, mock: Mock, says: dict[str, float], wait: str
) -> None:
    mock.endpoint("house").answers(OUTPUT)

    assert said(client, "job.run_sync", **says) == {"output": OUTPUT}
    (request,) = mock.requests()
    assert (request.path, request.query) == ("/v2/house/runsync", {"wait": wait})


def test_a_job_that_takes_longer_is_asked_about_less_and_less_often(
    client: Voice, odd: Odd
) -> None:
    odd.says(
        {"id": "j1", "status": "IN_QUEUE"},
        *[{"id": "j1", "status": "IN_PROGRESS"}] * 7,
        {"id": "j1", "status": "COMPLETED", "output": 7},
    )

    assert said(client, "job.run_sync", origin=odd.origin) == {"output": 7}
    assert odd.asked == ["POST /v2/house/runsync?wait=90000", *["GET /v2/house/status/j1"] * 8]
    growing = [0.5 * 1.5**n for n in range(6)]
    assert client("slept") == [*growing, 5, 5]


def test_a_result_is_asked_for_each_second(client: Voice, odd: Odd) -> None:
    odd.says(*[{"id": "j1", "status": "IN_PROGRESS"}] * 4, {"status": "COMPLETED", "output": 7})

    assert said(client, "job.output", job="j1", origin=odd.origin) == {"output": 7}
    assert client("slept") == [0.5, 0.75, 1, 1, 1]


@pytest.mark.rule("B-101")
def test_a_stream_is_asked_for_without_sleep_and_held_by_the_server(
    client: Voice, mock: Mock
) -> None:
    """Were it not held, this loop would ask some hundred times a second."""
    mock.endpoint("house", cold_start=30).streams(CHUNKS, every=2)
    job = client("job.run", endpoint="house", input={"a": 1})["id"]

    assert said(client, "job.stream", job=job) == {"chunks": CHUNKS}
    assert client("slept") == []
    assert mock.requests("GET /v2/*/stream/*").count <= 30 / 5 + len(CHUNKS) + 2


@pytest.mark.parametrize("status", ["COMPLETED", "CANCELLED", "TIMED_OUT"])
def test_a_stream_ends_with_the_first_look_that_tells_an_end(
    client: Voice, mock: Mock, status: str
) -> None:
    job = ended(client, mock, status)

    assert outcome(client, mock, "job.stream", job=job) == Outcome()


@pytest.mark.rule("B-102")
def test_chunks_that_come_with_the_end_are_not_lost(client: Voice, mock: Mock) -> None:
    mock.endpoint("house").streams(CHUNKS)
    job = client("job.run", endpoint="house", input={"a": 1})["id"]
    mock.wait(job)

    assert said(client, "job.stream", job=job) == {"chunks": CHUNKS}
    assert mock.requests("GET /v2/*/stream/*").count == 1


def test_a_failure_is_raised_with_its_text(client: Voice, mock: Mock) -> None:
    failed = "RemoteExecutionError: remote execution failed: "
    job = ended(client, mock, "FAILED")

    assert text(client, "job.output", job=job) == failed + "CUDA out of memory"
    assert text(client, "job.run_sync") == failed + "CUDA out of memory"
    assert text(client, "job.stream", job=job) == failed + "unknown"  # a stream tells no error


@pytest.mark.rule("B-082")
def test_an_output_that_tells_an_error_is_raised_too(client: Voice, odd: Odd) -> None:
    odd.says({"id": "j1", "status": "COMPLETED", "output": {"error": "no"}})

    told = text(client, "job.run_sync", origin=odd.origin)

    assert told == "RemoteExecutionError: remote execution failed: no"


def test_what_has_no_output_is_returned_as_a_whole(client: Voice, mock: Mock) -> None:
    job = ended(client, mock, "CANCELLED")

    told = said(client, "job.output", job=job)["output"]

    assert (told["id"], told["status"]) == (job, "CANCELLED")


def test_a_list_of_one_document_is_that_document(client: Voice, mock: Mock) -> None:
    """A live endpoint's worker aggregates what it yields, so the client takes it apart."""
    mock.endpoint("house").answers([{"seed": 1}])

    assert said(client, "job.run_sync") == {"output": {"seed": 1}}


@pytest.mark.parametrize("status", ["COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT"])
def test_a_status_that_is_an_end_is_remembered(client: Voice, mock: Mock, status: str) -> None:
    job = ended(client, mock, status)

    assert said(client, "job.status", job=job)["status"] == status
    assert outcome(client, mock, "job.status", job=job) == Outcome(requests=0)


@pytest.mark.rule("B-093")
def test_a_retried_job_is_no_longer_over(client: Voice, mock: Mock) -> None:
    mock.endpoint("house").sequence({"error": "CUDA out of memory"}, {"output": OUTPUT})
    job = client("job.run", endpoint="house", input={"a": 1})["id"]
    mock.wait(job, "FAILED")
    said(client, "job.status", job=job)

    assert client("job.retry", endpoint="house", job=job) == {"id": job, "status": "IN_QUEUE"}
    assert said(client, "job.output", job=job) == {"output": OUTPUT}
    mock.assert_called("POST /v2/house/retry/*", count=1)


@pytest.mark.rule("B-093")
def test_a_job_that_went_well_is_not_retried(client: Voice, mock: Mock) -> None:
    job = ended(client, mock, "COMPLETED")

    assert outcome(client, mock, "job.retry", job=job) == Outcome("ClientResponseError", 400)


def test_a_stub_asks_one_endpoint_for_all_and_says_whom_it_means(client: Voice, mock: Mock) -> None:
    """The service finds the endpoint by these headers; here it is one with the id `flash`."""
    mock.endpoint("flash").answers(OUTPUT)
    options = {"webhook": "http://127.0.0.1:1/done", "ttl": 60_000}

    told = client("queue.remote", app="zoo", resource="lion", input={"a": 1}, options=options)

    assert told == {"output": OUTPUT}
    (request,) = mock.requests("POST /v2/flash/runsync")
    assert request.body == {
        "input": {"a": 1},
        "webhook": "http://127.0.0.1:1/done",
        "policy": {"ttl": 60_000},
    }
    meant = {name: value for name, value in request.headers.items() if name.startswith("x-flash-")}
    assert meant == {
        "x-flash-app": "zoo",
        "x-flash-environment": "default",
        "x-flash-endpoint": "lion",
    }


def test_a_stub_never_sends_an_empty_input(client: Voice, mock: Mock) -> None:
    mock.endpoint("flash").streams(CHUNKS)

    assert client("queue.stream", app="zoo", resource="lion", input={}) == {"chunks": CHUNKS}
    assert [job.input for job in mock.jobs()] == [EMPTY]


def test_a_stub_of_nothing_is_told_so(client: Voice, mock: Mock) -> None:
    with pytest.raises(Raised, match="EndpointNotFound: 'lion' in app 'zoo' is not deployed"):
        client("queue.remote", app="zoo", resource="lion", input={})

    assert mock.requests().count == 1
