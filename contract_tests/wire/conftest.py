"""One mock in this process, and a client of one fresh account. No port, no real time.

What the mock is started with, a test says itself, a folder in its own `options` fixture:

    @pytest.mark.parametrize("options", [{"v1_omit_dcids": True}])
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest

from contract_tests.wire import strangers
from mock_runpod import create_app
from mock_runpod.app import App

STARTED_WITH = {"clock": "manual", "data": "demo", "profile": "typical", "seed": 7}
Advance = Callable[[float], Awaitable[float]]


@pytest.fixture
def options() -> dict[str, Any]:
    """Options of the mock that differ from STARTED_WITH."""
    return {}


@pytest.fixture
def app(options: dict[str, Any]) -> Iterator[App]:
    """No test may cause an accident inside the mock, whatever it sends."""
    app = create_app(**STARTED_WITH | options)
    yield app
    assert app.accidents == 0


@pytest.fixture
async def http(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """The account of this test. Another one: `headers=key("other")`."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://127.0.0.1:8642",
        headers=key("wire"),
        event_hooks={"response": [strangers.read_it_too]},
    ) as client:
        yield client


@pytest.fixture
def advance(http: httpx.AsyncClient) -> Advance:
    """Let so many seconds of the account's world pass; tells what time it is then."""

    async def by(seconds: float) -> float:
        answer = await http.post("/__mock/clock/advance", json={"seconds": seconds})
        now: float = answer.raise_for_status().json()["now"]
        return now

    return by


def key(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer rpa_mock_{name}"}
