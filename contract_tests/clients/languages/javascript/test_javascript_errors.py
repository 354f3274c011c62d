"""What the JavaScript client throws: the status and the whole document, or a timeout."""

from typing import Any

import pytest

from contract_tests.clients.languages.drivers import Raised, Voice
from mock_runpod import Client

pytestmark = [pytest.mark.clients, pytest.mark.certifies("errors")]


@pytest.mark.rule("B-060")
def test_run_without_an_argument_sends_nothing_and_is_refused(client: Voice, mock: Client) -> None:
    mock.endpoint("house")

    thrown = caught(client, "job.run", endpoint="house")

    assert thrown["message"] == "Request failed with status code 400"
    assert thrown["response"]["status"] == 400
    assert thrown["response"]["data"]["detail"].startswith("invalid request body")
    assert mock.jobs() == []


@pytest.mark.rule("B-060")
def test_a_body_without_input_is_refused(client: Voice, mock: Client) -> None:
    mock.endpoint("house")

    thrown = caught(client, "job.run", endpoint="house", request={"prompt": "a quiet house"})

    assert thrown["response"] == refusal(400, "Bad Request", "input is required")


@pytest.mark.rule("B-058")
@pytest.mark.parametrize(
    ("asked", "response"),
    [
        ({"of": "job.run", "input": 1, "key": ""}, (401, "Unauthorized", "invalid api key")),
        (
            {"of": "job.run", "input": 1, "endpoint": "hut"},
            (404, "Not Found", "endpoint not found"),
        ),
        ({"of": "job.status", "job": "gone"}, (404, "Not Found", "job not found")),
        ({"of": "job.status_sync", "job": "gone"}, (404, "Not Found", "job not found")),
        ({"of": "job.stream", "job": "gone"}, (404, "Not Found", "job not found")),
        ({"of": "job.cancel", "job": "gone"}, (404, "Not Found", "job not found")),
        ({"of": "job.status", "job": "a b"}, (404, "Not Found", "job not found")),
    ],
)
def test_a_refusal_is_thrown_with_its_status_and_its_document(
    client: Voice, mock: Client, asked: dict[str, Any], response: tuple[int, str, str]
) -> None:
    mock.endpoint("house")

    thrown = client("javascript.caught", **{"endpoint": "house", **asked})

    assert thrown["message"] == f"Request failed with status code {response[0]}"
    assert thrown["response"] == refusal(*response)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422, 429, 500, 502, 503, 504])
def test_every_error_is_thrown_at_once_and_asked_only_once(
    client: Voice, mock: Client, status: int
) -> None:
    mock.endpoint("house")
    mock.fail("POST /v2/house/run", status=status, retry_after=1)

    with pytest.raises(Raised) as raised:
        client("job.run", endpoint="house", input=1)

    assert (raised.value.status, raised.value.text) == (
        status,
        f"Request failed with status code {status}",
    )
    assert mock.requests("POST /v2/house/run").count == 1


def test_an_answer_that_is_no_json_is_thrown_as_text(client: Voice, mock: Client) -> None:
    mock.endpoint("house")
    mock.fail("POST /v2/house/run", status=502, body="bad gateway")

    thrown = caught(client, "job.run", endpoint="house", input=1)

    assert thrown["response"] == {"status": 502, "data": "bad gateway"}


@pytest.mark.rule("B-287")
@pytest.mark.parametrize(
    "asked",
    [
        {"of": "job.run", "input": 1},
        {"of": "job.status", "job": "any"},
        {"of": "job.cancel", "job": "any"},
        {"of": "job.health"},
        {"of": "job.purge_queue"},
    ],
    ids=lambda asked: asked["of"],
)
def test_whoever_is_not_answered_hears_of_a_timeout(
    client: Voice, mock: Client, asked: dict[str, Any]
) -> None:
    mock.endpoint("house")
    mock.faults.add("hang", on="* /v2/house/**")

    thrown = client("javascript.caught", endpoint="house", timeout=0.1, **asked)

    assert (thrown["message"], thrown["response"]) == ("timeout of 100ms exceeded", None)


@pytest.mark.rule("B-287")
def test_three_seconds_are_the_limit_where_nothing_is_said(client: Voice, mock: Client) -> None:
    """It takes them: the client looks at its own clock."""
    mock.endpoint("house")
    mock.faults.add("hang", on="GET /v2/house/health")

    with pytest.raises(Raised, match="timeout of 3000ms exceeded"):
        client("job.health", endpoint="house")


def test_a_connection_that_breaks_is_no_refusal(client: Voice, mock: Client) -> None:
    mock.endpoint("house")
    mock.faults.add("reset", on="GET /v2/house/health", count=1)

    thrown = caught(client, "job.health", endpoint="house")

    assert (thrown["name"], thrown["message"]) == ("TypeError", "fetch failed")
    assert thrown["response"] is None


def caught(client: Voice, call: str, **arguments: Any) -> dict[str, Any]:
    thrown: dict[str, Any] = client("javascript.caught", of=call, **arguments)
    assert "returned" not in thrown
    return thrown


def refusal(status: int, title: str, detail: str) -> dict[str, Any]:
    return {"status": status, "data": {"status": status, "title": title, "detail": detail}}
