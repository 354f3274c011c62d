"""Log lines on their way to the server. No worker ever waits for them."""

import threading
from collections import deque

from mock_runpod.client.launching.crew import Desk
from mock_runpod.client.launching.lines import Line
from mock_runpod.errors import RunPodError, Unreachable

#: Lines that wait at most; then the oldest are let go.
MOST = 10_000
#: Lines in one request.
BATCH = 500
#: How long lines are gathered, and how soon one tries again, in real seconds.
GATHER_S, AGAIN_S = 0.05, 0.5


class Poster:
    """Sends lines in batches, in a thread of its own, in the order in which they came."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lines: deque[Line] = deque()
        self._let_go, self._closing = 0, threading.Event()
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="mock_runpod logs", daemon=True)
        self._thread.start()

    def add(self, lines: list[Line]) -> None:
        with self._news:
            self._lines.extend(lines)
            while len(self._lines) > MOST:
                self._lines.popleft()
                self._let_go += 1
            self._news.notify()

    def close(self, seconds: float = 1.0) -> None:
        """What is there is still sent, if that can be done soon."""
        self._closing.set()
        with self._news:
            self._news.notify()
        self._thread.join(seconds)

    def _work(self) -> None:
        while batch := self._next():
            try:
                self._desk.log(batch[0].worker_id, [line.row for line in batch])
            except Unreachable:
                self._back(batch)
                if self._closing.wait(AGAIN_S):
                    return
            except RunPodError:
                pass  # nobody there knows of this worker any more

    def _next(self) -> list[Line]:
        """The first lines of one worker; none when that was all."""
        with self._news:
            while not (self._lines or self._closing.is_set()):
                self._news.wait()
            if not self._closing.is_set():
                self._news.wait(GATHER_S)
            batch: list[Line] = []
            while self._lines and len(batch) < BATCH and self._of_one(batch):
                batch.append(self._lines.popleft())
            if batch and self._let_go:
                batch.insert(0, _remark(batch[0].worker_id, self._let_go))
                self._let_go = 0
            return batch

    def _of_one(self, batch: list[Line]) -> bool:
        return not batch or self._lines[0].worker_id == batch[0].worker_id

    def _back(self, batch: list[Line]) -> None:
        with self._news:
            self._lines.extendleft(reversed(batch))


def _remark(worker_id: str, count: int) -> Line:
    return Line(worker_id, f"({count} lines were lost here: the server took none)", "WARN")
