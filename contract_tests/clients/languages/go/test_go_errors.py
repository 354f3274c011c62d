"""What the Go client returns in place of an answer: a text, in which only the status is left."""

from http import HTTPStatus
from typing import Any

import pytest

from contract_tests.clients.languages.drivers import Raised, Voice
from mock_runpod import Client

pytestmark = [pytest.mark.clients, pytest.mark.certifies("errors")]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422, 429, 500, 502, 503, 504])
def test_a_refusal_is_told_by_its_status_line_and_asked_only_once(
    client: Voice, mock: Client, status: int
) -> None:
    mock.endpoint("house")
    mock.fail("POST /v2/house/run", status=status, retry_after=1)

    told = refused(client, "job.run", input={"n": 1})

    assert (told.status, told.text) == (
        status,
        f"response status {status} {HTTPStatus(status).phrase}",
    )
    assert mock.requests("POST /v2/house/run").count == 1


@pytest.mark.rule("B-058")
@pytest.mark.parametrize(
    ("call", "said", "text"),
    [
        ("job.run", {"input": {"n": 1}, "key": ""}, "401 Unauthorized"),
        ("job.run", {"input": {"n": 1}, "endpoint": "hut"}, "404 Not Found"),
        ("job.run_sync", {"input": {"n": 1}, "endpoint": "hut"}, "404 Not Found"),
        ("job.status", {"job": "gone"}, "404 Not Found"),
        ("job.status_sync", {"job": "gone"}, "404 Not Found"),
        ("job.cancel", {"job": "gone"}, "404 Not Found"),
    ],
)
def test_what_is_not_there_is_not_found(
    client: Voice, mock: Client, call: str, said: dict[str, Any], text: str
) -> None:
    mock.endpoint("house")

    assert refused(client, call, **said).text == f"response status {text}"


@pytest.mark.parametrize(
    ("call", "said", "text"),
    [
        ("job.health", {"key": None}, "api key is required"),
        ("job.health", {"endpoint": None}, "endpoint id is required"),
        ("job.cancel", {}, "job id is required"),
        ("job.stream", {}, "job id is required"),
    ],
)
def test_who_forgets_what_is_needed_hears_it_before_anything_is_asked(
    client: Voice, mock: Client, call: str, said: dict[str, Any], text: str
) -> None:
    mock.endpoint("house")

    assert refused(client, call, **said).text == text
    assert mock.requests().count == 0


@pytest.mark.rule("B-291")
@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("job.run", {"input": {"n": 1}}),
        ("job.status", {"job": "any"}),
        ("job.cancel", {"job": "any"}),
        ("job.health", {}),
        ("job.purge_queue", {}),
    ],
)
def test_whoever_is_not_answered_hears_of_a_timeout(
    client: Voice, mock: Client, call: str, said: dict[str, Any]
) -> None:
    """A second each: the client counts in whole ones."""
    mock.endpoint("house")
    mock.faults.add("hang", on="* /v2/house/**")

    told = refused(client, call, timeout=1, **said)

    assert told.status is None
    assert "Client.Timeout exceeded while awaiting headers" in told.text


@pytest.mark.rule("B-068")
def test_run_sync_gives_up_three_seconds_after_its_own_time(client: Voice, mock: Client) -> None:
    """By the client's own clock. Each answer comes within `wait`, or it would be a timeout."""
    mock.clock.mode = "real"
    mock.endpoint("house", cold_start=600)

    told = refused(client, "job.run_sync", input={"n": 1}, timeout=1)

    assert told.text in ("timeout reached", "ctx timeout reached")
    assert {request.query["wait"] for request in mock.requests()} == {"1000"}
    assert mock.requests().count <= 5


def test_a_connection_that_breaks_is_no_refusal(client: Voice, mock: Client) -> None:
    mock.endpoint("house")
    mock.faults.add("reset", on="POST /v2/house/run", count=1)

    told = refused(client, "job.run", input={"n": 1})

    assert (told.status, told.text.partition(":")[0]) == (None, "sls request error")


def refused(client: Voice, call: str, **said: Any) -> Raised:
    with pytest.raises(Raised) as raised:
        client(call, **{"endpoint": "house", **said})
    return raised.value
