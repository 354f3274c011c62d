"""Jobs in the hand: what became of one, exactly, and saying oneself how it ends."""

from collections.abc import Callable
from typing import Any

from typing_extensions import TypedDict

from mock_runpod.engine import hands, jobs
from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid
from mock_runpod.model import Attempt, Delivery, Endpoint, Job, JobStatus
from mock_runpod.runtime.fields import Row
from mock_runpod.surfaces.control import secrets
from mock_runpod.surfaces.control.bodies import read
from mock_runpod.surfaces.kit import MIB, Call, Reply, Route, reply

#: As much as the job API takes (B-061).
LIMIT = 20 * MIB


class DeliveryDocument(TypedDict):
    """How its webhook is doing: SENDING, WAITING, DELIVERED or GIVEN_UP."""

    status: str
    attempt: int


class JobDocument(TypedDict):
    """`createdAt`, `startedAt` and `finishedAt` are seconds of the world. `delay` is how many it
    waited for a worker, and `execution` how many the latest attempt took. `by` is who works on it
    now: `simulation`, `hand` or `handler`; `rule` is the number, from 0, of the endpoint's rule
    that answers it, if one does.
    """

    id: str
    endpointId: str
    status: str
    input: Any
    output: Any
    error: str | None
    workerId: str | None
    by: str | None
    rule: int | None
    retries: int
    createdAt: float
    startedAt: float | None
    finishedAt: float | None
    delay: float | None
    execution: float | None
    webhook: str | None
    delivery: DeliveryDocument | None


class SaidBody(Row):
    """`attempt` is the one this is about, as `work` gave it; left out: the one under way."""

    attempt: int | None = None


class OutputBody(SaidBody):
    output: Any


class FinishBody(SaidBody):
    """What the handler returns; `refresh` ends the worker after it (B-131)."""

    output: Any = None
    refresh: bool = False


class FailBody(SaidBody):
    error: str
    output: Any = None


def document(world: World, job: Job) -> JobDocument:
    attempt = world.find(Attempt, job.id)
    by = attempt.by.value if attempt else "simulation"
    return {
        "id": job.id,
        "endpointId": job.endpoint_id,
        "status": job.status.value,
        "input": job.asked.input,
        "output": job.output,
        "error": job.error,
        "workerId": job.worker_id,
        "by": by if job.held else None,
        "rule": job.rule,
        "retries": job.retries,
        "createdAt": job.created_at,
        "startedAt": job.started_at,
        "finishedAt": job.finished_at,
        "delay": None if job.started_at is None else _span(job.created_at, job.started_at),
        "execution": _execution(job),
        "webhook": secrets.shown("webhook", job.asked.webhook),
        "delivery": _delivery(world, job),
    }


def _delivery(world: World, job: Job) -> DeliveryDocument | None:
    delivery = world.find(Delivery, job.id)
    if delivery is None:
        return None
    return {"status": delivery.status.value, "attempt": delivery.attempt}


def _execution(job: Job) -> float | None:
    """An attempt whose worker was lost ended then, also if the job never had another."""
    if job.started_at is None or job.finished_at is None:
        return None
    lost = job.queued_at > job.started_at
    return _span(job.started_at, job.queued_at if lost else job.finished_at)


def _span(start: float, end: float) -> float:
    """Without the crumbs that sums of seconds leave."""
    return round(end - start, 6)


async def every(call: Call) -> Reply:
    """All jobs that are remembered, oldest first; `?endpoint=` and `?status=` choose among them."""
    endpoint_id, status = call.query.get("endpoint"), call.query.get("status")
    if status and status not in list(JobStatus):
        raise Invalid(f"no job is ever {status!r}; a status is one of {', '.join(JobStatus)}")
    with call.driver.turn() as world:
        if endpoint_id:
            world.get(Endpoint, endpoint_id)
        found = [job for job in world.every(Job) if endpoint_id in (None, "", job.endpoint_id)]
        return reply([document(world, job) for job in found if status in (None, "", job.status)])


async def one(call: Call) -> Reply:
    """One job as it is now."""
    with call.driver.turn() as world:
        return reply(document(world, world.get(Job, call.params["jobId"])))


async def progress(call: Call) -> Reply:
    """Its worker says how far it is (B-107)."""
    body = await read(call, OutputBody, limit=LIMIT)
    return _done(
        call, lambda world, id: hands.progress(world, id, body.output, number=body.attempt)
    )


async def emit(call: Call) -> Reply:
    """Its worker hands out one more chunk (B-100)."""
    body = await read(call, OutputBody, limit=LIMIT)
    return _done(call, lambda world, id: hands.emit(world, id, body.output, number=body.attempt))


async def finish(call: Call) -> Reply:
    """Its handler returns this output; a text under `error` in it fails the job (B-082)."""
    said = await read(call, FinishBody, limit=LIMIT)
    refresh, number = said.refresh, said.attempt
    return _done(
        call,
        lambda world, id: hands.finish(world, id, said.output, refresh=refresh, number=number),
    )


async def fail(call: Call) -> Reply:
    """Its handler fails with this text; there is no automatic retry (B-084)."""
    said = await read(call, FailBody, limit=LIMIT)
    number = said.attempt
    return _done(
        call, lambda world, id: hands.fail(world, id, said.error, said.output, number=number)
    )


async def crash(call: Call) -> Reply:
    """Its worker dies in the middle of it (B-083)."""
    body = await read(call, SaidBody)
    return _done(call, lambda world, id: hands.crash(world, id, number=body.attempt))


async def cancel(call: Call) -> Reply:
    """Stop it, wherever it is (B-091)."""
    return _done(call, lambda world, id: jobs.cancel(world, world.get(Job, id)))


async def retry(call: Call) -> Reply:
    """Run it again when it has failed (B-093)."""
    return _done(call, lambda world, id: jobs.retry(world, world.get(Job, id)))


def _done(call: Call, verb: Callable[[World, str], Job]) -> Reply:
    """The job as it is once everything has happened that follows at once."""
    with call.driver.turn() as world:
        job = verb(world, call.params["jobId"])
    with call.driver.turn() as world:
        return reply(document(world, world.find(Job, job.id) or job))


AT = "/jobs/{jobId}"
routes = [
    Route("GET", "/jobs", every, answer=list[JobDocument], query=("endpoint", "status")),
    Route("GET", AT, one, answer=JobDocument),
    Route("POST", f"{AT}/progress", progress, body=OutputBody, answer=JobDocument),
    Route("POST", f"{AT}/emit", emit, body=OutputBody, answer=JobDocument),
    Route("POST", f"{AT}/finish", finish, body=FinishBody, answer=JobDocument),
    Route("POST", f"{AT}/fail", fail, body=FailBody, answer=JobDocument),
    Route("POST", f"{AT}/crash", crash, body=SaidBody, answer=JobDocument),
    Route("POST", f"{AT}/cancel", cancel, answer=JobDocument),
    Route("POST", f"{AT}/retry", retry, answer=JobDocument),
]
