"""Submitting, watching and stopping jobs. Each handler is one verb of the engine, in wire words."""

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from mock_runpod.engine import endpoints, jobs, rates
from mock_runpod.engine.lifecycles import FINAL
from mock_runpod.engine.views import Document, job_view
from mock_runpod.engine.world import World
from mock_runpod.model import Endpoint, Job, JobStatus
from mock_runpod.surfaces.kit import MIB, Call, Handler, Reply, Route, reply
from mock_runpod.surfaces.serverless import submission
from mock_runpod.surfaces.serverless.submission import RunBody

T = TypeVar("T")
RUN_LIMIT, RUNSYNC_LIMIT = 10 * MIB, 20 * MIB  # B-061


async def run(call: Call) -> Reply:
    """Submit a job and return at once; it reads IN_QUEUE whatever happens to it now (B-067)."""
    body = await call.body(RUN_LIMIT)
    with call.driver.turn() as world:
        endpoint_id = _admitted(call, world, "run")
        job = jobs.submit(world, submission.read(call, endpoint_id, body, sync=False))
        endpoints.requested(world, endpoint_id)
    return reply({"id": job.id, "status": JobStatus.IN_QUEUE.value})


async def runsync(call: Call) -> Reply:
    """Submit a job and wait for its end, at most `wait` milliseconds (B-068)."""
    body = await call.body(RUNSYNC_LIMIT)
    with call.driver.turn() as world:
        endpoint_id, patience = _admitted(call, world, "runsync"), _patience(call)
        job = jobs.submit(world, submission.read(call, endpoint_id, body, sync=True))
        endpoints.requested(world, endpoint_id)
    return await _held(call, "runsync", job.id, patience)


async def status(call: Call) -> Reply:
    """The job as it is now (B-089); `?ttl=` gives it a new time to live (B-071)."""
    await call.driver.polled(call.params["job_id"])
    with call.driver.turn() as world:
        _admitted(call, world, "status")
        ttl, job = call.whole("ttl"), _job(call, world)
        if ttl is not None:
            job = jobs.rearm(world, job, ttl)
        return reply(job_view(job))


async def status_sync(call: Call) -> Reply:
    """The job at its end, or as it is after `wait` milliseconds (B-090)."""
    with call.driver.turn() as world:
        _admitted(call, world, "status")
    return await _held(call, "status", call.params["job_id"], _patience(call))


async def stream(call: Call) -> Reply:
    """The chunks nobody has read yet; waits a little for the first (B-100 to B-102)."""
    with call.driver.turn() as world:
        endpoint_id = _admitted(call, world, "stream")
    said = call.whole("wait")
    hold = call.driver.world.settings.stream_hold_s if said is None else _patience(call)
    job_id = call.params["job_id"]

    def chunks(world: World) -> Document | None:
        job = jobs.at(world, endpoint_id, job_id)
        if job.status not in FINAL and job_id not in world.index.chunks:
            return None
        return {
            "status": job.status.value,
            "stream": [{"output": output} for output in jobs.drain(world, job)],
        }

    found = await _waited(call, "stream", job_id, chunks, hold)
    if found is None:
        with call.driver.turn() as world:
            found = {"status": _job(call, world).status.value, "stream": []}
    return reply(found)


async def cancel(call: Call) -> Reply:
    """Stop a job, wherever it is; a finished one stays as it is (B-091, B-092)."""
    with call.driver.turn() as world:
        _admitted(call, world, "cancel")
        job = _job(call, world)
        ended = job.status in FINAL
        job = jobs.cancel(world, job)
        return reply(
            job_view(job) if ended else {"id": job.id, "status": JobStatus.CANCELLED.value}
        )


async def retry(call: Call) -> Reply:
    """Run a failed job again under the same id (B-093)."""
    with call.driver.turn() as world:
        endpoint_id = _admitted(call, world, "retry")
        job = jobs.retry(world, _job(call, world))
        endpoints.requested(world, endpoint_id)
    return reply({"id": job.id, "status": JobStatus.IN_QUEUE.value})


async def purge_queue(call: Call) -> Reply:
    """Remove every job that waits for its first attempt (B-094)."""
    with call.driver.turn() as world:
        endpoint_id = _admitted(call, world, "purge-queue")
        return reply({"removed": jobs.purge(world, endpoint_id), "status": "completed"})


def _admitted(call: Call, world: World, operation: str) -> str:
    """The endpoint's id, once it is known to exist and the rate limit has room (B-112)."""
    endpoint_id = call.params["endpoint_id"]
    world.get(Endpoint, endpoint_id)
    rates.check_concurrent(world, operation, call.driver.held[endpoint_id, operation])
    rates.admit(world, endpoint_id, operation)
    return endpoint_id


def _job(call: Call, world: World) -> Job:
    return jobs.at(world, call.params["endpoint_id"], call.params["job_id"])


def _patience(call: Call) -> float:
    """`wait` in seconds, what a caller says clamped to its limits (B-068)."""
    settings, said = call.driver.world.settings, call.whole("wait")
    if said is None:
        return settings.runsync_wait_ms / 1000
    return max(settings.wait_min_ms, min(settings.wait_max_ms, said)) / 1000


async def _held(call: Call, operation: str, job_id: str, patience: float) -> Reply:
    endpoint_id = call.params["endpoint_id"]

    def ended(world: World) -> Document | None:
        job = jobs.at(world, endpoint_id, job_id)
        return job_view(job) if job.status in FINAL else None

    found = await _waited(call, operation, job_id, ended, patience)
    if found is None:
        with call.driver.turn() as world:
            found = job_view(jobs.at(world, endpoint_id, job_id))
    return reply(found)


async def _waited(
    call: Call, operation: str, about: str, ready: Callable[[World], T | None], seconds: float
) -> T | None:
    """`driver.wait`, for as long as the client is there; the common case needs no waiting."""
    driver, kind = call.driver, (call.params["endpoint_id"], operation)
    with driver.turn() as world:
        if (found := ready(world)) is not None:
            return found
    hangup = call.hangup()
    driver.held[kind] += 1
    try:
        return await driver.wait(about, ready, seconds, hangup)
    finally:
        driver.held[kind] -= 1
        driver.held += Counter()  # forgets who is at zero
        hangup.cancel()


def _both(path: str, handler: Handler) -> list[Route]:
    """The official Go client POSTs what others GET (B-064)."""
    return [Route(verb, path, handler) for verb in ("GET", "POST")]


AT = "/{endpoint_id}"
routes = [
    Route("POST", f"{AT}/run", run, body=RunBody),
    Route("POST", f"{AT}/runsync", runsync, body=RunBody),
    *_both(f"{AT}/status/{{job_id}}", status),
    *_both(f"{AT}/status-sync/{{job_id}}", status_sync),
    *_both(f"{AT}/stream/{{job_id}}", stream),
    Route("POST", f"{AT}/cancel/{{job_id}}", cancel),
    Route("POST", f"{AT}/retry/{{job_id}}", retry),
    Route("POST", f"{AT}/purge-queue", purge_queue),
]
