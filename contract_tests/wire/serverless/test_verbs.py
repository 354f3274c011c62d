from typing import Any

import pytest

from contract_tests.wire.serverless.caller import Caller

pytestmark = pytest.mark.anyio
JSON = {"Content-Type": "application/json"}


@pytest.mark.rule("B-064")
@pytest.mark.parametrize("operation", ["status", "status-sync", "stream"])
async def test_what_is_read_may_be_posted_for_too(api: Caller, operation: str) -> None:
    """The official Go client does so, with an empty body that it calls JSON."""
    id = await api.run()
    await api.advance(60)
    path = f"/v2/echo/{operation}/{id}"

    read = await api.said("GET", path)
    assert await api.said("POST", path, headers=JSON) == read
    assert await api.said("POST", path, json={}) == read


@pytest.mark.rule("B-064")
@pytest.mark.parametrize("body", [{"headers": JSON}, {"json": {}}, {}, {"content": b"not json"}])
async def test_a_body_without_a_meaning_is_not_read(api: Caller, body: dict[str, Any]) -> None:
    id = await api.run({"mock_error": "oh"})
    await api.advance(60)

    assert (await api.said("POST", f"/v2/echo/retry/{id}", **body))["status"] == "IN_QUEUE"
    assert (await api.said("POST", f"/v2/echo/cancel/{id}", **body))["status"] == "CANCELLED"
    assert (await api.said("POST", "/v2/echo/purge-queue", **body))["removed"] == 0


@pytest.mark.rule("B-063")
@pytest.mark.parametrize(
    ("verb", "operation", "allow"),
    [
        ("GET", "run", "POST"),
        ("GET", "runsync", "POST"),
        ("DELETE", "status/x", "GET, HEAD, POST"),
        ("PUT", "status-sync/x", "GET, HEAD, POST"),
        ("PATCH", "stream/x", "GET, HEAD, POST"),
        ("GET", "cancel/x", "POST"),
        ("GET", "retry/x", "POST"),
        ("GET", "purge-queue", "POST"),
        ("POST", "health", "GET, HEAD"),
        ("POST", "metrics", "GET, HEAD"),
        ("POST", "requests", "GET, HEAD"),
    ],
)
async def test_a_wrong_verb_is_told_the_right_ones(
    api: Caller, verb: str, operation: str, allow: str
) -> None:
    answer = await api.http.request(verb, f"/v2/echo/{operation}")

    assert answer.status_code == 405
    assert answer.headers["allow"] == allow
    assert answer.json()["title"] == "Method Not Allowed"


@pytest.mark.rule("B-063")
@pytest.mark.rule("B-017")
@pytest.mark.parametrize(
    "path",
    ["nonsense", "run/", "run/x", "status", "status/", "status/a/b", "RUN", "Status/x", "health/"],
)
async def test_an_unknown_operation_is_not_found(api: Caller, path: str) -> None:
    problem = await api.refused("POST", f"/v2/echo/{path}")

    assert problem == {"status": 404, "title": "Not Found", "detail": "unknown operation"}


@pytest.mark.rule("B-017")
async def test_an_escaped_slash_does_not_part_a_path(api: Caller) -> None:
    id = await api.run()

    assert (await api.refused("GET", f"/v2/echo/status%2F{id}"))["status"] == 404


async def test_head_answers_as_get_without_a_body(api: Caller) -> None:
    answer = await api.http.head("/v2/echo/health")

    assert answer.status_code == 200
    assert answer.content == b""
    assert int(answer.headers["content-length"]) > 100
