"""A mock in this process whose clock the test holds, with the endpoints of `world.toml`.

A cold worker is ready after 28 seconds, a job takes 1.5, handing it out half a second.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.wire.serverless.caller import KEY, Caller
from mock_runpod import create_app
from mock_runpod.app import App

STARTED_WITH = {
    **{"clock": "manual", "profile": "instant", "seed": 7},
    **{"data": str(Path(__file__).with_name("world.toml"))},
    **{"image_pull_s": 20, "boot_s": 8, "flashboot_boot_s": 2, "dispatch_s": 0.5},
    "execution_s": 1.5,
}


@pytest.fixture
def options() -> dict[str, Any]:
    """Options of the mock that differ from STARTED_WITH."""
    return {}


@pytest.fixture
async def app(options: dict[str, Any], caplog: pytest.LogCaptureFixture) -> AsyncIterator[App]:
    """No test may cause an accident inside the mock, neither in a request nor in between."""
    app = create_app(**STARTED_WITH | options)
    yield app
    await app.worlds.close()
    assert app.accidents == 0
    assert "accident" not in caplog.text


@pytest.fixture
async def http(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://127.0.0.1:8642",
        headers={"Authorization": f"Bearer {KEY}"},
    ) as client:
        yield client


@pytest.fixture
def api(app: App, http: httpx.AsyncClient) -> Caller:
    return Caller(app, http)
