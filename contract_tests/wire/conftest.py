"""One mock in this process, and a client of one fresh account. No port, no real time.

What the mock is started with, a test says itself, and a folder in fixtures of its own,
`started_with` or `options`:

    @pytest.mark.parametrize("options", [{"v1_omit_dcids": True}])
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest

from contract_tests.wire import strangers
from mock_runpod import create_app
from mock_runpod.app import App

Advance = Callable[[float], Awaitable[float]]


@pytest.fixture(autouse=True)
def strangers_read_along(monkeypatch: pytest.MonkeyPatch) -> None:
    strangers.read_along(monkeypatch)


@pytest.fixture
def started_with() -> dict[str, Any]:
    return {"clock": "manual", "data": "demo", "profile": "typical", "seed": 7}


@pytest.fixture
def options() -> dict[str, Any]:
    """Options of the mock that differ from what it is `started_with`."""
    return {}


@pytest.fixture
def app(started_with: dict[str, Any], options: dict[str, Any]) -> Iterator[App]:
    """No test may cause an accident inside the mock, whatever it sends."""
    app = create_app(**started_with | options)
    yield app
    assert app.accidents == 0


@pytest.fixture
def account() -> str:
    """The name of this test's world."""
    return "wire"


@pytest.fixture
async def http(app: App, account: str) -> AsyncIterator[httpx.AsyncClient]:
    """The account of this test. Another one: `headers=key("other")`."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://127.0.0.1:8642",
        headers=key(account),
    ) as client:
        yield client
    await app.worlds.close()


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
