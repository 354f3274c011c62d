"""The simplest model of the same thing, to know what a discrete-event loop costs in Python."""

import heapq
from collections import deque
from collections.abc import Iterable, Iterator
from random import Random

EXECUTION_S, COLD_START_S = 1.5, 8.0
#: Demand swells and ebbs, so that workers come and go.
BUSY, QUIET, PHASE_S = 20.0, 2.0, 120.0


def arrivals(count: int) -> Iterator[float]:
    """When jobs come: many a second, then few, in turn."""
    random, now = Random(7), 0.0
    for _ in range(count):
        rate = BUSY if int(now / PHASE_S) % 2 else QUIET
        now += random.expovariate(rate)
        yield now


def simplest(arriving: Iterable[float], *, workers: int) -> int:
    """Jobs, a queue, workers that start cold and stay: no ids, no records, no history."""
    queue: deque[int] = deque()
    free, cold, done = 0, workers, 0
    due: list[tuple[float, int]] = []
    for number, moment in enumerate(arriving):
        while due and due[0][0] <= moment:
            now, job = heapq.heappop(due)
            done += job >= 0
            if queue:
                heapq.heappush(due, (now + EXECUTION_S, queue.popleft()))
            else:
                free += 1
        if free:
            free -= 1
            heapq.heappush(due, (moment + EXECUTION_S, number))
        else:
            queue.append(number)
            if cold:
                cold -= 1
                heapq.heappush(due, (moment + COLD_START_S, -1))
    return done + sum(job >= 0 for _, job in due) + len(queue)
