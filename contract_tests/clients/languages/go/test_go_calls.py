"""What the Go client sends, and what it makes of an answer."""

from typing import Any

import pytest

from contract_tests.clients.languages.drivers import Raised, Voice
from mock_runpod import Client

pytestmark = [pytest.mark.clients, pytest.mark.certifies("traps")]

WHOLE = {
    "input": {"prompt": "a quiet house", "seed": 2**60 + 1},
    "policy": {"executionTimeout": 60_000, "ttl": 600_000},
    "webhook": "http://127.0.0.1:9/never",
}


@pytest.mark.rule("B-065")
def test_a_whole_body_arrives_as_far_as_the_client_has_words(client: Voice, mock: Client) -> None:
    mock.endpoint("house")
    policy = {**WHOLE["policy"], "lowPriority": True}  # type: ignore[dict-item]

    answer = client("job.run", endpoint="house", request={**WHOLE, "policy": policy, "timeout": 9})

    [request] = mock.requests("POST /v2/house/run")
    assert answer == {"id": answer["id"], "status": "IN_QUEUE"}
    assert request.body == WHOLE
    assert request.headers["user-agent"] == "Go-http-client/1.1"
    assert request.headers["accept-encoding"] == "gzip"


@pytest.mark.rule("B-060")
@pytest.mark.parametrize("call", ["job.run", "job.run_sync"])
@pytest.mark.parametrize(
    ("said", "body"),
    [({"input": {}}, {}), ({}, {}), ({"request": None}, None)],
    ids=["an empty input", "no input", "no job"],
)
def test_an_empty_input_is_not_sent_and_so_the_job_is_refused(
    client: Voice, mock: Client, call: str, said: dict[str, Any], body: object
) -> None:
    """A field that holds nothing is left out, and no job at all is a literal null."""
    mock.endpoint("house")

    with pytest.raises(Raised) as raised:
        client(call, endpoint="house", **said)

    assert (raised.value.status, raised.value.text) == (400, "response status 400 Bad Request")
    assert mock.requests()[0].body == body
    assert mock.jobs() == []


@pytest.mark.rule("B-291")
def test_all_but_health_are_posted_and_say_that_they_are_json(client: Voice, mock: Client) -> None:
    """Also where nothing is in the body. And any other answer than 200 would be an error."""
    mock.endpoint("house")
    job = client("job.run", endpoint="house", input={"n": 1})["id"]
    for call in ("status", "status_sync", "stream", "cancel"):
        client(f"job.{call}", endpoint="house", job=job)
    for call in ("purge_queue", "health"):
        client(f"job.{call}", endpoint="house")

    assert [(asked.method, asked.path.split("/")[3]) for asked in mock.requests()] == [
        *(("POST", "run"), ("POST", "status"), ("POST", "status-sync"), ("POST", "stream")),
        *(("POST", "cancel"), ("POST", "purge-queue"), ("GET", "health")),
    ]
    assert {asked.headers["content-type"] for asked in mock.requests()} == {"application/json"}
    assert {asked.headers.get("content-length") for asked in mock.requests()[1:6]} == {"0"}
    assert {asked.status for asked in mock.requests()} == {200}


@pytest.mark.rule("B-291")
@pytest.mark.parametrize(("timeout", "wait"), [(2, 2_000), (120, 90_000), (None, 90_000)])
@pytest.mark.parametrize("call", ["runsync", "status-sync/*", "stream/*"])
def test_a_wait_is_asked_for_in_milliseconds(
    client: Voice, mock: Client, call: str, timeout: int | None, wait: int
) -> None:
    mock.endpoint("house")
    patience = {} if timeout is None else {"timeout": timeout}

    if call == "runsync":
        client("job.run_sync", endpoint="house", input={"n": 1}, **patience)
    else:
        job = client("job.run", endpoint="house", input={"n": 1})["id"]
        named = call.removesuffix("/*").replace("-", "_")
        client(f"job.{named}", endpoint="house", job=job, **patience)

    assert asked_to_wait(mock, f"POST /v2/house/{call}") == [wait]


@pytest.mark.rule("B-090")
def test_run_sync_goes_on_through_status_sync_and_asks_rarely(client: Voice, mock: Client) -> None:
    """An unfinished job has no `error`, not even an empty one: that would end the loop."""
    mock.endpoint("house", cold_start=200)

    answer = client("job.run_sync", endpoint="house", input={"n": 1}, timeout=300)

    assert (answer["status"], answer["output"]) == ("COMPLETED", {"n": 1})
    assert [(asked.method, asked.path.split("/")[3]) for asked in mock.requests()] == [
        *(("POST", "runsync"), ("POST", "status-sync"), ("POST", "status-sync")),
    ]


@pytest.mark.rule("B-090")
def test_status_sync_goes_on_until_the_end(client: Voice, mock: Client) -> None:
    mock.endpoint("house", cold_start=200).fails("out of memory")
    job = client("job.run", endpoint="house", input={"n": 1})["id"]

    answer = client("job.status_sync", endpoint="house", job=job, timeout=300)

    assert (answer["status"], answer["error"]) == ("FAILED", "out of memory")
    assert asked_to_wait(mock, "POST /v2/house/status-sync/*") == [90_000] * 3


@pytest.mark.rule("B-082")
def test_an_error_is_a_text_even_if_a_worker_made_it_of_data(client: Voice, mock: Client) -> None:
    trace = '{"error_type": "<class \'ValueError\'>", "error_message": "no"}'
    mock.endpoint("house").fails(trace)

    answer = client("job.run_sync", endpoint="house", input={"n": 1})

    assert answer["error"] == trace


@pytest.mark.rule("B-291")
def test_what_is_said_of_a_job_can_be_read_with_its_types(client: Voice, mock: Client) -> None:
    """Whole milliseconds: a number with a point would be an error of the decoder."""
    mock.endpoint("house", cold_start=1.5).answers({"n": 1.5}, execution=2.25)
    job = client("job.run", endpoint="house", input={"n": 1})["id"]
    mock.wait(job)

    answer = client("job.status", endpoint="house", job=job)

    assert answer == {
        **{"id": job, "status": "COMPLETED", "output": {"n": 1.5}},
        **{"delayTime": 1_500, "executionTime": 2_250},
    }


@pytest.mark.rule("B-091")
def test_a_cancelled_job_ends_what_waits_for_it(client: Voice, mock: Client) -> None:
    mock.clock.mode = "manual"
    mock.endpoint("house", cold_start=30)
    job = client("job.run", endpoint="house", input={"n": 1})["id"]

    answer = client("job.cancel", endpoint="house", job=job)

    assert answer == {"id": job, "status": "CANCELLED"}
    assert client("job.status_sync", endpoint="house", job=job) == answer
    assert client("job.stream", endpoint="house", job=job) == {"chunks": []}


@pytest.mark.rule("B-095")
def test_health_has_every_counter_the_client_knows(client: Voice, mock: Client) -> None:
    mock.endpoint("house")
    client("job.run_sync", endpoint="house", input={"n": 1})

    assert client("job.health", endpoint="house") == {
        "jobs": {"completed": 1, "failed": 0, "inProgress": 0, "inQueue": 0, "retried": 0},
        "workers": {"idle": 1, "initializing": 0, "ready": 1, "running": 0, "throttled": 0},
    }


def test_a_slash_too_many_does_no_harm(client: Voice, mock: Client) -> None:
    mock.endpoint("house")

    answer = client("job.run_sync", endpoint="house", input={"n": 1}, base="/v2/")

    assert answer["output"] == {"n": 1}


def asked_to_wait(mock: Client, on: str) -> list[int]:
    return [int(request.query["wait"]) for request in mock.requests(on)]
