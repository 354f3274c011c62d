"""REST v1 can announce its end in headers, as an answer to any request."""

import httpx
import pytest

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-026")]

PATHS = ["/v1/endpoints", "/v1/openapi.json", "/v1/endpoints/nope", "/v1/nowhere"]


@pytest.mark.rule("B-002")
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("options", [{"v1_sunset_headers": True}])
async def test_every_answer_tells_when_it_ends(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)

    assert answer.headers["deprecation"] == "@1787011200"
    assert answer.headers["sunset"] == "Sun, 15 Nov 2026 00:00:00 GMT"


@pytest.mark.parametrize("path", PATHS)
async def test_it_keeps_quiet_unless_told(http: httpx.AsyncClient, path: str) -> None:
    assert {"deprecation", "sunset"}.isdisjoint((await http.get(path)).headers)
