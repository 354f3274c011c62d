"""Time of a world that passes because somebody sleeps, and never while somebody is awake.

Who waits for a job is awake to ask for it, or asleep until a moment. Only when all of them are
asleep, the one whose moment comes first lets time pass, and is awake alone. So each finds the world
at the second until which it slept, however many threads and coroutines wait at once.
"""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, NamedTuple

from mock_runpod.client.clock import Clock
from mock_runpod.errors import RunPodError

Sleep = Literal["exact", "skip", "real"]


class Sleeper(NamedTuple):
    """Somebody asleep until `moment`, in seconds that were slept in a world. `turn` is done when
    it may get up.
    """

    moment: float
    turn: "futures.Future[None]"


class Passing:
    """All who wait for jobs of one world, and sleep meanwhile."""

    def __init__(self, clock: Clock, sleep: Sleep) -> None:
        self._clock, self._skipping = clock, sleep == "skip"
        self._lock, self._moving = threading.Lock(), threading.Lock()
        self._now, self._awake, self._turns = 0.0, 0, 0
        self._asleep: list[Sleeper] = []
        self.over = False

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Whoever is in here waits for a job: it is awake when it does not sleep."""
        self._count(1)
        before = _waits_in.set(self)
        try:
            yield
        finally:
            _waits_in.reset(before)
            self._count(-1)

    def sleep(self, seconds: float) -> None:
        """In a thread. Really, if the world does not pass for it."""
        with self._in_bed(seconds) as sleeper:
            for patience in self._patience(sleeper, seconds):
                futures.wait([sleeper.turn], patience)
            self._get_up(sleeper)
            passed = self._passed(sleeper.moment)
        if not passed:
            with self._aside():
                time.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """The same in a coroutine."""
        with self._in_bed(seconds) as sleeper:
            turn = asyncio.wrap_future(sleeper.turn)
            for patience in self._patience(sleeper, seconds):
                await asyncio.wait([turn], timeout=patience)
            self._get_up(sleeper)
            passed = sleeper.moment <= self._now
            passed = passed or await asyncio.to_thread(self._passed, sleeper.moment)
        if not passed:
            with self._aside():
                await asyncio.sleep(seconds)

    @contextmanager
    def _in_bed(self, seconds: float) -> Iterator[Sleeper]:
        """Who does not wait for a job is counted only in here, and only when it has got up."""
        sleeper = Sleeper(self._now + seconds, futures.Future())
        with self._lock:
            self._asleep.append(sleeper)
        counted = self._counted()
        self._count(-counted)
        try:
            yield sleeper
        finally:
            self._get_up(sleeper)
            self._count(counted - 1)

    @contextmanager
    def _aside(self) -> Iterator[None]:
        """Who sleeps really holds up nobody."""
        counted = self._counted()
        self._count(-counted)
        try:
            yield
        finally:
            self._count(counted)

    def _counted(self) -> int:
        return int(_waits_in.get() is self)

    def _count(self, more: int) -> None:
        with self._lock:
            self._awake += more
            if self._awake == 0 and self._asleep:
                first = min(self._asleep, key=lambda sleeper: sleeper.moment)
                self._rouse(first)
                first.turn.set_result(None)

    def _get_up(self, sleeper: Sleeper) -> None:
        """Also if it is not its turn: it may have been cancelled, or lost its patience."""
        with self._lock:
            if sleeper in self._asleep:
                self._rouse(sleeper)

    def _rouse(self, sleeper: Sleeper) -> None:
        self._asleep.remove(sleeper)
        self._awake += 1
        self._turns += 1

    def _patience(self, sleeper: Sleeper, seconds: float) -> Iterator[float]:
        """How long to wait for the turn, really. Somebody who is awake may be stuck: where nobody
        stirs, it is not waited for longer than there was to sleep.
        """
        seen = -1
        while not sleeper.turn.done() and seen != self._turns:
            seen = self._turns
            yield seconds

    def _passed(self, moment: float) -> bool:
        """Whether the world has gone on until then. A clock that is not in `auto` is in somebody
        else's hand, and stays as it is.
        """
        with self._moving:
            missing = moment - self._now
            if missing <= 0:
                return True
            try:
                moved = not self.over and self._clock.sleep(missing, skipping=self._skipping)
            except RunPodError:  # the world or its server is gone
                return False
            self._now = moment if moved else self._now
            return moved


_waits_in: ContextVar[Passing | None] = ContextVar("waits_in", default=None)
