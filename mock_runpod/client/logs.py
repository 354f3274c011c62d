"""What workers printed, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mock_runpod.client.control import Control
from mock_runpod.errors import Invalid

#: How long one question for more lines is held, in real seconds.
WAIT_S = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """`number` counts the lines of the world, `at` is one of its seconds. `source` is `container`
    for what the worker printed, `system` for what is said of it; `level` is as the worker had it.
    """

    number: int
    at: float
    source: str
    level: str
    text: str
    worker_id: str | None = None
    job_id: str | None = None

    def __str__(self) -> str:
        who = " ".join(filter(None, [self.worker_id, self.job_id]))
        return f"{self.at:10.3f}  {who}| {self.text}"


class Logs:
    """Those of all workers, also of some that are gone. They raise NotFound.

    Name a `worker` or a `job`: what is said of it, and what workers printed. `since` leaves out the
    lines up to this number.
    """

    def __init__(self, control: Control) -> None:
        self._control = control

    def read(self, *, since: int = 0, **of: str) -> list[LogLine]:
        """`mock.logs.read(worker="w1")`, oldest first."""
        return [_read(row) for row in self._control.get(*_of(of), since=since)["lines"]]

    def follow(self, *, since: int = 0, **of: str) -> Iterator[LogLine]:
        """The same, and lines that come, until nobody answers any more."""
        while True:
            query = {"since": since, "wait": WAIT_S}
            said = self._control.ask("GET", *_of(of), query=query, patience=None)
            yield from (_read(row) for row in said["lines"])
            since = said["told"]


def _of(said: dict[str, str]) -> tuple[str, str, str]:
    match list(said.items()):
        case [("worker" | "job" as noun, id)]:
            return f"{noun}s", id, "logs"
    raise Invalid("name a worker or a job, whose logs are wanted")


def _read(row: dict[str, Any]) -> LogLine:
    row = dict(row)
    return LogLine(worker_id=row.pop("workerId"), job_id=row.pop("jobId"), **row)
