"""A worker takes the next step with a job. Simulated and real workers end up in the same verbs."""

from mock_runpod.engine import attempts, jobs, losses, workers
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World
from mock_runpod.model import (
    Await,
    Crash,
    Emit,
    Finish,
    Ignore,
    Job,
    Progress,
    Say,
    Silence,
    Step,
    Worker,
)


def take(world: World, job: Job, worker: Worker) -> Job:
    """It has the job from now on: an attempt begins (B-074)."""
    taken = workers.take(world, worker, job.id)
    return jobs.started(world, job, taken)


def on_step(world: World, job_id: str, steps: tuple[Step, ...]) -> None:
    """Timer `job-works`: its payload is what is left to do."""
    job, todo = world.get(Job, job_id), steps[1:]
    if todo:
        world.timeline.schedule(todo[0].after, Timer("job-works", job_id), todo)
    perform(world, job, steps[0])


def perform(world: World, job: Job, step: Step) -> None:
    worker = world.get(Worker, job.worker_id or "")
    match step:
        case Progress(output=output):
            jobs.progress(world, job, output)
        case Emit(output=output):
            jobs.emit(world, job, output)
        case Say(text=text):
            world.note(worker.id, text, job=job.id)
        case Finish(error=str() as error, output=output, refresh=refresh):
            jobs.fail(world, job, error, output, refresh=refresh)
        case Finish(output=output, refresh=refresh):
            jobs.complete(world, job, output, refresh=refresh)
        case Await():
            attempts.begin(world, job, step)
        case Crash():
            losses.crash(world, worker)
        case Silence():
            losses.fall_silent(world, job, worker)
        case Ignore():
            losses.ignored(world, job, worker)
