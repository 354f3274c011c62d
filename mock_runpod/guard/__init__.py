"""During tests nothing that is addressed to the real RunPod leaves this process, nor the Python
processes it starts; and real keys are put away (B-001, B-005).

    with mock_runpod.guard.on():
        requests.get("https://api.runpod.ai/...")  # raises Stopped

All threads are meant. 127.0.0.1 and everybody else stay open. It cannot see clients that bring
their own network code (curl, Rust, C), and child processes that are no Python, that are given an
environment without `PYTHONPATH`, or that ignore it (`python -I`, `-E`, `-S`).
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from mock_runpod.environment import is_real_host
from mock_runpod.guard.children import ON, VARIABLE, Heirs
from mock_runpod.guard.doors import DOORS, Arguments, Door, Keywords
from mock_runpod.guard.keys import Keys
from mock_runpod.guard.patches import Arrivals, Patches
from mock_runpod.guard.stops import Stop, Stopped, Stops, where

__all__ = ["Stop", "Stopped", "Stops", "inherit", "off", "on"]


@contextmanager
def on(report: str | os.PathLike[str] = "") -> Iterator[Stops]:
    """The guard is up until the block ends. What it stopped can be read from what this gives, also
    if somebody swallowed the error; in a `report`, a file, child processes tell what they stopped.

    It can be used within itself, and in several threads: it goes down when the last block ends.
    """
    stops = Stops(os.fspath(report))
    _guard.enter(stops)
    try:
        yield stops
    finally:
        _guard.leave(stops)


@contextmanager
def off() -> Iterator[None]:
    """For what must reach the real RunPod: within this block the guard is down, in all threads."""
    _guard.pause(1)
    try:
        yield
    finally:
        _guard.pause(-1)


def inherit() -> None:
    """In a child process: up for as long as it lives, if it was up where it was started."""
    report = os.environ.get(VARIABLE, "")
    if report:
        stops = Stops("" if report == ON else report)
        _guard.enter(stops)
        stops.tell("up")


class _Post:
    """All that is changed in this process while the guard is up."""

    def __init__(self, guard: "_Guard") -> None:
        self._patches, self._keys = Patches(DOORS, guard.check), Keys()
        names = {door.module for door in DOORS}
        self._doors = Arrivals(names, self._patches.of)
        self._sdk = Arrivals({"runpod"}, self._keys.of_sdk)

    def begin(self) -> None:
        self._keys.put_away()
        self._doors.begin()
        self._sdk.begin()

    def end(self) -> None:
        self._sdk.end()
        self._doors.end()
        self._patches.undo()
        self._keys.give_back()


class _Guard:
    """What is in force in this process: one post, whoever asked for it and how often."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._told: list[Stops] = []
        self._pauses = 0
        self._post: _Post | None = None
        self._heirs: Heirs | None = None

    def enter(self, stops: Stops) -> None:
        with self._lock:
            self._told = [*self._told, stops]
            self._settle()

    def leave(self, stops: Stops) -> None:
        with self._lock:
            self._told = [each for each in self._told if each is not stops]
            self._settle()

    def pause(self, by: int) -> None:
        with self._lock:
            self._pauses += by
            self._settle()

    def check(self, door: Door, arguments: Arguments, keywords: Keywords) -> None:
        host = door.host(arguments, keywords)
        if host is not None and is_real_host(host):
            stop = Stop(host.lower().rstrip("."), where(), os.getpid())
            for stops in self._told:
                stops.add(stop)
            raise Stopped(stop)

    def _settle(self) -> None:
        wanted = bool(self._told) and not self._pauses
        if self._heirs is not None:
            self._heirs.end()
            self._heirs = None
        if self._post is not None and not wanted:
            self._post.end()
            self._post = None
        if self._post is None and wanted:
            self._post = _Post(self)
            self._post.begin()
        if wanted:
            reports = [stops.report for stops in self._told if stops.report]
            self._heirs = Heirs(reports[-1] if reports else "")
            self._heirs.begin()


_guard = _Guard()
