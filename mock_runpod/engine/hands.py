"""What a hand, or a function elsewhere, can say about a job that a worker has taken.

Raises NotFound (no such job), and IllegalMove for a job that nobody can say anything about now.
"""

from typing import Any

from mock_runpod.engine import attempts, jobs, losses, results, simulation, working
from mock_runpod.engine.lifecycles import FINAL
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World
from mock_runpod.errors import IllegalMove
from mock_runpod.model import Attempt, Endpoint, Finish, Job, Step, Worker, replace


def progress(world: World, job_id: str, output: Any, *, number: int | None = None) -> Job:
    """How far it is; shown as output until the end (B-107)."""
    jobs.progress(world, heard_of(world, job_id, number), output)
    return world.get(Job, job_id)


def emit(world: World, job_id: str, output: Any, *, number: int | None = None) -> Job:
    """One more chunk of its stream."""
    job = heard_of(world, job_id, number)
    attempt = world.find(Attempt, job_id)
    if attempt and world.get(Endpoint, job.endpoint_id).behaviour.aggregate:
        world.put(replace(attempt, chunks=(*attempt.chunks, output)))
    for step in simulation.pieces(output):
        working.perform(world, job, step)
    return job


def finish(
    world: World, job_id: str, output: Any, *, refresh: bool = False, number: int | None = None
) -> Job:
    """As if its handler returned this: a text under `error` fails the job (B-082).

    Without an output, chunks that were streamed make it up where the endpoint aggregates (B-105).
    """
    job, attempt = heard_of(world, job_id, number), world.find(Attempt, job_id)
    if output in (None, []) and attempt and attempt.chunks:
        output = list(attempt.chunks)
    return _end(world, job, results.returned(world, output, refresh=refresh))


def fail(
    world: World, job_id: str, error: str, output: Any = None, *, number: int | None = None
) -> Job:
    """Its handler gave up with this text; there is no automatic retry (B-084)."""
    return _end(world, heard_of(world, job_id, number), Finish(error=error, output=output))


def crash(world: World, job_id: str, *, number: int | None = None) -> Job:
    """The worker that has it dies (B-083)."""
    job = at_work(world, job_id, number)
    losses.crash(world, world.get(Worker, job.worker_id or ""))
    return world.get(Job, job_id)


def at_work(world: World, job_id: str, number: int | None = None) -> Job:
    """The job, if a living worker has it and its attempt is the one with this number."""
    job = world.get(Job, job_id)
    if job.status in FINAL:
        raise IllegalMove(f"job {job_id} is {job.status} since second {job.finished_at:g}")
    if not job.held:
        raise IllegalMove(f"job {job_id} is {job.status}, and no worker has it now")
    worker = world.get(Worker, job.worker_id or "")
    if worker.crashed:
        raise IllegalMove(f"worker {worker.id}, which has job {job_id}, has crashed")
    attempt = world.find(Attempt, job_id)
    if number is not None and (attempt is None or attempt.number != number):
        raise IllegalMove(f"attempt {number} at job {job_id} is over")
    return job


def heard_of(world: World, job_id: str, number: int | None = None) -> Job:
    """The same, if what is said about it arrives."""
    job = at_work(world, job_id, number)
    if (lost_at := losses.lost_at(world, job)) is not None:
        what = f"nothing is heard of job {job_id} any more"
        raise IllegalMove(f"{what}: at second {lost_at:g} it is lost")
    return job


def _end(world: World, job: Job, step: Finish) -> Job:
    """A handler's result counts when the time is over that its work is meant to take."""
    attempt = world.find(Attempt, job.id)
    lasts = attempt.lasts if attempt else 0.0
    jobs.interrupt(world, job)  # a process would go on with it
    attempts.end(world, job.id)
    if lasts:
        timer = Timer("job-works", job.id)
        mishap = world.timeline.due(timer)  # a fault that comes before the result counts
        if mishap is None or mishap >= world.now + lasts:
            later: tuple[Step, ...] = (replace(step, after=lasts),)
            world.timeline.schedule(lasts, timer, later)
    else:
        working.perform(world, job, step)
    return world.get(Job, job.id)
