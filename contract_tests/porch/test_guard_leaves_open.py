"""The guard is about RunPod only, and when it is down nothing of it is left."""

import os
import socket
import ssl
import sys
import threading
from asyncio.base_events import BaseEventLoop
from http.client import HTTPConnection
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

import mock_runpod
from contract_tests.porch import watched
from mock_runpod import guard
from mock_runpod.guard.doors import DOORS

REAL = ("rest.runpod.io", 443)


@pytest.fixture(autouse=True)
def _nobody_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also if the guard does not do what it should: these tests run in this process."""
    look_up = socket.getaddrinfo

    def at_home(host: Any, *said: Any, **more: Any) -> Any:
        assert host in ("127.0.0.1", "localhost", None), host
        return look_up(host, *said, **more)

    monkeypatch.setattr(socket, "getaddrinfo", at_home)


def owners() -> list[ModuleType | type]:
    return [socket, socket.socket, ssl.SSLContext, ssl.SSLSocket, ssl.SSLObject, BaseEventLoop]


def inside() -> list[dict[str, Any]]:
    return [dict(vars(owner)) for owner in owners()]


def test_the_mock_is_still_asked() -> None:
    with mock_runpod.start(data="demo") as mock, guard.on() as stops:
        key = {"Authorization": "Bearer rpa_mock_default", "Host": "api.runpod.ai"}
        answer = httpx.get(f"{mock.base_url}/v2/demo/health", headers=key, trust_env=False)
        plain = HTTPConnection(mock.base_url.removeprefix("http://"))
        plain.request("GET", "/v2/demo/health", headers=key)
        status = plain.getresponse().status
        plain.close()

    assert (answer.status_code, status, list(stops)) == (200, 200, [])


def test_other_names_are_looked_up_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *said: asked.append(said[0]))
    others = ["notrunpod.io", "runpod.io.example.com", "example.com", "api-runpod.ai", ""]

    with guard.on() as stops:
        for name in others:
            socket.getaddrinfo(name, 443)

    assert (asked, list(stops)) == (others, [])


def test_afterwards_everything_is_as_it_was() -> None:
    before, variables, finders = inside(), dict(os.environ), list(sys.meta_path)

    with guard.on():
        assert inside() != before
        with guard.on(), guard.off(), guard.on():
            assert inside() == before

    assert (inside(), dict(os.environ), sys.meta_path) == (before, variables, finders)


def test_it_is_up_until_the_last_block_ends() -> None:
    first, second = guard.on(), guard.on()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)

    with pytest.raises(guard.Stopped):
        socket.create_connection(REAL)
    second.__exit__(None, None, None)

    assert not hasattr(socket.getaddrinfo, "__wrapped__")


def test_threads_stand_under_it_and_may_raise_it_at_once() -> None:
    before, barrier, stopped = inside(), threading.Barrier(8), []

    def work() -> None:
        for _ in range(20):
            with guard.on():
                try:
                    socket.create_connection(REAL)
                except guard.Stopped as error:
                    stopped.append(error)
            barrier.wait()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(stopped), inside()) == (160, before)


def test_what_somebody_else_replaced_meanwhile_is_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    """They put back what they found, when the guard is long down: it then asks nobody any more."""
    theirs = pytest.MonkeyPatch()
    with guard.on():
        guarded = socket.getaddrinfo
        theirs.setattr(socket, "getaddrinfo", lambda *_: "theirs")
    found: Any = socket.getaddrinfo(*REAL)
    theirs.undo()

    assert (found, socket.getaddrinfo) == ("theirs", guarded)
    assert socket.getaddrinfo("127.0.0.1", 80)
    with pytest.raises(AssertionError, match=r"rest\.runpod\.io"):
        socket.getaddrinfo(*REAL)


def test_what_is_swallowed_is_not_forgotten() -> None:
    with guard.on() as stops:
        try:
            socket.create_connection(REAL)
        except Exception:
            line = sys._getframe().f_lineno - 2

    assert [(stop.host, stop.where.rpartition(":")[2]) for stop in stops] == [
        ("rest.runpod.io", str(line))
    ]


def test_every_door_that_should_be_here_is(tmp_path: Path) -> None:
    """A library that renamed one must be noticed, not passed through."""
    code = """
import importlib
from mock_runpod.guard.doors import DOORS
for door in DOORS:
    module = importlib.import_module(door.module)
    owner = getattr(module, door.within) if door.within else module
    assert hasattr(owner, door.name), door
print(len(DOORS))
"""
    assert int(watched.said(code, folder=tmp_path)) == len(DOORS)
