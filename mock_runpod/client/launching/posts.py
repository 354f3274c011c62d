"""One worker of a launcher: the process that it has, and what has become of it before."""

import time
from collections import deque
from dataclasses import dataclass, field
from enum import Enum

from mock_runpod.client.launching.crew import Row
from mock_runpod.client.launching.lines import Line
from mock_runpod.client.launching.process import Child, Ended
from mock_runpod.client.launching.restarts import Restarts

#: Of a worker that has ended, so many of its last lines tell why.
TAIL = 60
#: What a worker is in the eyes of the server before it has asked for a job.
NOT_YET = ("PREPARING", "STANDBY", "STARTING", "UNHEALTHY")


class Wish(Enum):
    """What is wanted of a worker: that it runs, that it ends, or nothing, as nothing would help."""

    RUN = "run"
    END = "end"
    REST = "rest"


@dataclass(eq=False, slots=True, kw_only=True)
class Post:
    """`era` and `since` say when the server was told of it: see `crew`. Moments are of the
    monotonic clock: `due`, when it is started again, and `deadline`, when it is killed.
    """

    worker_id: str
    era: int
    since: int
    wish: Wish = Wish.RUN
    child: Child | None = None
    env: dict[str, str] | None = None
    began: float = 0.0
    due: float = 0.0
    deadline: float | None = None
    parting: bool = False
    told: bool = True
    ended: Ended | None = None
    asked: bool = False
    worked: bool = False
    why: str = ""
    restarts: Restarts = field(default_factory=Restarts)
    tail: deque[Line] = field(default_factory=lambda: deque(maxlen=TAIL))

    @property
    def ending(self) -> bool:
        return self.wish is Wish.END

    @property
    def next(self) -> float | None:
        """When something is to be done for it."""
        waits = self.child is None and self.wish is Wish.RUN
        return self.due if waits else self.deadline

    @property
    def ended_well(self) -> bool:
        """It has ended, and was to."""
        return self.ending and self.child is None

    def started(self, child: Child) -> None:
        self.child, self.began, self.env = child, time.monotonic(), None
        self.asked, self.worked, self.why = False, False, ""
        self.tail.clear()

    def seen(self, row: Row) -> None:
        """As the server sees it."""
        if self.child is None:
            return
        if row["status"] not in NOT_YET:
            self.asked = True
            self.worked = self.worked or bool(row["jobs"])
        elif row["status"] == "UNHEALTHY":
            self.why = row["why"] or ""
            self.asked = self.asked or (bool(row["sdk"]) and not self.restarts.crashes)

    def part(self) -> None:
        """It is asked to end, once."""
        if self.child is not None and not self.parting:
            self.parting = True
            self.child.terminate()

    def stopped(self, ended: Ended) -> None:
        """Its process is gone, and the server is to be told."""
        self.child, self.ended, self.told, self.deadline = None, ended, False, None
