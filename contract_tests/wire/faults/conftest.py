"""A mock in this process, and a hand that makes things go wrong in it.

Time stands still unless a test moves it; workers need 28 seconds to be ready.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

Fault = Callable[..., Awaitable[Any]]
Jobs = Callable[[], Awaitable[list[Any]]]


@pytest.fixture
def started_with() -> dict[str, Any]:
    quick = {"clock": "manual", "data": "demo", "profile": "instant", "seed": 7}
    return {**quick, "image_pull_s": 20, "boot_s": 8}


@pytest.fixture
def account() -> str:
    return "struck"


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
