from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mock_runpod.model.record import Record


class JobStatus(StrEnum):
    """The six words of the API. A seventh in the documents, RUNNING, is never sent (B-072)."""

    IN_QUEUE = "IN_QUEUE"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    TIMED_OUT = "TIMED_OUT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a submission says about its own time, in milliseconds; None takes the default."""

    execution_timeout_ms: int | None = None
    ttl_ms: int | None = None
    low_priority: bool = False


NO_POLICY = Policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What the caller asked for. It never changes, so every version of the job shares it.

    `sync` and `waits` say how it came in (/runsync, with ?wait=): retention depends on it (B-087).
    """

    endpoint_id: str
    input: Any
    webhook: str | None = None
    policy: Policy = NO_POLICY
    s3_config: Mapping[str, Any] | None = None
    sync: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Record):
    """One piece of work. Times are world seconds; `started_at` is of the latest attempt (B-074).

    `held` is false while it waits, also between a lost worker and the second attempt, when its
    status still reads IN_PROGRESS (B-073). `queued_at` is when it last began to wait, `expires_at`
    when its time to live is over. `retries` is what the caller sees; `losses` are the workers lost
    since it was last submitted or retried. `rule` is the number of the endpoint's rule that answers
    the latest attempt, if one does.
    """

    asked: Submission
    created_at: float
    queued_at: float
    expires_at: float
    status: JobStatus = JobStatus.IN_QUEUE
    held: bool = False
    worker_id: str | None = None
    started_at: float | None = None
    finished_at: float | None = None
    retries: int = 0
    losses: int = 0
    output: Any = None
    error: str | None = None
    rule: int | None = None

    @property
    def endpoint_id(self) -> str:
        return self.asked.endpoint_id

    @property
    def waiting(self) -> bool:
        """Nobody works on it and somebody should."""
        return not self.held and self.finished_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk(Record):
    """A streamed piece that nobody has read yet. Reading it takes it away (B-100)."""

    job_id: str
    output: Any
