import logging
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from click.testing import CliRunner, Result

from mock_runpod import Client, MockRunPod, start
from mock_runpod.cli import main


class Say(Protocol):
    """Give the command these arguments, and perhaps variables."""

    def __call__(self, *arguments: str, **env: str) -> Result: ...


class Refused(Protocol):
    """Ask for a server that cannot be, and get the complaint, line by line."""

    def __call__(self, *flags: str, **env: str) -> list[str]: ...


@pytest.fixture(scope="session")
def server() -> Iterator[MockRunPod]:
    """One for all tests that bring a world of their own."""
    with start(profile="instant") as running:
        yield running


@pytest.fixture
def mock(server: MockRunPod) -> Iterator[Client]:
    """The hand on a fresh world, whose time passes only when it is told to."""
    with server.worlds.create(clock="manual") as client:
        yield client
        server.worlds.delete(client.world)


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """The command, in this process and in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("MOCK_RUNPOD_")]:
        monkeypatch.delenv(name)

    def said(*arguments: str, **env: str) -> Result:
        return CliRunner().invoke(main, arguments, env=env, prog_name="mock-runpod")

    return said


@pytest.fixture
def refused(say: Say, taken_port: int, own_loggers: None) -> Refused:
    """The port is taken, so that a server nobody refuses does not run for ever, either."""

    def complaint(*flags: str, **env: str) -> list[str]:
        result = say("serve", "--port", str(taken_port), *flags, **env)
        assert isinstance(result.exception, SystemExit), result.exception
        assert (result.exit_code, result.stdout) == (2, "")
        lines: list[str] = result.stderr.removeprefix("Error: ").splitlines()
        return lines

    return complaint


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


@pytest.fixture
def own_loggers() -> Iterator[None]:
    """A server sends its loggers elsewhere; the next test wants them as they were."""
    loggers = [logging.getLogger(name) for name in ("mock_runpod", "uvicorn")]
    before = [(each.handlers, each.propagate, each.level) for each in loggers]
    raises = logging.raiseExceptions
    yield
    logging.raiseExceptions = raises
    for logger, (handlers, propagate, level) in zip(loggers, before, strict=True):
        for handler in logger.handlers:
            if handler not in handlers:
                handler.close()
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)
