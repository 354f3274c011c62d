"""A mock in this process, and somebody who steers the world `steered` through the control API."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from mock_runpod import create_app
from mock_runpod.app import App

STARTED_WITH = {
    **{"clock": "manual", "data": "demo", "profile": "instant", "seed": 7},
    **{"image_pull_s": 20, "boot_s": 8},
}


@pytest.fixture
def options() -> dict[str, Any]:
    """Options of the mock that differ from STARTED_WITH."""
    return {}


@pytest.fixture
async def app(options: dict[str, Any]) -> AsyncIterator[App]:
    """No test may cause an accident inside the mock, whatever it sends."""
    app = create_app(**STARTED_WITH | options)
    yield app
    await app.worlds.close()
    assert app.accidents == 0


@pytest.fixture
async def http(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://127.0.0.1:8642",
        headers={"Authorization": "Bearer rpa_mock_steered"},
    ) as client:
        yield client
