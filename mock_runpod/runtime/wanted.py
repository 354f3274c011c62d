"""What somebody can wait for, whether it has come, and what there is instead."""

import json
from collections import Counter
from collections.abc import Collection
from typing import NamedTuple, Protocol

from mock_runpod.engine.lifecycles import FINAL
from mock_runpod.engine.world import World
from mock_runpod.model import Changed, Endpoint, Job, JobStatus, Noted, RequestPattern, Worker
from mock_runpod.runtime.driver import ANYTHING
from mock_runpod.runtime.journal import Journal

#: Of an error in a sentence, so many characters.
SHOWN = 200


class Verdict(NamedTuple):
    """Whether it was met, and what is so instead or how it came, in a sentence."""

    met: bool
    why: str


class Wanted(Protocol):
    """`about` is whose news concerns it, as `Driver.wait` takes it."""

    about: str

    def look(self, world: World) -> Verdict | None:
        """None: not yet."""

    def instead(self, world: World) -> str:
        """How far things are."""


class JobBecomes:
    """A job has one of these statuses, or had it for a moment since somebody waits."""

    def __init__(self, job: Job, statuses: Collection[JobStatus]) -> None:
        self.about, self._job, self._statuses, self._read = job.id, job, statuses, -1

    def look(self, world: World) -> Verdict | None:
        past = self._had(world)
        job = world.find(Job, self.about)
        if job and job.status in self._statuses:
            return Verdict(True, told(job))
        if past:
            return Verdict(True, past)
        if job is None:
            return Verdict(False, f"job {self.about} is no longer known: {told(self._job)}")
        self._job = job
        return Verdict(False, told(job)) if job.status in FINAL else None

    def _had(self, world: World) -> str:
        news = world.news_since(self._read) if 0 <= self._read <= world.told else []
        self._read = world.told
        for event in news:
            job = event.record if isinstance(event, Changed) else None
            if isinstance(job, Job) and job.id == self.about and job.status in self._statuses:
                return f"job {job.id} was {job.status} at {event.at:.1f} s"
        return ""

    def instead(self, world: World) -> str:
        crew = _counted(world, self._job.endpoint_id)
        return f"{told(self._job)}; its endpoint has {crew}"


class EndpointHas:
    """An endpoint has at least so many jobs or workers in one of these states; 0: none at all."""

    about = ANYTHING

    def __init__(
        self, endpoint_id: str, kind: type[Job | Worker], states: Collection[str], number: int
    ) -> None:
        self._endpoint, self._kind = endpoint_id, kind
        self._states, self._number = states, number

    def look(self, world: World) -> Verdict | None:
        if world.find(Endpoint, self._endpoint) is None:
            return Verdict(False, f"endpoint {self._endpoint} is gone")
        found = _statuses(world, self._endpoint, self._kind)
        there = sum(n for status, n in found.items() if not self._states or status in self._states)
        met = there >= self._number if self._number else not there
        return Verdict(True, self.instead(world)) if met else None

    def instead(self, world: World) -> str:
        return f"endpoint {self._endpoint} has {_counted(world, self._endpoint, self._kind)}"


class RequestsCame:
    """So many requests of a pattern are in the journal."""

    about = ANYTHING

    def __init__(self, journal: Journal, pattern: RequestPattern, number: int) -> None:
        self._journal, self._pattern, self._number = journal, pattern, number
        self._read = self._found = 0

    def look(self, world: World) -> Verdict | None:
        news, self._read = self._journal.since(self._read), self._journal.told
        self._found += sum(self._pattern.fits(each.method, each.path) for each in news)
        return Verdict(True, self.instead(world)) if self._found >= self._number else None

    def instead(self, world: World) -> str:
        return f"{self._pattern} was called {_times(self._found)}"


class EventSays:
    """A remark with these words in it was made, after the first `since` events."""

    about = ANYTHING

    def __init__(self, words: str, since: int) -> None:
        self._words, self._read = words, since
        self._last = "no remark was made"

    def look(self, world: World) -> Verdict | None:
        news = world.news_since(min(self._read, world.told))
        self._read = max(self._read, world.told)
        for event in news:
            if isinstance(event, Noted):
                self._last = f"at {event.at:.1f} s, about {event.about}: {event.text:.{SHOWN}}"
                if self._words.lower() in event.text.lower():
                    return Verdict(True, self._last)
        return None

    def instead(self, world: World) -> str:
        return f"no remark says {self._words!r}; the last: {self._last}"


class TimeIs:
    about = ""

    def __init__(self, moment: float) -> None:
        self.moment = moment

    def look(self, world: World) -> Verdict | None:
        return Verdict(True, self.instead(world)) if world.now >= self.moment else None

    def instead(self, world: World) -> str:
        return f"it is {world.now:.1f} s"


def told(job: Job) -> str:
    """`job … is FAILED since 12.0 s: out of memory`."""
    running = job.status is JobStatus.IN_PROGRESS
    since = job.started_at if running else job.finished_at
    since = job.queued_at if since is None else since
    why = f": {_reason(job.error)}" if job.error else ""
    return f"job {job.id} is {job.status} since {since:.1f} s{why}"


def _reason(error: str) -> str:
    """What a handler's exception says, without the rest of the JSON around it (B-082)."""
    try:
        said = json.loads(error)
        return f"{said['error_message']:.{SHOWN}}"
    except (ValueError, TypeError, KeyError):
        return f"{error:.{SHOWN}}"


def _statuses(world: World, endpoint_id: str, kind: type[Job | Worker]) -> Counter[str]:
    return Counter(
        each.status.value for each in world.every(kind) if each.endpoint_id == endpoint_id
    )


def _counted(world: World, endpoint_id: str, kind: type[Job | Worker] = Worker) -> str:
    """`workers: 2 IDLE, 1 THROTTLED`, or `no workers`."""
    word = "jobs" if kind is Job else "workers"
    found = _statuses(world, endpoint_id, kind)
    numbers = ", ".join(f"{n} {status}" for status, n in found.items())
    return f"{word}: {numbers}" if found else f"no {word}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times" if number else "never"
