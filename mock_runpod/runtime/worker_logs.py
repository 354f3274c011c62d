"""What workers print, and what is remarked about them: the latest lines of each."""

from collections import deque
from dataclasses import dataclass
from itertools import takewhile

from mock_runpod.engine.world import World
from mock_runpod.environment import without_real_keys
from mock_runpod.model import Job, Noted, Worker

#: So many lines of so many workers are kept, and of all lines together so many characters.
LINES, WORKERS, CHARACTERS = 1_000, 200, 16 * 1024 * 1024
#: What stands for a key that may be a real one.
HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class LogLine:
    """`number` counts all lines of the world. `at` is a second of the world. `source` is
    `container` for what a worker printed, and `system` for what the platform says of it.
    """

    number: int
    at: float
    source: str
    level: str
    text: str
    worker_id: str | None
    job_id: str | None


class WorkerLogs:
    """Those of one world. Who is gone is still heard of, until many others came after it.

    `told` is the number of the latest line. It goes on over a reset, so that whoever reads on from
    a number misses nothing.
    """

    def __init__(self) -> None:
        self.told = 0
        self._of: dict[str, deque[LogLine]] = {}
        self._characters = 0

    def clear(self) -> None:
        self._of.clear()
        self._characters = 0

    def hear(self, world: World, remark: Noted) -> None:
        """A remark about a worker, or about a job that one has or had."""
        if worker := world.find(Worker, remark.about):
            source = "container" if remark.job else "system"
            self._add(remark.at, source, "INFO", remark.text, worker.id, remark.job)
        elif job := world.find(Job, remark.about):
            self._add(remark.at, "system", "INFO", remark.text, job.worker_id, job.id)
        elif remark.about in self._of:
            self._add(remark.at, "system", "INFO", remark.text, remark.about, None)

    def print(
        self, at: float, worker_id: str, text: str, *, level: str = "INFO", job: str | None = None
    ) -> None:
        """A worker's process printed this."""
        self._add(at, "container", level, text, worker_id, job)

    def _add(
        self,
        at: float,
        source: str,
        level: str,
        text: str,
        worker_id: str | None,
        job_id: str | None,
    ) -> None:
        self.told += 1
        text = without_real_keys(text, HIDDEN)
        line = LogLine(self.told, at, source, level, text, worker_id, job_id)
        lines = self._of.pop(worker_id or "", None) or deque()
        self._of[worker_id or ""] = lines  # the latest comes last
        lines.append(line)
        self._characters += len(text)
        if len(lines) > LINES:
            self._characters -= len(lines.popleft().text)
        while len(self._of) > WORKERS or self._characters > CHARACTERS:
            self._forget_a_line()

    def _forget_a_line(self) -> None:
        """The first of the worker that has been silent for longest."""
        silent, lines = next(iter(self._of.items()))
        self._characters -= len(lines.popleft().text)
        if not lines:
            del self._of[silent]

    def of_worker(self, worker_id: str, since: int = 0) -> list[LogLine]:
        return _after(self._of.get(worker_id, deque()), since)

    def of_job(self, job_id: str, since: int = 0) -> list[LogLine]:
        new = (line for lines in self._of.values() for line in _after(lines, since))
        return sorted((each for each in new if each.job_id == job_id), key=lambda it: it.number)

    def knows(self, worker_id: str) -> bool:
        """Whether there is anything of this worker, who may be gone."""
        return worker_id in self._of


def _after(lines: deque[LogLine], since: int) -> list[LogLine]:
    """From the latest back, since whoever follows has seen nearly all of them."""
    new = list(takewhile(lambda line: line.number > since, reversed(lines)))
    return new[::-1]
