"""What was heard of a real worker, and what follows from hearing nothing, in real seconds."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mock_runpod.engine.attached import OFFICIAL
from mock_runpod.model import Worker

#: A worker that has closed its questions asks again within this, or is dead (W12).
REOPENS_S = 1.0
#: A job that was handed out a moment ago, the SDK does not know yet: it is told again to stop it.
REMIND_S = 1.0


@dataclass(slots=True)
class Presence:
    """One worker. `polls` are its open questions; `heard` is when it last said anything itself:
    its heartbeats come from a process of their own, and prove nothing (section 6).

    `jobs` says when each of its jobs was last spoken of, and `mail` when it was told to stop one.
    `shared`: two processes say they are it.
    """

    heard: float
    polls: int = 0
    hung_up: float | None = None
    pinged: frozenset[str] = frozenset()
    pinged_at: float | None = None
    interval: float = 0.0
    jobs: dict[str, float] = field(default_factory=dict)
    mail: dict[str, float] = field(default_factory=dict)
    shared: bool = False

    def ping(self, now: float, job_ids: frozenset[str]) -> None:
        if self.pinged_at is not None:
            self.interval = now - self.pinged_at
        self.pinged, self.pinged_at = job_ids, now
        self.jobs.update(dict.fromkeys(job_ids, now))

    def reminder_due(self, told: Sequence[str]) -> float:
        """When it is to be told again of a job that it should stop, and still has."""
        self.mail = {id: self.mail[id] for id in told if id in self.mail}
        return min(self.mail.values(), default=math.inf) + REMIND_S

    def reminders(self, now: float) -> list[str]:
        """Those that are due; nobody is told three times."""
        ids = [id for id, at in self.mail.items() if now >= at + REMIND_S]
        self.mail.update(dict.fromkeys(ids, math.inf))
        return ids

    def opened(self, now: float) -> None:
        self.polls, self.heard, self.hung_up = self.polls + 1, now, None

    def closed(self, now: float, *, by_client: bool) -> None:
        self.polls -= 1
        if by_client and not self.polls:
            self.hung_up = now
        elif not by_client:
            self.heard = now

    def is_dead(self, now: float) -> bool:
        """It has hung up and not come back (W12)."""
        return self.hung_up is not None and now - self.hung_up >= REOPENS_S

    def is_silent(self, now: float, silence: float) -> bool:
        """Nobody has heard of it for so long, and it has no question open (W14)."""
        return not self.polls and now - self.heard >= silence

    def lost(self, worker: Worker, now: float, silence: float) -> dict[str, str]:
        """Jobs that it no longer has, each with what says so (W13, W14)."""
        found = {}
        for job_id in worker.holds:
            spoken = self.jobs.setdefault(job_id, now)
            if not self.polls and now - max(spoken, self.heard) >= silence:
                found[job_id] = f"worker {worker.id} has said nothing for {silence:g} s"
        self.jobs = {id: at for id, at in self.jobs.items() if id in worker.holds}
        return found

    def dropped(self, worker: Worker, now: float) -> Mapping[str, str]:
        """Of a worker that says it is not busy, but always does (W13): jobs that its heartbeats do
        not name any more.
        """
        known = worker.process is not None and worker.process.sdk == OFFICIAL
        if known or self.pinged_at is None or not self.interval:
            return {}
        grace, why = 2 * self.interval, f"worker {worker.id} no longer speaks of it"
        return {
            job_id: why
            for job_id in worker.holds
            if job_id not in self.pinged and now - self.jobs.setdefault(job_id, now) >= grace
        }
