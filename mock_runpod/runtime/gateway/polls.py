"""Questions of real workers that are kept waiting."""

import asyncio
from collections.abc import Iterable
from typing import NamedTuple

from mock_runpod.engine.index import Roster
from mock_runpod.engine.world import World
from mock_runpod.model import Job


class Who(NamedTuple):
    """Who asks, by what it says of itself; `socket` tells its connections apart."""

    endpoint_id: str
    worker_id: str
    sdk: str = ""
    version: str = ""
    socket: str = ""


class Poll:
    """One open question. Its bell rings when there may be an answer."""

    __slots__ = ("bell", "endpoint_id", "socket", "worker_id")

    def __init__(self, who: Who) -> None:
        self.endpoint_id, self.worker_id, self.socket = who.endpoint_id, who.worker_id, who.socket
        self.bell = asyncio.Event()

    def ring(self, _: object = None) -> None:
        self.bell.set()


class Polls:
    """Open questions of one kind. Usually a worker has one; two are two processes, or SDKs that ask
    in parallel.
    """

    def __init__(self) -> None:
        self._of: dict[str, dict[Poll, None]] = {}

    def __bool__(self) -> bool:
        return bool(self._of)

    def enter(self, poll: Poll) -> None:
        self._of.setdefault(poll.worker_id, {})[poll] = None

    def leave(self, poll: Poll) -> None:
        polls = self._of[poll.worker_id]
        del polls[poll]
        if not polls:
            del self._of[poll.worker_id]

    def of(self, worker_id: str) -> list[Poll]:
        return list(self._of.get(worker_id, ()))

    def ring(self, worker_id: str) -> None:
        for poll in self._of.get(worker_id, ()):
            poll.bell.set()

    def ring_all(self) -> None:
        for polls in self._of.values():
            for poll in polls:
                poll.bell.set()


class Takes(Polls):
    """Questions for jobs, at each endpoint in the order they came: who has asked longest is served
    first (B-140).
    """

    def __init__(self) -> None:
        super().__init__()
        self._at: dict[str, dict[Poll, None]] = {}

    def enter(self, poll: Poll) -> None:
        super().enter(poll)
        self._at.setdefault(poll.endpoint_id, {})[poll] = None

    def leave(self, poll: Poll) -> None:
        super().leave(poll)
        polls = self._at[poll.endpoint_id]
        del polls[poll]
        if not polls:
            del self._at[poll.endpoint_id]

    def call(self, world: World) -> None:
        """As many as there are jobs waiting, and no more: a thousand who wait cost nothing."""
        for endpoint_id, polls in self._at.items():
            roster = world.index.rosters.get(endpoint_id)
            if roster and (waiting := len(roster.again) + len(roster.normal) + len(roster.low)):
                for poll in _first(polls, waiting, _loser(world, roster)):
                    poll.bell.set()


def _loser(world: World, roster: Roster) -> str | None:
    """Who has lost the job that is next: rather let another try it."""
    job = world.find(Job, roster.next_job or "")
    return job.worker_id if job and job.losses else None


def _first(polls: Iterable[Poll], most: int, loser: str | None) -> Iterable[Poll]:
    if loser is not None:
        polls = sorted(polls, key=lambda poll: poll.worker_id == loser)
    return [poll for _, poll in zip(range(most), polls, strict=False)]
