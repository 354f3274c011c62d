"""A mock in this process, and a hand that makes things go wrong in it.

Time stands still unless a test moves it; workers need 28 seconds to be ready.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from mock_runpod import create_app
from mock_runpod.app import App

STARTED_WITH = {
    **{"clock": "manual", "data": "demo", "profile": "instant", "seed": 7},
    **{"image_pull_s": 20, "boot_s": 8},
}
Fault = Callable[..., Awaitable[Any]]
Jobs = Callable[[], Awaitable[list[Any]]]


@pytest.fixture
def options() -> dict[str, Any]:
    """Options of the mock that differ from STARTED_WITH."""
    return {}


@pytest.fixture
async def app(options: dict[str, Any]) -> AsyncIterator[App]:
    """No fault on order is an accident of the mock itself."""
    app = create_app(**STARTED_WITH | options)
    yield app
    await app.worlds.close()
    assert app.accidents == 0


@pytest.fixture
async def http(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://127.0.0.1:8642",
        headers={"Authorization": "Bearer rpa_mock_struck"},
    ) as client:
        yield client


@pytest.fixture
def fault(http: httpx.AsyncClient) -> Fault:
    """Let this go wrong: a kind, and what it needs."""

    async def set_up(fault: str, **says: Any) -> Any:
        answer = await http.post("/__mock/faults", json={"fault": fault, **says})
        assert answer.status_code == 201, answer.text
        return answer.json()

    return set_up


@pytest.fixture
def jobs(http: httpx.AsyncClient) -> Jobs:
    async def there() -> list[Any]:
        found: list[Any] = (await http.get("/__mock/state")).json()["jobs"]
        return found

    return there


async def run(http: httpx.AsyncClient) -> httpx.Response:
    return await http.post("/v2/demo/run", json={"input": 1})


async def moved(http: httpx.AsyncClient, seconds: float) -> None:
    answer = await http.post("/__mock/clock/advance", json={"seconds": seconds})
    assert answer.status_code == 200
