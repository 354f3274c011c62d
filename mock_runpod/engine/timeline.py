import heapq
from collections.abc import Sequence
from copy import copy
from typing import Any, NamedTuple


class Timer(NamedTuple):
    """The name of something that will be due. Data, no callback: it can be listed, compared."""

    what: str
    id: str


class Entry(NamedTuple):
    """A timer that is set, when it is due, and what it will be told."""

    due: float
    timer: Timer
    payload: Any


class Timeline:
    """The world's own time, and what is due when.

    A timer has one place in time: scheduling it again moves it. Ties go to whoever was scheduled
    first, but what is due `soon` comes before time moves on at all. Moved and cancelled entries
    stay in the heap until they surface or outnumber the rest.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self._heap: list[tuple[float, int, Timer]] = []
        self._pending: dict[Timer, tuple[float, int, Any]] = {}
        self._soon: dict[Timer, None] = {}
        self._scheduled = 0

    def __len__(self) -> int:
        return len(self._pending) + len(self._soon)

    def __contains__(self, timer: Timer) -> bool:
        return timer in self._pending

    def fork(self) -> "Timeline":
        twin = copy(self)
        twin._heap, twin._pending = [*self._heap], {**self._pending}
        twin._soon = {**self._soon}
        return twin

    def entries(self) -> list[Entry]:
        """All that is set, in the order it was set, which is the order of those due at once."""
        pending = sorted(self._pending.items(), key=lambda each: each[1][1])
        return [Entry(due, timer, payload) for timer, (due, _, payload) in pending]

    @property
    def urgent(self) -> list[Timer]:
        """What is due before time moves on, first to last."""
        return [*self._soon]

    @staticmethod
    def of(now: float, entries: Sequence[Entry], urgent: Sequence[Timer]) -> "Timeline":
        """One that goes on like the one that told this of itself."""
        timeline = Timeline()
        timeline.now, timeline._soon = now, dict.fromkeys(urgent)
        for order, (due, timer, payload) in enumerate(entries, 1):
            timeline._pending[timer] = (due, order, payload)
            timeline._heap.append((due, order, timer))
        heapq.heapify(timeline._heap)
        timeline._scheduled = len(entries)
        return timeline

    def schedule(self, delay: float, timer: Timer, payload: Any = None) -> None:
        """Let `timer` ring in `delay` seconds, instead of when it would have rung before."""
        self._scheduled += 1
        due = self.now + delay
        self._pending[timer] = (due, self._scheduled, payload)
        heapq.heappush(self._heap, (due, self._scheduled, timer))
        if len(self._heap) > 64 + 2 * len(self._pending):
            self._heap = [(due, order, timer) for timer, (due, order, _) in self._pending.items()]
            heapq.heapify(self._heap)

    def soon(self, timer: Timer) -> None:
        """Let it ring before this moment is over; once, however often it is asked."""
        self._soon[timer] = None

    def cancel(self, timer: Timer) -> None:
        self._pending.pop(timer, None)
        self._soon.pop(timer, None)

    def due(self, timer: Timer) -> float | None:
        """When it rings, or None if it is not set."""
        entry = self._pending.get(timer)
        return entry[0] if entry else None

    def payload(self, timer: Timer) -> Any:
        """What it will be told; None if it is not set."""
        entry = self._pending.get(timer)
        return entry[2] if entry else None

    def next_due(self) -> float | None:
        if self._soon:
            return self.now
        heap, pending = self._heap, self._pending
        while heap:
            due, order, timer = heap[0]
            entry = pending.get(timer)
            if entry is not None and entry[1] == order:
                return due
            heapq.heappop(heap)
        return None

    def pop_due(self, until: float) -> tuple[Timer, Any] | None:
        """The next timer due by `until`, with its payload; `now` moves to its moment."""
        if self._soon:
            timer = next(iter(self._soon))
            del self._soon[timer]
            return timer, None
        heap, pending = self._heap, self._pending
        while heap and heap[0][0] <= until:
            due, order, timer = heapq.heappop(heap)
            entry = pending.get(timer)
            if entry is not None and entry[1] == order:
                del pending[timer]
                self.now = max(self.now, due)
                return timer, entry[2]
        return None

    def pending(self) -> list[tuple[float, Timer]]:
        """All that is to come, soonest first."""
        entries = sorted((due, order, timer) for timer, (due, order, _) in self._pending.items())
        soon = [(self.now, timer) for timer in self._soon]
        return soon + [(due, timer) for due, _, timer in entries]
