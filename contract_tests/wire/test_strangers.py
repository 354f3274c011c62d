"""No test of the wire can get an answer that a strict client would not take."""

from typing import Any

import httpx
import pytest

from contract_tests.strict.specimens import GOLDEN

REST, JOBS = "http://127.0.0.1/v1/endpoints/e", "http://127.0.0.1/v2/e/status/j"
HEADERS = {"x-request-id": "r"}


def server(body: dict[str, Any], status: int = 200) -> httpx.MockTransport:
    return httpx.MockTransport(lambda _: httpx.Response(status, json=body, headers=HEADERS))


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("url", "body", "told"),
    [
        (REST, GOLDEN | {"version": None}, "/version"),
        (REST, GOLDEN | {"idleTimeout": 5.0}, "5.0 is no integer"),
        (JOBS, {"id": "j", "status": "RUNNING"}, "'RUNNING' is never final"),
        (JOBS, {"status": "COMPLETED", "id": "j"}, "alphabetical"),
        (JOBS, {"error": {"a": 1}, "id": "j", "status": "FAILED"}, "/error"),
    ],
)
async def test_an_answer_that_a_client_cannot_read_fails_the_test(
    url: str, body: dict[str, Any], told: str
) -> None:
    async with httpx.AsyncClient(transport=server(body)) as client:
        with pytest.raises(AssertionError, match=told):
            await client.get(url)
    with httpx.Client(transport=server(body)) as client, pytest.raises(AssertionError, match=told):
        client.get(url)


def test_a_refusal_is_read_too() -> None:
    with (
        httpx.Client(transport=server({"error": "no"}, 404)) as client,
        pytest.raises(AssertionError, match="no problem document"),
    ):
        client.get(JOBS)


def test_what_is_broken_on_purpose_passes() -> None:
    with httpx.Client(transport=server({"version": None})) as client:
        assert client.get(REST, extensions={"read_by": None}).status_code == 200
