"""The workers of a world, and what can happen to one."""

from dataclasses import dataclass, field
from typing import Any

from mock_runpod.client.control import Control
from mock_runpod.client.logs import LogLine, Logs
from mock_runpod.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A worker as it was when it was asked for; `now()` asks again.

    `status` is one of PREPARING, STANDBY, STARTING, IDLE, RUNNING, THROTTLED, UNHEALTHY; `jobs` are
    the ids of those it works on; `row` is all that is known, as the control API tells it.
    """

    id: str
    endpoint_id: str
    status: str
    jobs: tuple[str, ...] = ()
    row: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    control: Control = field(repr=False, compare=False)

    def now(self) -> "Worker":
        """The same worker, asked for again. Raises NotFound when it is gone."""
        return _read(self.control, self.control.get("workers", self.id))

    def crash(self) -> None:
        """Its container dies; its jobs are missed after a while (B-083)."""
        self._told("crash")

    def oom(self) -> None:
        """It runs out of memory, which its log says, and dies."""
        self._told("oom")

    def lose_heartbeat(self) -> None:
        """Nothing is heard of its jobs any more; it lives on (B-083)."""
        self._told("lose")

    def sicken(self) -> None:
        """Its container fails, and is started again by and by (B-124)."""
        self._told("sicken")

    def evict(self) -> None:
        """Its machine is taken from it: what it held is dispatched again, and it looks for another
        one (B-123).
        """
        self._told("evict")

    def drain(self) -> None:
        """It gets no more jobs; a real one ends when it has none (W4)."""
        self._told("drain")

    def logs(self, since: int = 0) -> list[LogLine]:
        """What it printed, and what is said of it; without the lines up to the number `since`."""
        return Logs(self.control).read(worker=self.id, since=since)

    def retire(self) -> None:
        """It is gone at once, and what it held is dispatched again (B-083)."""
        self._told("retire")

    def _told(self, verb: str) -> None:
        self.control.post("workers", self.id, verb)


def every(control: Control, endpoint: str | None) -> list[Worker]:
    return [_read(control, row) for row in control.get("workers", endpoint=endpoint)]


def nth(control: Control, endpoint: str, number: int) -> Worker:
    there = every(control, endpoint)
    if not 1 <= number <= len(there):
        has = f"has {len(there)} worker{'s' * (len(there) != 1)}"
        raise NotFound(f"there is no worker {number}: endpoint {endpoint} {has}, counted from 1")
    return there[number - 1]


def _read(control: Control, row: dict[str, Any]) -> Worker:
    return Worker(
        id=row["id"],
        endpoint_id=row["endpointId"],
        status=row["status"],
        jobs=tuple(row.get("jobs", ())),
        row=row,
        control=control,
    )
