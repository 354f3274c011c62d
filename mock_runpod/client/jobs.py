"""A job as it was when it was asked for, and what a hand can do to it."""

from dataclasses import dataclass, field, fields
from typing import Any

from mock_runpod.client.control import Control
from mock_runpod.client.logs import LogLine, Logs
from mock_runpod.errors import Invalid, NotFound

FINAL = frozenset({"COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT"})
#: Those of our fields whose name in the answers is not the same in camel case.
IN_ANSWERS = {"endpoint_id": "endpointId", "worker_id": "workerId", "created_at": "createdAt"} | {
    "started_at": "startedAt",
    "finished_at": "finishedAt",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it was when it was asked for; `now()` asks again, and every verb returns it as it is
    afterwards. Verbs raise Refused when it is not in a state for that.

    Times are seconds of the world. `delay` is how long it waited for a worker, `execution` how long
    its latest attempt took, both exact and None as long as they are not known. `status` is one of
    IN_QUEUE, IN_PROGRESS, COMPLETED, FAILED, CANCELLED, TIMED_OUT. `by` is who works on it now:
    `simulation`, `hand` or `handler`; `rule` is the number of the rule that answers it, if one
    does; `delivery` is how its webhook is doing: `status`, `attempt`.
    """

    id: str
    endpoint_id: str
    status: str
    input: Any = None
    output: Any = None
    error: str | None = None
    worker_id: str | None = None
    retries: int = 0
    delay: float | None = None
    execution: float | None = None
    created_at: float = 0.0
    started_at: float | None = None
    finished_at: float | None = None
    webhook: str | None = None
    by: str | None = None
    rule: int | None = None
    delivery: dict[str, Any] | None = None
    control: Control = field(repr=False, compare=False)

    def now(self) -> "Job":
        """The same job, asked for again. Raises NotFound when it is forgotten (B-087)."""
        return fetched(self.control, self.id)

    def done(self) -> bool:
        """Whether it has ended by now, one way or another; for `clock.run_until(job.done)`."""
        return self.now().status in FINAL

    def finish(self, output: Any = None) -> "Job":
        """Its handler returns this: COMPLETED, or FAILED if it has a text under `error` (B-082)."""
        return self._told("finish", {"output": output})

    def fail(self, error: str) -> "Job":
        """Its handler fails with this text; there is no automatic retry (B-084)."""
        return self._told("fail", {"error": error})

    def logs(self, since: int = 0) -> list[LogLine]:
        """What was printed while a worker had it, and what is said of it; without the lines up to
        the number `since`.
        """
        return Logs(self.control).read(job=self.id, since=since)

    def progress(self, output: Any) -> "Job":
        """Its worker says how far it is; a status shows that as output until it ends."""
        return self._told("progress", {"output": output})

    def emit(self, *chunks: Any) -> "Job":
        """Its worker hands out these pieces of a stream, one after the other."""
        told = self
        for chunk in chunks:
            told = self._told("emit", {"output": chunk})
        return told

    def crash(self) -> "Job":
        """Its worker is lost in the middle of it (B-083)."""
        return self._told("crash")

    def cancel(self) -> "Job":
        """Stop it, wherever it is (B-091)."""
        return self._told("cancel")

    def retry(self) -> "Job":
        """Run it again when it has failed (B-093)."""
        return self._told("retry")

    def _told(self, verb: str, body: dict[str, Any] | None = None) -> "Job":
        return read(self.control, self.control.post("jobs", self.id, verb, body=body))


#: A job's id, a `Job`, a job of the Python SDK, or an answer of `/run` as a dict.
JobLike = Any


def id_of(job: JobLike) -> str:
    """Raises Invalid when this cannot be a job."""
    found = job if isinstance(job, str) else job.get("id") if isinstance(job, dict) else None
    for name in ("job_id", "id"):
        found = found or getattr(job, name, None)
    if not isinstance(found, str) or not found:
        raise Invalid(f"{job!r} is no job; give its id, or what the SDK's run() returned")
    return found


def read(control: Control, row: dict[str, Any]) -> Job:
    said = {each.name: IN_ANSWERS.get(each.name, each.name) for each in fields(Job)}
    kept = {name: row[there] for name, there in said.items() if there in row}
    return Job(control=control, **kept)


def fetched(control: Control, id: str) -> Job:
    return read(control, control.get("jobs", id))


def found(control: Control, id: str) -> Job | None:
    try:
        return fetched(control, id)
    except NotFound:
        return None
