"""What workers tell: progress, streamed chunks and results. They are believed (W7)."""

from typing import Any

from mock_runpod.engine import results
from mock_runpod.engine.world import World
from mock_runpod.errors import TooLarge
from mock_runpod.model import Emit, Finish, Job, Progress, Step, Worker
from mock_runpod.surfaces.gateway import addresses, lenient
from mock_runpod.surfaces.gateway.dialect import problem
from mock_runpod.surfaces.gateway.who import who
from mock_runpod.surfaces.kit import MIB, Call, Reply, Route, reply

#: Results of /run and /runsync (B-061), and the most that is ever read.
RUN_LIMIT, RUNSYNC_LIMIT, HARD_LIMIT = 10 * MIB, 20 * MIB, 64 * MIB
#: What a result can say.
KNOWN = frozenset(["output", "error", "status", "stopPod"])


async def done(call: Call) -> Reply:
    """The result of a job, or how far it is (W8, W10). A late one is none; it hears 200 as well."""
    job_id = _job_id(call)
    try:
        said = lenient.read(await call.body(_limit(call.driver.world, job_id)))
    except TooLarge as error:
        return _too_large(call, job_id, error)
    if isinstance(said, dict) and said.get("status") == "IN_PROGRESS":
        _tell(call, job_id, Progress(output=said.get("output")))
    else:
        _tell(call, job_id, _finish(call, job_id, said))
    return reply({})


async def stream(call: Call) -> Reply:
    """One more chunk of its stream (W9)."""
    said = lenient.read(await call.body(HARD_LIMIT))
    bare = not isinstance(said, dict) or "output" not in said
    _tell(call, _job_id(call), Emit(output=said if bare else said["output"]))
    return reply({})


def _tell(call: Call, job_id: str, step: Step) -> None:
    asks = who(call)
    if not call.driver.gateway.report(asks, job_id, step) and isinstance(step, Finish):
        with call.driver.turn() as world:
            if world.find(Worker, asks.worker_id):
                world.note(asks.worker_id, f"its result of job {job_id} is late, and was ignored")


def _finish(call: Call, job_id: str, said: Any) -> Finish:
    """A worker that speaks otherwise than the SDK still comes to an end, and its log has a hint."""
    if not isinstance(said, dict) or (said and KNOWN.isdisjoint(said)):
        hint = f'its result of job {job_id} has no "output" around it, and counts as none'
        with call.driver.turn() as world:
            world.note(who(call).worker_id, hint)
        return Finish()
    output, error = said.get("output"), said.get("error")
    return results.ended(call.driver.world, output, error, refresh=bool(said.get("stopPod")))


def _limit(world: World, job_id: str) -> int:
    job = world.find(Job, job_id)
    if world.settings.oversize_result == "keep":
        return HARD_LIMIT
    return RUNSYNC_LIMIT if job is None or job.asked.sync else RUN_LIMIT


def _too_large(call: Call, job_id: str, error: TooLarge) -> Reply:
    """RunPod refuses it, and the job is completed without output (B-088), or lost."""
    limit = _limit(call.driver.world, job_id) // MIB
    size = f"the result of job {job_id} is larger than {limit} MiB"
    loses = call.driver.world.settings.oversize_result == "lose"
    what = "it is as if there were none" if loses else "the job completes without output"
    with call.driver.turn() as world:
        world.note(who(call).worker_id, f"{size}: {what}; put it in a bucket, and return its URL")
    if not loses:
        call.driver.gateway.report(who(call), job_id, Finish())
    return problem(call, 400, f"{error.detail}: {size}")


def _job_id(call: Call) -> str:
    """By the address alone: the header `X-Request-ID` names another job now and then (3.1)."""
    said = ""
    for said in (call.params.get("job_id", ""), addresses.said(call).get("job_id", "")):
        if addresses.is_name(said):
            return addresses.shown(said, "job")
    worker = call.driver.world.find(Worker, who(call).worker_id)
    return worker.holds[0] if worker and len(worker.holds) == 1 else said


AT, PATHS = "/{endpoint_id}", ("/{worker_id}/{job_id}", "/{worker_id}", "")
routes = [
    *(Route("POST", f"{AT}/job-done{path}", done) for path in PATHS),
    *(Route("POST", f"{AT}/job-stream{path}", stream) for path in PATHS),
]
