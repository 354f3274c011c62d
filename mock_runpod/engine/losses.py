"""Workers that go wrong, and what becomes of the jobs they held (B-083, B-085, B-132)."""

from mock_runpod.engine import jobs, workers
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World
from mock_runpod.model import Job, Worker, replace


def crash(world: World, worker: Worker) -> None:
    """The process dies. It still looks busy until its heartbeats are missed."""
    world.put(replace(worker, crashed=True))
    workers.due_in(world, worker, world.settings.heartbeat_loss_s)


def ignore(world: World, job: Job) -> None:
    """The worker lives, and will never report on the job it took (B-066)."""
    world.timeline.schedule(world.settings.heartbeat_loss_s, Timer("job-lost", job.id))


def on_lost(world: World, job_id: str) -> None:
    """The platform gives up on a job that nobody reported on; its worker is free again."""
    job = world.get(Job, job_id)
    jobs.lose(world, job)
    if worker := world.find(Worker, job.worker_id or ""):
        workers.let_go(world, worker, job_id)


def heartbeats_missed(world: World, worker: Worker) -> None:
    """The platform gives up on a dead worker and on what it held."""
    for job_id in worker.holds:
        jobs.lose(world, world.get(Job, job_id))
    workers.retire(world, worker)


def overrun(world: World, job_id: str) -> None:
    """The job fails, and the worker that ran it is stopped; what else it held is lost (B-132)."""
    job = world.get(Job, job_id)
    worker = world.find(Worker, job.worker_id or "")
    if worker is None:
        jobs.overrun(world, job)
        return
    for other in worker.holds:
        if other != job_id:
            jobs.lose(world, world.get(Job, other))
    workers.retire(world, worker)
    jobs.overrun(world, job)
