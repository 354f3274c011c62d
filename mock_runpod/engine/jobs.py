"""What can happen to a job. Times a caller sends are milliseconds, the world's own are seconds."""

from typing import Any

from mock_runpod.engine import attempts, attention, ids, processes, webhooks, workers
from mock_runpod.engine.lifecycles import FINAL, JOB, move
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World
from mock_runpod.errors import IllegalMove, Invalid, NotFound
from mock_runpod.model import (
    NO_POLICY,
    Chunk,
    Endpoint,
    Job,
    Policy,
    Submission,
    Worker,
    replace,
)

#: What a policy may say, in milliseconds (B-070).
EXECUTION_TIMEOUT_MS = (5_000, 604_800_000)
TTL_MS = (10_000, 604_800_000)


def submit(world: World, asked: Submission) -> Job:
    """A new job, waiting. Raises NotFound (endpoint), Invalid (policy)."""
    endpoint = world.get(Endpoint, asked.endpoint_id)
    if (policy := checked(world, asked.policy)) is not asked.policy:
        asked = replace(asked, policy=policy)
    ttl = _ttl_s(world, asked)
    job = world.put(
        Job(
            id=ids.job(world, sync=asked.sync),
            asked=asked,
            created_at=world.now,
            queued_at=world.now,
            expires_at=world.now + ttl,
        )
    )
    world.timeline.schedule(ttl, Timer("job-ends", job.id))
    attention.call(world, endpoint.id)
    return job


def checked(world: World, policy: Policy) -> Policy:
    """The policy, within its limits; outside them it is refused, or clamped if so set (B-070)."""
    if policy is NO_POLICY:
        return policy
    limits = {"execution_timeout_ms": EXECUTION_TIMEOUT_MS, "ttl_ms": TTL_MS}
    wrong = []
    for name, (least, most) in limits.items():
        value = getattr(policy, name)
        if value is None or least <= value <= most:
            continue
        if world.settings.policy_out_of_range == "clamp":
            policy = replace(policy, **{name: max(least, min(most, value))})
        else:
            said = "executionTimeout" if name == "execution_timeout_ms" else "ttl"
            wrong.append(f"policy.{said} must be between {least} and {most} ms")
    if wrong:
        raise Invalid("; ".join(wrong), wrong)
    return policy


def at(world: World, endpoint_id: str, job_id: str) -> Job:
    """The job, if it is one of this endpoint; else `job not found` (B-089)."""
    endpoint, job = world.get(Endpoint, endpoint_id), world.get(Job, job_id)
    if job.endpoint_id != endpoint.id:
        raise NotFound("job not found", noun="job", id=job_id)
    return job


def started(world: World, job: Job, worker: Worker) -> Job:
    """A worker took it: the attempt begins (B-074)."""
    return world.put(
        replace(
            job,
            status=move(JOB, job.status, "take"),
            held=True,
            worker_id=worker.id,
            started_at=world.now,
        )
    )


def limit_time(world: World, job: Job, lasts: float | None = None) -> None:
    """Set the execution timeout (B-085), unless the attempt is known to be over before."""
    if limit := execution_limit_ms(world, job):
        late = limit / 1000 + world.settings.exec_timeout_slack_s
        if lasts is None or lasts > late:
            world.timeline.schedule(late, Timer("job-overruns", job.id))


def execution_limit_ms(world: World, job: Job) -> int:
    """The policy's word, else the endpoint's; 0 means no limit (B-070)."""
    said = job.asked.policy.execution_timeout_ms
    return said or world.get(Endpoint, job.endpoint_id).spec.execution_timeout_ms


def progress(world: World, job: Job, output: Any) -> None:
    """Shown as `output` until the final one replaces it (B-107)."""
    world.put(replace(job, output=output))


def emit(world: World, job: Job, output: Any) -> None:
    """One more streamed chunk, for whoever reads next."""
    world.put(Chunk(id=f"{job.id}/{world.told}", job_id=job.id, output=output))


def drain(world: World, job: Job) -> list[Any]:
    """The chunks nobody has read, in order. Reading takes them away (B-100)."""
    chunks = [world.get(Chunk, id) for id in world.index.chunks.get(job.id, ())]
    for chunk in chunks:
        world.drop(chunk)
    return [chunk.output for chunk in chunks]


def complete(world: World, job: Job, output: Any, *, refresh: bool = False) -> Job:
    return _end(world, job, "complete", output=output, refresh=refresh)


def fail(world: World, job: Job, error: str, output: Any = None, *, refresh: bool = False) -> Job:
    """The handler said so; there is no automatic retry (B-084)."""
    return _end(world, job, "fail", error=error, output=output, refresh=refresh)


def cancel(world: World, job: Job) -> Job:
    """At once, whatever it was doing; a finished job stays as it is (B-091, B-092)."""
    if job.status in FINAL:
        return job
    interrupt(world, job)
    return _end(world, job, "cancel")


def retry(world: World, job: Job) -> Job:
    """A failed job starts over: same id and input, old output dropped (B-093)."""
    if (job.status, "retry") not in JOB:
        raise IllegalMove(f"cannot retry a job that is {job.status}")
    ttl = _ttl_s(world, job.asked)
    _forget_traces(world, job)
    again = world.put(
        replace(
            job,
            status=move(JOB, job.status, "retry"),
            queued_at=world.now,
            expires_at=world.now + ttl,
            worker_id=None,
            started_at=None,
            finished_at=None,
            retries=job.retries + 1,
            losses=0,
            output=None,
            error=None,
        )
    )
    world.timeline.schedule(ttl, Timer("job-ends", job.id))
    attention.call(world, job.endpoint_id)
    return again


def purge(world: World, endpoint_id: str) -> int:
    """Forget everything that waits for its first attempt; what runs goes on (B-094)."""
    endpoint = world.get(Endpoint, endpoint_id)
    roster = world.index.rosters[endpoint.id]
    waiting = [world.get(Job, id) for id in (*roster.normal, *roster.low)]
    for job in waiting:
        forget(world, job)
    return len(waiting)


def rearm(world: World, job: Job, ttl_ms: int) -> Job:
    """`/status?ttl=`: the time to live of an unfinished job counts anew from now (B-071)."""
    ttl_ms = checked(world, Policy(ttl_ms=ttl_ms)).ttl_ms or ttl_ms
    if job.status in FINAL:
        return job
    world.timeline.schedule(ttl_ms / 1000, Timer("job-ends", job.id))
    return world.put(replace(job, expires_at=world.now + ttl_ms / 1000))


def on_end_of_time(world: World, job_id: str) -> None:
    """Retention is over, or the time to live is: the job is deleted (B-086, B-087, B-247)."""
    job = world.get(Job, job_id)
    if job.status in FINAL or world.settings.timed_out_status not in ("ttl", "both"):
        forget(world, job)
    else:
        interrupt(world, job)
        _end(world, job, "time out")


def forget(world: World, job: Job) -> None:
    """As if it had never been; a worker on it is told to stop."""
    world.timeline.cancel(Timer("job-ends", job.id))
    interrupt(world, job)
    _stop_work(world, job)
    _forget_traces(world, job)
    world.drop(job)


def lose(world: World, job: Job) -> None:
    """Its worker fell silent: one more attempt, then failure with the documented words (B-083)."""
    _stop_work(world, job, let_go=False)
    most = world.settings.auto_retries
    if job.losses >= most:
        _end(world, replace(job, held=False), "fail", error=f"job timed out after {most} retries")
    else:
        retries, losses = job.retries + 1, job.losses + 1
        waits = replace(job, held=False, queued_at=world.now, retries=retries, losses=losses)
        world.put(waits)
        attention.call(world, job.endpoint_id)


def overrun(world: World, job: Job) -> Job:
    """The execution timeout: FAILED on the wire, whatever the documents say (B-085, B-246)."""
    verb = "time out" if world.settings.timed_out_status in ("exec", "both") else "fail"
    interrupt(world, job)
    return _end(world, job, verb, error="executionTimeout exceeded")


def interrupt(world: World, job: Job) -> None:
    """Whoever works on it is to stop."""
    if job.held and (worker := world.find(Worker, job.worker_id or "")):
        processes.interrupt(world, worker, job.id)


def _end(
    world: World,
    job: Job,
    verb: str,
    *,
    output: Any = None,
    error: str | None = None,
    refresh: bool = False,
) -> Job:
    """The only way to a final status."""
    status = move(JOB, job.status, verb)
    done = world.put(
        replace(job, status=status, held=False, finished_at=world.now, output=output, error=error)
    )
    _stop_work(world, job, refresh=refresh)
    world.timeline.schedule(_retention_s(world, job.asked), Timer("job-ends", job.id))
    webhooks.announce(world, done)
    return done


def _stop_work(world: World, job: Job, *, let_go: bool = True, refresh: bool = False) -> None:
    if not job.held:
        return
    world.timeline.cancel(Timer("job-works", job.id))
    world.timeline.cancel(Timer("job-overruns", job.id))
    attempts.end(world, job.id)
    if let_go and job.worker_id and (worker := world.find(Worker, job.worker_id)):
        workers.let_go(world, worker, job.id, refresh=refresh)


def _forget_traces(world: World, job: Job) -> None:
    drain(world, job)
    webhooks.forget(world, job.id)


def _ttl_s(world: World, asked: Submission) -> float:
    return (asked.policy.ttl_ms or world.settings.ttl_ms) / 1000


def _retention_s(world: World, asked: Submission) -> float:
    if not asked.sync:
        return world.settings.retention_async_s
    return world.settings.retention_wait_s if asked.waits else world.settings.retention_sync_s
