"""Which records belong together: who waits and who works at each endpoint, and what is unread.

Derived from the records and kept in step by `World.put` and `World.drop` alone. A property test
holds it against the truth.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from mock_runpod.model import Chunk, Endpoint, Job, JobStatus, Record, Worker, WorkerStatus

Ids = dict[str, None]  # an ordered set: sets have no order, and order is part of the history


class Roster:
    """Who waits and who works at one endpoint, and what came of it so far."""

    def __init__(self) -> None:
        self.again: Ids = {}
        self.normal: Ids = {}
        self.low: Ids = {}
        self.busy: Ids = {}
        self.jobs: Ids = {}
        self.crew: dict[WorkerStatus, Ids] = {status: {} for status in WorkerStatus}
        self.completed = self.failed = self.retried = 0
        self.scaled_up_at = 0.0

    def fork(self) -> "Roster":
        twin = Roster()
        for name in ("again", "normal", "low", "busy", "jobs"):
            setattr(twin, name, {**getattr(self, name)})
        twin.crew = {status: {**ids} for status, ids in self.crew.items()}
        for name in ("completed", "failed", "retried", "scaled_up_at"):
            setattr(twin, name, getattr(self, name))
        return twin

    def __len__(self) -> int:
        """How many workers there are."""
        return sum(map(len, self.crew.values()))

    @property
    def queue(self) -> list[str]:
        """Every waiting job, in the order it will be taken (B-113)."""
        return [*self.again, *self.normal, *self.low]

    @property
    def next_job(self) -> str | None:
        for line in (self.again, self.normal, self.low):
            for job_id in line:
                return job_id
        return None

    @property
    def workers(self) -> list[str]:
        return [worker_id for ids in self.crew.values() for worker_id in ids]

    def line(self, job: Job) -> Ids:
        if job.status is JobStatus.IN_PROGRESS:
            return self.again
        return self.low if job.asked.policy.low_priority else self.normal

    def note_job(self, old: Job | None, new: Job | None) -> None:
        was, now = old is not None and old.waiting, new is not None and new.waiting
        if (
            old is not None
            and was
            and not (new is not None and now and self.line(old) is self.line(new))
        ):
            self.line(old).pop(old.id, None)
        if new is None:
            assert old is not None
            self.jobs.pop(old.id, None)
            self.busy.pop(old.id, None)
            return
        self.jobs[new.id] = None
        if now:
            self.line(new)[new.id] = None
        if new.status is JobStatus.IN_PROGRESS:
            self.busy[new.id] = None
        else:
            self.busy.pop(new.id, None)
        self._count(old, new)

    def _count(self, old: Job | None, new: Job) -> None:
        if old is None or old.status is not new.status:
            self.completed += new.status is JobStatus.COMPLETED
            self.failed += new.status is JobStatus.FAILED
        if old is not None:
            self.retried += new.retries - old.retries

    def note_worker(self, old: Worker | None, new: Worker | None) -> None:
        if old is not None and (new is None or new.status is not old.status):
            self.crew[old.status].pop(old.id, None)
        if new is not None:
            self.crew[new.status][new.id] = None
            if new.status is WorkerStatus.STARTING:
                self.scaled_up_at = max(self.scaled_up_at, new.since)


class Index:
    def __init__(self) -> None:
        self.rosters: defaultdict[str, Roster] = defaultdict(Roster)
        self.chunks: dict[str, Ids] = {}

    def fork(self) -> "Index":
        twin = Index()
        twin.rosters.update({id: roster.fork() for id, roster in self.rosters.items()})
        twin.chunks = {job_id: {**ids} for job_id, ids in self.chunks.items()}
        return twin

    def note(self, kind: type[Record], old: Any, new: Any) -> None:
        if note := NOTES.get(kind):
            note(self, old, new)

    def _job(self, old: Job | None, new: Job | None) -> None:
        one = new or old
        assert one is not None
        self.rosters[one.endpoint_id].note_job(old, new)

    def _worker(self, old: Worker | None, new: Worker | None) -> None:
        one = new or old
        assert one is not None
        self.rosters[one.endpoint_id].note_worker(old, new)

    def _chunk(self, old: Chunk | None, new: Chunk | None) -> None:
        if new is not None:
            self.chunks.setdefault(new.job_id, {})[new.id] = None
        elif old is not None:
            self.chunks[old.job_id].pop(old.id)
            if not self.chunks[old.job_id]:
                del self.chunks[old.job_id]

    def _endpoint(self, old: Endpoint | None, new: Endpoint | None) -> None:
        if new is None and old is not None:
            self.rosters.pop(old.id, None)


NOTES: dict[type[Record], Callable[[Index, Any, Any], None]] = {
    Job: Index._job,
    Worker: Index._worker,
    Chunk: Index._chunk,
    Endpoint: Index._endpoint,
}
