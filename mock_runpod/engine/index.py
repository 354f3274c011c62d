"""Which records belong together: who waits and who works at each endpoint, and what is unread.

Derived from the records and kept in step by `World.put` and `World.drop` alone. A property test
holds it against the truth.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Callable
from typing import Any

from mock_runpod.model import (
    Chunk,
    Endpoint,
    Fault,
    Job,
    JobStatus,
    Record,
    Worker,
    WorkerStatus,
)

Ids = dict[str, None]  # an ordered set: sets have no order, and order is part of the history
Line = OrderedDict[str, None]
Crew = dict[WorkerStatus, Ids]


class Roster:
    """Who waits and who works at one endpoint, and what came of it so far.

    Jobs wait in three lines: those that lost their worker, the rest, and low priority (B-113). They
    are `OrderedDict`s, since a plain one walks over all who have left to find who is first.
    `working` counts the jobs in a worker's hands that count for scaling (B-137).
    """

    def __init__(self) -> None:
        self.again: Line = OrderedDict()
        self.normal: Line = OrderedDict()
        self.low: Line = OrderedDict()
        self.busy: Ids = {}
        self.working = 0
        self.jobs: Ids = {}
        self.crew: Crew = {status: {} for status in WorkerStatus}
        self.size = 0
        self.completed = self.failed = self.retried = 0
        self.scaled_up_at = 0.0

    def fork(self) -> "Roster":
        twin = Roster()
        for name, value in vars(self).items():
            setattr(twin, name, value.copy() if isinstance(value, dict) else value)
        twin.crew = {status: ids.copy() for status, ids in self.crew.items()}
        return twin

    @property
    def queue(self) -> list[str]:
        """Every waiting job, in the order it will be taken."""
        return [*self.again, *self.normal, *self.low]

    @property
    def next_job(self) -> str | None:
        line = self.again or self.normal or self.low
        return next(iter(line)) if line else None

    def put_first(self, job: Job) -> None:
        """It was taken and came back unseen: its place in the queue is as before."""
        if (line := self._line(job)) is not None:
            line.move_to_end(job.id, last=False)

    @property
    def workers(self) -> list[str]:
        return [worker_id for ids in self.crew.values() for worker_id in ids]

    def note_job(self, old: Job | None, new: Job) -> None:
        """A job is new, or no longer what it was."""
        was, now = None if old is None else self._line(old), self._line(new)
        if was is not now:
            if was is not None:
                was.pop(new.id, None)
            if now is not None:
                now[new.id] = None
        self.working += _counts(new) - (old is not None and _counts(old))
        if old is None:
            self.jobs[new.id] = None
        elif old.retries != new.retries:
            self.retried += 1
        if old is None or old.status is not new.status:
            self._count(new)

    def _count(self, job: Job) -> None:
        if job.status is JobStatus.IN_PROGRESS:
            self.busy[job.id] = None
            return
        self.busy.pop(job.id, None)
        if job.status is JobStatus.COMPLETED:
            self.completed += 1
        elif job.status is JobStatus.FAILED:
            self.failed += 1

    def drop_job(self, job: Job) -> None:
        self.working -= _counts(job)
        for ids in (self.jobs, self.busy, self._line(job)):
            if ids is not None:
                ids.pop(job.id, None)

    def _line(self, job: Job) -> Line | None:
        """Where it waits, if it does."""
        if job.held or job.finished_at is not None:
            return None
        if job.status is JobStatus.IN_PROGRESS:
            return self.again
        return self.low if job.asked.policy.low_priority else self.normal

    def note_worker(self, old: Worker | None, new: Worker) -> None:
        if old is None:
            self.size += 1
        elif old.status is new.status:
            return
        else:
            del self.crew[old.status][old.id]
        self.crew[new.status][new.id] = None
        if new.status is WorkerStatus.STARTING:
            self.scaled_up_at = new.since

    def drop_worker(self, worker: Worker) -> None:
        self.size -= 1
        del self.crew[worker.status][worker.id]


def _counts(job: Job) -> bool:
    return job.held and not job.asked.policy.low_priority


def _enter(crews: dict[str, Ids], worker: Worker) -> None:
    crews.setdefault(worker.endpoint_id, {})[worker.id] = None


def _leave(crews: dict[str, Ids], worker: Worker) -> None:
    crew = crews.get(worker.endpoint_id, {})
    if crew.pop(worker.id, worker) is None and not crew:
        del crews[worker.endpoint_id]


class Index:
    def __init__(self) -> None:
        self.rosters: defaultdict[str, Roster] = defaultdict(Roster)
        self.chunks: dict[str, Ids] = {}
        self.faults: dict[str, Ids] = {}  # by kind
        self.attached: dict[str, Ids] = {}  # real workers, by endpoint
        self.leaving: dict[str, Ids] = {}  # those of them that get no more jobs

    def fork(self) -> "Index":
        twin = Index()
        twin.rosters.update({id: roster.fork() for id, roster in self.rosters.items()})
        twin.chunks = {job_id: ids.copy() for job_id, ids in self.chunks.items()}
        twin.faults = {kind: ids.copy() for kind, ids in self.faults.items()}
        twin.attached = {id: ids.copy() for id, ids in self.attached.items()}
        twin.leaving = {id: ids.copy() for id, ids in self.leaving.items()}
        return twin

    def _job(self, old: Job | None, new: Job) -> None:
        self.rosters[new.asked.endpoint_id].note_job(old, new)

    def _job_gone(self, job: Job) -> None:
        self.rosters[job.endpoint_id].drop_job(job)

    def _worker(self, old: Worker | None, new: Worker) -> None:
        self.rosters[new.endpoint_id].note_worker(old, new)
        if new.process is None:
            return
        if old is None:
            _enter(self.attached, new)
        if new.leaving or new.crashed:
            _enter(self.leaving, new)
        elif self.leaving:
            _leave(self.leaving, new)

    def _worker_gone(self, worker: Worker) -> None:
        self.rosters[worker.endpoint_id].drop_worker(worker)
        if worker.process:
            _leave(self.attached, worker)
            _leave(self.leaving, worker)

    def _chunk(self, _: Chunk | None, new: Chunk) -> None:
        self.chunks.setdefault(new.job_id, {})[new.id] = None

    def _chunk_gone(self, chunk: Chunk) -> None:
        unread = self.chunks[chunk.job_id]
        del unread[chunk.id]
        if not unread:
            del self.chunks[chunk.job_id]

    def _fault(self, old: Fault | None, new: Fault) -> None:
        if old is None:
            self.faults.setdefault(new.kind, {})[new.id] = None

    def _fault_gone(self, fault: Fault) -> None:
        named = self.faults[fault.kind]
        del named[fault.id]
        if not named:
            del self.faults[fault.kind]

    def _endpoint_gone(self, endpoint: Endpoint) -> None:
        self.rosters.pop(endpoint.id, None)


#: What `World.put` and `World.drop` tell the index, by the kind of record.
PUT: dict[type[Record], Callable[[Index, Any, Any], None]] = {
    Job: Index._job,
    Worker: Index._worker,
    Chunk: Index._chunk,
    Fault: Index._fault,
}
DROPPED: dict[type[Record], Callable[[Index, Any], None]] = {
    Job: Index._job_gone,
    Worker: Index._worker_gone,
    Chunk: Index._chunk_gone,
    Fault: Index._fault_gone,
    Endpoint: Index._endpoint_gone,
}
