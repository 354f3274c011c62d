"""What the JavaScript client sends, and what it makes of an answer."""

from typing import Any

import pytest

from contract_tests.clients.languages.drivers import Voice
from mock_runpod import Client

pytestmark = [pytest.mark.clients, pytest.mark.certifies("traps")]

WHOLE = {
    "input": {"prompt": "a quiet house"},
    "webhookV2": "http://127.0.0.1:9/never",
    "policy": {"executionTimeout": 60_000, "lowPriority": True, "ttl": 600_000},
    "s3Config": {"accessId": "me", "bucketName": "mine"},
    "timeout": 90,
}


@pytest.mark.rule("B-065")
def test_a_whole_body_arrives_as_it_was_given(client: Voice, mock: Client) -> None:
    """Also what is new to the mock; what could be a secret is not shown again."""
    mock.endpoint("house")

    answer = client("job.run", endpoint="house", request=WHOLE)

    [request] = mock.requests("POST /v2/house/run")
    assert answer == {"id": answer["id"], "status": "IN_QUEUE"}
    assert request.body == {**WHOLE, "s3Config": {"accessId": "***", "bucketName": "***"}}
    assert request.headers["user-agent"] == "RunPod-JS-SDK/1.1.2 (Unknown Environment)"


def test_a_get_says_that_it_is_json_and_is_answered_all_the_same(
    client: Voice, mock: Client
) -> None:
    mock.endpoint("house")

    client("job.health", endpoint="house")

    [request] = mock.requests("GET /v2/house/health")
    assert (request.headers["content-type"], request.status) == ("application/json", 200)


@pytest.mark.rule("B-090")
@pytest.mark.parametrize("call", ["job.status", "job.status_sync"])
def test_a_status_says_also_whether_it_is_over_and_well(
    client: Voice, mock: Client, call: str
) -> None:
    mock.endpoint("house").sequence({"output": "a picture"}, {"error": "out of memory"})
    well, ill = (client("job.run", endpoint="house", input=n)["id"] for n in range(2))
    mock.wait(ill, None)

    over = {"started": True, "completed": True}
    assert told(client(call, endpoint="house", job=well)) == {
        **{"id": well, "status": "COMPLETED", "output": "a picture"},
        **{**over, "succeeded": True},
    }
    assert told(client(call, endpoint="house", job=ill)) == {
        **{"id": ill, "status": "FAILED", "error": "out of memory"},
        **{**over, "succeeded": False},
    }


@pytest.mark.rule("B-091")
def test_a_cancelled_job_is_over_and_not_well(client: Voice, mock: Client) -> None:
    mock.clock.mode = "manual"
    mock.endpoint("house", cold_start=30)
    job = client("job.run", endpoint="house", input=1)["id"]
    waiting = client("job.status", endpoint="house", job=job)

    answer = client("job.cancel", endpoint="house", job=job)
    over = client("job.status", endpoint="house", job=job)

    assert waiting == {
        **{"id": job, "status": "IN_QUEUE"},
        **{"started": True, "completed": False, "succeeded": False},
    }
    assert answer == {"id": job, "status": "CANCELLED"}
    assert over == {**answer, "started": True, "completed": True, "succeeded": False}


@pytest.mark.rule("B-287")
@pytest.mark.parametrize(
    ("timeout", "wait"), [(0.2, 1_000), (2, 2_000), (120, 90_000), (None, 90_000)]
)
@pytest.mark.parametrize("call", ["runsync", "status-sync/*"])
def test_a_wait_is_kept_within_limits(
    client: Voice, mock: Client, call: str, timeout: float | None, wait: int
) -> None:
    mock.endpoint("house")
    patience = {} if timeout is None else {"timeout": timeout}

    if call == "runsync":
        client("job.run_sync", endpoint="house", input=1, **patience)
    else:
        job = client("job.run", endpoint="house", input=1)["id"]
        client("job.status_sync", endpoint="house", job=job, **patience)

    assert asked_to_wait(mock, f"* /v2/house/{call}") == [wait]


@pytest.mark.rule("B-090")
def test_run_sync_goes_on_through_status_sync_and_asks_rarely(client: Voice, mock: Client) -> None:
    mock.endpoint("house", cold_start=200)

    answer = client("job.run_sync", endpoint="house", input={"n": 1})

    assert (answer["status"], answer["output"]) == ("COMPLETED", {"n": 1})
    assert (answer["completed"], answer["succeeded"]) == (True, True)
    assert [request.path.split("/")[3] for request in mock.requests()] == [
        *("runsync", "status-sync", "status-sync")
    ]
    assert {request.method for request in mock.requests("* /v2/house/status-sync/*")} == {"GET"}


@pytest.mark.rule("B-068")
def test_run_sync_gives_up_when_its_own_time_is_over(client: Voice, mock: Client) -> None:
    """The only test here that takes a second or two: the client looks at its own clock."""
    mock.clock.mode = "real"
    mock.endpoint("house", cold_start=600)

    answer = client("job.run_sync", endpoint="house", input=1, timeout=1)

    assert answer == {
        **{"id": answer["id"], "status": "IN_QUEUE"},
        **{"started": True, "completed": False, "succeeded": False},
    }
    assert len(asked_to_wait(mock, "* /v2/house/**")) <= 4


@pytest.mark.rule("B-095")
def test_health_has_every_counter(client: Voice, mock: Client) -> None:
    mock.endpoint("house")
    client("job.run_sync", endpoint="house", input=1)

    health = client("job.health", endpoint="house")

    assert health["jobs"] == {
        **{"completed": 1, "failed": 0, "inProgress": 0, "inQueue": 0, "retried": 0},
    }
    assert {"idle", "initializing", "ready", "running", "throttled"} <= set(health["workers"])


@pytest.mark.rule("B-094")
def test_a_purge_counts_what_it_removed(client: Voice, mock: Client) -> None:
    mock.clock.mode = "manual"
    mock.endpoint("house", cold_start=30)
    client("job.run", endpoint="house", input=1)

    assert client("job.purge_queue", endpoint="house") == {"removed": 1, "status": "completed"}


def test_nothing_but_200_is_answered(client: Voice, mock: Client) -> None:
    """Any other success makes the client forget the id, and think that nothing has begun."""
    mock.endpoint("house", behaviour={"generator": True})
    job = client("job.run", endpoint="house", input={"mock_return": ["a"]})["id"]
    for call in ("status", "status_sync", "stream", "cancel"):
        client(f"job.{call}", endpoint="house", job=job)
    for call in ("health", "purge_queue"):
        client(f"job.{call}", endpoint="house")
    client("job.run_sync", endpoint="house", input=1)

    assert {request.status for request in mock.requests()} == {200}
    assert mock.requests().count == 8


def test_a_slash_too_many_does_no_harm(client: Voice, mock: Client) -> None:
    mock.endpoint("house")

    answer = client("job.run_sync", endpoint="house", input=1, base="/v2/")

    assert answer["output"] == 1


def told(answer: dict[str, Any]) -> dict[str, Any]:
    """Without who did it, and how long it took."""
    return {
        name: value
        for name, value in answer.items()
        if name not in ("delayTime", "executionTime", "workerId")
    }


def asked_to_wait(mock: Client, on: str) -> list[int]:
    return [int(request.query["wait"]) for request in mock.requests(on)]
