"""What tools read that are not SDKs: flash checks what it gets, runpodctl makes sentences of it."""

from typing import Any

import pytest

from contract_tests.wire.serverless.caller import Caller

pytestmark = pytest.mark.anyio

#: What flash wants of a job that has ended, and of the health of an endpoint.
RESULT = {"id": str, "workerId": str, "status": str, "delayTime": int, "executionTime": int}
JOBS = {"completed", "failed", "inProgress", "inQueue", "retried"}
WORKERS = {"idle", "initializing", "ready", "running", "throttled", "unhealthy"}


@pytest.mark.rule("B-288")
@pytest.mark.parametrize(
    ("given", "status"),
    [("x", "COMPLETED"), ({"mock_return": None}, "COMPLETED"), ({"mock_error": "oh"}, "FAILED")],
)
async def test_flash_finds_all_it_wants_in_a_job_that_has_ended(
    api: Caller, given: Any, status: str
) -> None:
    id = await api.run(given)
    await api.advance(60)
    said = await api.status(id)

    assert said["status"] == status
    assert {name: type(said[name]) for name in RESULT} == RESULT
    assert isinstance(said.get("error", ""), str)


@pytest.mark.rule("B-288")
async def test_flash_finds_every_counter(api: Caller) -> None:
    said = await api.health()

    assert (set(said["jobs"]), set(said["workers"])) == (JOBS, WORKERS)
    assert {type(n) for half in said.values() for n in half.values()} == {int}


REFUSALS: list[tuple[str, str, Any, int]] = [
    ("GET", "/v1/endpoints/nope", None, 404),
    ("PATCH", "/v1/endpoints/nope", {"workersMax": 1}, 404),
    ("PATCH", "/v1/endpoints/echo", {"workersMax": -1}, 400),
    ("PATCH", "/v1/endpoints/echo", {"scaling": {}}, 400),
    ("PATCH", "/v1/endpoints/echo", {"workersMax": 1000}, 500),
    ("DELETE", "/v1/endpoints/nope", None, 404),
]


@pytest.mark.rule("B-289")
@pytest.mark.parametrize(("method", "path", "body", "status"), REFUSALS)
async def test_runpodctl_finds_a_sentence_in_every_refusal(
    api: Caller, method: str, path: str, body: Any, status: int
) -> None:
    answer = await api.http.request(method, path, json=body)

    said = answer.json()
    assert answer.status_code == status
    assert isinstance(said["error"], str)
    assert said["error"]
    assert said.get("status", status) == status


@pytest.mark.rule("B-289")
async def test_runpodctl_has_to_make_its_own_sentence_of_a_wrong_key(api: Caller) -> None:
    """It tells by the status alone, as the body says nothing (B-007)."""
    answer = await api.http.get("/v1/endpoints", headers={"Authorization": ""})

    assert (answer.status_code, answer.content) == (401, b"")
