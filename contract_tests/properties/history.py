"""The same world once more, from its events alone: they must tell the whole story."""

from collections import Counter, defaultdict
from collections.abc import Callable

from contract_tests.properties.truth import KINDS, Records
from mock_runpod.engine.world import World
from mock_runpod.model import Changed, Dropped, Job, Noted, Record, Worker
from mock_runpod.model import JobStatus as J

#: Every step a job may take, as the rules tell them (B-073, B-091, B-093, B-246).
STEPS = {
    *((J.IN_QUEUE, to) for to in (J.IN_PROGRESS, J.CANCELLED, J.TIMED_OUT)),
    *((J.IN_PROGRESS, to) for to in (J.COMPLETED, J.FAILED, J.CANCELLED, J.TIMED_OUT)),
    *((over, J.IN_QUEUE) for over in (J.FAILED, J.TIMED_OUT)),
}
Excuse = Callable[[Job, float], bool]


class History:
    """Give it the world now and then; it reads on. `excuse` says whether a job may be forgotten."""

    def __init__(self, excuse: Excuse) -> None:
        self._excuse = excuse
        self._told = 0
        self._records: dict[type[Record], dict[str, Record]] = {kind: {} for kind in KINDS}
        self.counted: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def read(self, world: World) -> Records:
        """The records, as the events tell them."""
        for event in world.news_since(self._told):
            if isinstance(event, Noted):
                continue
            record, known = event.record, self._records[type(event.record)]
            if isinstance(event, Dropped):
                assert known.pop(record.id) == record
                assert not isinstance(record, Job) or self._excuse(record, event.at), record
            elif isinstance(event, Changed):
                if isinstance(record, Job):
                    self._follow(known.get(record.id), record)
                known[record.id] = record
        self._told = world.told
        return {kind: list(known.values()) for kind, known in self._records.items()}

    def _dead(self, worker_id: str | None) -> bool:
        """Whose process has died does no more work, whatever else was on it (B-083)."""
        worker = self._records[Worker].get(worker_id or "")
        return isinstance(worker, Worker) and worker.crashed

    def _came_back(self, old: Job, new: Job) -> bool:
        """Its process had gone before it heard of it: it is as it was before (W3)."""
        worker = self._records[Worker].get(old.worker_id or "")
        real = isinstance(worker, Worker) and worker.process is not None
        return real and new.status is J.IN_QUEUE and new.retries == old.retries

    def _follow(self, old: Record | None, new: Job) -> None:
        assert isinstance(old, Job | None)
        counted = self.counted[new.endpoint_id]
        if old is None:
            assert (new.status, new.held) == (J.IN_QUEUE, False)
            return
        if old.status is not new.status:
            assert (old.status, new.status) in STEPS or self._came_back(old, new)
            assert new.status is not J.COMPLETED or not self._dead(old.worker_id), new
            counted["completed"] += new.status is J.COMPLETED
            counted["failed"] += new.status is J.FAILED
        assert new.retries - old.retries in (0, 1)
        counted["retried"] += new.retries - old.retries
