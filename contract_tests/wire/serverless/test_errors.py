"""Every mistake gets a problem document that names it, and changes nothing (B-058, B-060)."""

from typing import Any

import pytest

from contract_tests.wire.serverless.caller import Caller

pytestmark = pytest.mark.anyio
OPERATIONS = [
    "POST run",
    "POST runsync",
    "GET health",
    "GET metrics",
    "GET requests",
    "POST purge-queue",
    "GET status/x",
    "GET status-sync/x",
    "GET stream/x",
    "POST cancel/x",
    "POST retry/x",
]


@pytest.mark.rule("B-060")
@pytest.mark.parametrize("operation", ["run", "runsync"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[1",
        b'{"input": }',
        b'{"input": 1}x',
        b"\xff\xfe",
        b'{"input": "\xff"}',
        b'{"input": NaN}',
        b"[" * 100_000,
        b'{"input":' + b"[" * 210 + b"]" * 210 + b"}",
    ],
    ids=["empty", "cut", "list", "hole", "more", "bytes", "utf8", "nan", "deep", "deeper"],
)
async def test_a_malformed_body_is_refused(api: Caller, operation: str, body: bytes) -> None:
    problem = await api.refused("POST", f"/v2/echo/{operation}", content=body)

    assert (problem["status"], problem["title"]) == (400, "Bad Request")
    assert problem["detail"].startswith("invalid request body")
    assert (await api.health())["jobs"]["inQueue"] == 0


@pytest.mark.rule("B-060")
@pytest.mark.parametrize("body", [b"[]", b'"text"', b"1", b"null", b"true"])
async def test_a_body_that_is_no_object_is_refused(api: Caller, body: bytes) -> None:
    problem = await api.refused("POST", "/v2/echo/run", content=body)

    assert problem["detail"] == "invalid request body: expected an object"


@pytest.mark.rule("B-060")
@pytest.mark.parametrize("operation", ["run", "runsync"])
async def test_a_missing_input_is_named(api: Caller, operation: str) -> None:
    problem = await api.refused("POST", f"/v2/echo/{operation}", json={"prompt": "hi"})

    assert problem == {"status": 400, "title": "Bad Request", "detail": "input is required"}


async def test_an_input_may_nest_deeply_and_comes_back_whole(api: Caller) -> None:
    deep: Any = "core"
    for _ in range(190):
        deep = [deep]
    id = await api.run(deep)
    await api.advance(60)

    assert (await api.status(id))["output"] == deep


@pytest.mark.rule("B-111")
@pytest.mark.parametrize(
    "webhook", ["ftp://127.0.0.1/", "127.0.0.1", "http://", "//host", "http://[", 7, [], {}, False]
)
async def test_a_bad_webhook_is_refused(api: Caller, webhook: Any) -> None:
    body = {"input": 1, "webhook": webhook}
    problem = await api.refused("POST", "/v2/echo/run", json=body)

    assert problem["detail"] == "webhook must be an http or https URL"


async def test_several_mistakes_are_all_named(api: Caller) -> None:
    body = {
        **{"webhook": "nowhere", "s3Config": "secret"},
        "policy": {"ttl": 1, "executionTimeout": 1},
    }
    detail = (await api.refused("POST", "/v2/echo/run", json=body))["detail"]

    for named in ["input", "webhook", "s3Config", "policy.ttl", "policy.executionTimeout"]:
        assert named in detail


@pytest.mark.rule("B-058")
@pytest.mark.parametrize("operation", OPERATIONS)
async def test_an_unknown_endpoint_is_not_found(api: Caller, operation: str) -> None:
    verb, path = operation.split()
    problem = await api.refused(verb, f"/v2/nowhere/{path}", json={"input": 1})

    assert problem == {"status": 404, "title": "Not Found", "detail": "endpoint not found"}


@pytest.mark.rule("B-042")
async def test_after_its_deletion_an_endpoint_knows_none_of_its_jobs(api: Caller) -> None:
    id = await api.run()
    await api.advance(60)
    assert (await api.http.delete("/v1/endpoints/echo")).status_code == 204

    for path in ("health", f"status/{id}", f"stream/{id}"):
        assert (await api.refused("GET", f"/v2/echo/{path}"))["detail"] == "endpoint not found"


@pytest.mark.rule("B-068")
@pytest.mark.parametrize("wait", ["soon", "1s", "--1", "nan", "inf", "1e999", "9" * 5_000])
@pytest.mark.parametrize("operation", ["POST runsync", "GET status-sync/x", "GET stream/x"])
async def test_a_wait_that_is_no_number_is_refused(api: Caller, operation: str, wait: str) -> None:
    verb, path = operation.split()
    answer = await api.http.request(verb, f"/v2/echo/{path}?wait={wait}", json={"input": 1})

    assert answer.status_code == 400
    assert "wait" in answer.json()["detail"]
