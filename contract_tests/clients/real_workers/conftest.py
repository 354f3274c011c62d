"""Real `runpod` workers in processes of their own, a real port, and the real client.

A worker takes half a second to start, so tests that do not need their own share one.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

import mock_runpod
from mock_runpod import Client, MockRunPod

runpod = pytest.importorskip("runpod")

HANDLERS = Path(__file__).with_name("handlers")
PATIENCE_S = 20.0
Endpoint = Any


def until(true: Callable[[], Any], seconds: float = PATIENCE_S) -> Any:
    """What it returns, once that is something."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.02)
    return found


@pytest.fixture(scope="session")
def mock() -> Iterator[MockRunPod]:
    with mock_runpod.start(clock="real", profile="instant", port=0) as running:
        yield running


@pytest.fixture(autouse=True)
def aimed(mock: MockRunPod, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client looks here, whatever this machine has in its proxies and account files."""
    monkeypatch.setattr(runpod, "endpoint_url_base", f"{mock.base_url}/v2")
    monkeypatch.setattr(runpod, "api_key", mock.key)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1,localhost")
    monkeypatch.setenv("NETRC", os.devnull)


@contextmanager
def working(mock: Client, script: str, endpoint: str, **how: Any) -> Iterator[Endpoint]:
    """An endpoint with a worker, and the SDK's hand on it."""
    there = mock.endpoint(endpoint, idle_timeout=60)
    with there.run_worker(HANDLERS / script, **how):
        yield runpod.Endpoint(endpoint, api_key=mock.key)


@pytest.fixture(scope="session")
def session_endpoints(mock: MockRunPod) -> Iterator[Callable[..., Endpoint]]:
    """One worker for each script that is asked for, for as long as there are tests."""
    begun: dict[str, Any] = {}

    def endpoint(script: str, **how: Any) -> Endpoint:
        name = f"{Path(script).stem}-{'-'.join(how.get('env', {}))}".rstrip("-").lower()
        name = name.replace("_", "-")
        if name not in begun:
            there = mock.endpoint(name, idle_timeout=60)
            begun[name] = there.run_worker(HANDLERS / script, **how)
        return runpod.Endpoint(name, api_key=mock.key)

    yield endpoint
    for run in begun.values():
        run.stop()


@pytest.fixture
def plain(session_endpoints: Callable[..., Endpoint], aimed: None) -> Endpoint:
    return session_endpoints("plain.py")


@contextmanager
def by_hand(
    mock: Client,
    endpoint: str,
    folder: Path,
    *arguments: str,
    script: str = "plain.py",
    **env: str,
) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker that somebody starts with the variables of `mock-runpod worker env`."""
    variables = {**os.environ, **mock.endpoint(endpoint).worker_env(), **env}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, str(HANDLERS / script), *arguments],
            env=variables,
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        until(lambda: any(worker.row["real"] for worker in mock.workers(endpoint)))
        yield process
    finally:
        _kill(process)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """With the child that pings for it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
