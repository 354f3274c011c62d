"""Those who wait for news of something, each at most until a moment of the world's own time."""

import asyncio
from itertools import count

from mock_runpod.engine.timeline import Timer


class HungUp(Exception):
    """The client that was waited for has gone."""


class Waiter:
    """One who waits. Waking it twice is waking it once; news while it is looking are not missed."""

    __slots__ = ("_future", "_woken", "about", "alarm")

    def __init__(self, about: str, alarm: Timer) -> None:
        self.about, self.alarm = about, alarm
        self._future: asyncio.Future[None] | None = None
        self._woken = False

    async def news(self) -> None:
        """Returns when there is some that came after the last time."""
        if self._woken:
            await asyncio.sleep(0)
        else:
            self._future = asyncio.get_running_loop().create_future()
            await self._future
        self._woken = False

    def wake(self) -> None:
        self._woken = True
        if self._future is not None and not self._future.done():
            self._future.set_result(None)


class WaitingRoom:
    """Wakes only those whom the news concerns, so that a thousand who wait cost nothing."""

    def __init__(self) -> None:
        self._numbers = count()
        self._by_alarm: dict[str, Waiter] = {}
        self._by_subject: dict[str, list[Waiter]] = {}

    def __len__(self) -> int:
        return len(self._by_alarm)

    def enter(self, about: str) -> Waiter:
        waiter = Waiter(about, Timer("alarm", str(next(self._numbers))))
        self._by_alarm[waiter.alarm.id] = waiter
        self._by_subject.setdefault(about, []).append(waiter)
        return waiter

    def leave(self, waiter: Waiter) -> None:
        """Also right for one who was sent away before."""
        if self._by_alarm.pop(waiter.alarm.id, None) is None:
            return
        concerned = self._by_subject[waiter.about]
        concerned.remove(waiter)
        if not concerned:
            del self._by_subject[waiter.about]

    def tell(self, subject: str) -> None:
        """There is news of the thing with this id."""
        for waiter in self._by_subject.get(subject, ()):
            waiter.wake()

    def ring(self, alarm: str) -> None:
        """Somebody's time is up."""
        if waiter := self._by_alarm.get(alarm):
            waiter.wake()

    def wake_all(self) -> None:
        for waiter in self._by_alarm.values():
            waiter.wake()

    def send_away(self) -> None:
        """Everybody wakes, and nobody is left here who could hold up anything."""
        self.wake_all()
        self._by_alarm.clear()
        self._by_subject.clear()
