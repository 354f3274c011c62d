"""What was stopped: for whom it was, who asked, and what the one who asked is told."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from types import FrameType
from typing import NamedTuple

_LIBRARIES = (os.path.dirname(os.__file__) + os.sep, "site-packages", "dist-packages", "<frozen")
_OURS = os.path.dirname(__file__) + os.sep


class Stop(NamedTuple):
    """One request that did not go out. `where` is the line of the user's code that led to it,
    `tests/test_it.py:12`, as far as the guard could see one.
    """

    host: str
    where: str
    process: int

    def __str__(self) -> str:
        here = self.process == os.getpid()
        return f"{self.host} ({self.where}{'' if here else f', process {self.process}'})"


class Stopped(RuntimeError):
    """Something addressed to the real RunPod was not sent. It is no OSError: clients would take
    that for a bad network, and try again.
    """

    def __init__(self, stop: Stop) -> None:
        super().__init__(
            f"the guard of mock_runpod stopped a request to {stop.host}, which is the real RunPod"
            f" ({stop.where}). To send it to the mock, use the fixture runpod_mock, or set the"
            " variables that `mock-runpod env` prints; `mock-runpod doctor` tells which client"
            " reads which, and when. If the real one is meant: `with mock_runpod.guard.off(): ...`,"
            " or runpod_guard = false in the settings of pytest"
        )
        self.stop = stop


class Stops:
    """All of them since the guard went up, also those in child processes if there is a `report`, a
    file in which they leave a line each.
    """

    def __init__(self, report: str = "") -> None:
        self.report = report
        self._here: list[Stop] = []
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[Stop]:
        with self._lock:
            here = list(self._here)
        return iter(here + [stop for stop in self._told() if stop.process != os.getpid()])

    def __len__(self) -> int:
        return sum(1 for _ in self)  # `list` would ask for the length first

    def add(self, stop: Stop) -> None:
        with self._lock:
            self._here.append(stop)
        self.tell(stop.host, stop.where)

    def tell(self, *said: str) -> None:
        """A line for the process that wants the report, if there still is one."""
        if self.report:
            line = "\t".join([str(os.getpid()), *(" ".join(each.split()) for each in said)])
            with suppress(OSError), open(self.report, "a", encoding="utf-8") as file:
                file.write(line + "\n")

    def lines(self) -> list[list[str]]:
        """What was told so far: the process, and what it said."""
        if not self.report or not os.path.exists(self.report):
            return []
        with open(self.report, encoding="utf-8") as file:
            return [line.rstrip("\n").split("\t") for line in file if line.endswith("\n")]

    def _told(self) -> list[Stop]:
        rows = self.lines()
        return [Stop(row[1], row[2], int(row[0])) for row in rows if len(row) == 3]


def where() -> str:
    """The innermost line of user's code on the way here; if there is none, of whatever code."""
    frame: FrameType | None = sys._getframe(1)
    innermost = ""
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith(_OURS):
            place = f"{_short(file)}:{frame.f_lineno}"
            if not any(each in file for each in _LIBRARIES):
                return place
            innermost = innermost or place
        frame = frame.f_back
    return innermost


def _short(file: str) -> str:
    """As one would say it from here."""
    here = os.getcwd() + os.sep
    return file.removeprefix(here)
