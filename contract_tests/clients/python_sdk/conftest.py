"""The official Python SDK, unmodified, against a real port.

Each test has an API key, and so a world, of its own. The SDK sleeps a real second between polls
and before each look at a stream; jobs that are over at once (profile `instant`) need no poll.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest

from mock_runpod import start
from mock_runpod.testing.starting import MockRunPod

runpod = pytest.importorskip("runpod")
from runpod.cli.groups.config import functions as credentials  # noqa: E402 - after the skip

Open = Callable[..., Any]


@pytest.fixture(scope="session")
def mock() -> Iterator[MockRunPod]:
    with start(profile="instant", data="demo") as running:
        yield running


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    return "rpa_mock_" + sha256(request.node.nodeid.encode()).hexdigest()[:12]


@pytest.fixture(autouse=True)
def aimed(mock: MockRunPod, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The SDK looks here, whatever this machine has in its proxies, `.netrc` and account files."""
    monkeypatch.setattr(runpod, "endpoint_url_base", f"{mock.base_url}/v2")
    monkeypatch.setattr(credentials, "CREDENTIAL_FILE", str(tmp_path / "none.toml"))
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1,localhost")
    monkeypatch.setenv("NETRC", str(tmp_path / "none"))


@pytest.fixture
def open_endpoint(key: str) -> Iterator[Open]:
    """`runpod.Endpoint`, and an end for the session that the SDK itself never closes."""
    opened: list[Any] = []

    def endpoint(endpoint_id: str, api_key: str = key) -> Any:
        opened.append(runpod.Endpoint(endpoint_id, api_key=api_key))
        return opened[-1]

    yield endpoint
    for each in opened:
        each.rp_client.rp_session.close()


@pytest.fixture
def demo(open_endpoint: Open) -> Any:
    return open_endpoint("demo")


@pytest.fixture
def control(mock: MockRunPod, key: str) -> Iterator[httpx.Client]:
    """The hand that holds the world of this test."""
    with httpx.Client(
        base_url=f"{mock.base_url}/__mock",
        headers={"authorization": f"Bearer {key}"},
        trust_env=False,
    ) as client:
        yield client


@pytest.fixture
def halted(control: httpx.Client) -> httpx.Client:
    """Time stands still, and a job would need 30 s to begin."""
    control.patch("/config", json={"boot_s": 30}).raise_for_status()
    control.post("/clock", json={"mode": "manual"}).raise_for_status()
    return control


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened
