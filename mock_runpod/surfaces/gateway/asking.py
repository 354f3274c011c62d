"""What workers ask: for jobs, for jobs to stop; and their heartbeats."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.types import Send

from mock_runpod.engine import attached
from mock_runpod.engine.attached import Taken
from mock_runpod.environment import without_real_keys
from mock_runpod.errors import Invalid
from mock_runpod.model import NO_POLICY, Job
from mock_runpod.runtime.worker_logs import HIDDEN
from mock_runpod.surfaces.connections import has_gone
from mock_runpod.surfaces.gateway import addresses
from mock_runpod.surfaces.gateway.who import who
from mock_runpod.surfaces.kit import JSON, Call, Reply, Route, reply

#: More than this nobody takes at once.
LARGEST_BATCH = 10_000
#: How much of a reason is shown; the SDK sends 256 characters (section 4).
REASON, CHECK = 256, 64


@dataclass(slots=True)
class Handout(Reply):
    """Jobs for a worker. They are its own only if it is there to have them (W3)."""

    taken: list[Taken] = field(default_factory=list)
    hangup: "asyncio.Future[Any] | None" = None

    async def send(self, call: Call, send: Send) -> None:
        if has_gone(call) or (self.hangup is not None and self.hangup.done()):
            with call.driver.turn() as world:
                attached.give_back(world, self.taken)
            return
        if self.hangup is not None:
            self.hangup.cancel()
        await Reply.send(self, call, send)


async def take(call: Call) -> Reply:
    """One job, as an object; 204 when there is none for a while (W1)."""
    return await _handed(call, 1, batch=False)


async def take_batch(call: Call) -> Reply:
    """Up to `batch_size` jobs, as a list (W5)."""
    said = addresses.said(call).get("batch_size") or "1"
    if not said.isdecimal() or not int(said[:9]):
        raise Invalid(f"batch_size must be a number, at least 1, not {said!r:.40}")
    return await _handed(call, min(int(said[:9]), LARGEST_BATCH), batch=True)


async def _handed(call: Call, most: int, *, batch: bool) -> Reply:
    busy = addresses.said(call).get("job_in_progress") != "0"
    hangup = call.hangup()
    try:
        taken = await call.driver.gateway.take(who(call), most, busy=busy, hangup=hangup)
    except BaseException:
        hangup.cancel()
        raise
    if not taken:
        hangup.cancel()
        return Reply(204)
    drops = call.driver.world.settings.drop_empty_input
    jobs = [document(each.job, drop_empty=drops) for each in taken]
    body = orjson.dumps(jobs if batch else jobs[0])
    return Handout(200, body, [JSON], taken=taken, hangup=hangup)


def document(job: Job, *, drop_empty: bool) -> dict[str, Any]:
    """The job as its worker gets it (B-065); an empty input can be left out (B-066)."""
    asked, said = job.asked, dict[str, Any](id=job.id)
    if asked.input != {} or not drop_empty:
        said["input"] = asked.input
    if asked.webhook is not None:
        said["webhook"] = asked.webhook
    if asked.policy is not NO_POLICY and (policy := _policy(job)):
        said["policy"] = policy
    if asked.s3_config is not None:
        said["s3Config"] = asked.s3_config
    return said


def _policy(job: Job) -> dict[str, Any]:
    """What the caller said of it."""
    policy = job.asked.policy
    said = {
        "executionTimeout": policy.execution_timeout_ms,
        "ttl": policy.ttl_ms,
        "lowPriority": policy.low_priority or None,
    }
    return {name: value for name, value in said.items() if value is not None}


async def stop(call: Call) -> Reply:
    """Jobs to stop; 204 when there are none for a while (section 5)."""
    hangup = call.hangup()
    try:
        ids = await call.driver.gateway.stops(who(call), hangup=hangup)
    finally:
        hangup.cancel()
    return reply({"jobsToStop": ids}) if ids else Reply(204)


async def ping(call: Call) -> Reply:
    """A heartbeat, with the jobs it has; or that it cannot work here, and why (section 4)."""
    said, asks = addresses.said(call), who(call)
    if said.get("status") == "unhealthy":
        check, reason = (said.get("check") or "check")[:CHECK], (said.get("reason") or "")[:REASON]
        why = without_real_keys(f"its fitness check {check} failed: {reason}", HIDDEN)
        call.driver.gateway.unfit(asks, why)
    else:
        ids = [id for id in (said.get("job_id") or "").split(",") if id]
        call.driver.gateway.ping(asks._replace(sdk="", version=""), frozenset(ids))
    return reply({"status": "ok"})


AT = "/{endpoint_id}"
routes = [
    *(Route("GET", AT + path, take) for path in ("/job-take/{worker_id}", "/job-take")),
    *(Route("GET", AT + p, take_batch) for p in ("/job-take-batch/{worker_id}", "/job-take-batch")),
    *(Route("GET", AT + path, stop) for path in ("/job-stop/{worker_id}", "/job-stop")),
    *(Route("GET", AT + path, ping) for path in ("/ping/{worker_id}", "/ping")),
]
