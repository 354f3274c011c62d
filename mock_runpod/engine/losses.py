"""Workers that go wrong, and what becomes of the jobs they held (B-083, B-085, B-132)."""

from mock_runpod.engine import jobs, workers
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World
from mock_runpod.model import Endpoint, Job, Worker, replace


def crash(world: World, worker: Worker) -> None:
    """The process dies, and with it all its work. It looks busy until its heartbeats are missed."""
    for job_id in worker.holds:
        world.timeline.cancel(Timer("job-works", job_id))
    world.put(replace(worker, crashed=True))
    workers.due_in(world, worker, world.settings.heartbeat_loss_s)


def ignored(world: World, job: Job, worker: Worker) -> None:
    """The platform gives up on a job that nobody reported on; its worker is free again (B-066)."""
    jobs.lose(world, job)
    workers.let_go(world, worker, job.id)


def heartbeats_missed(world: World, worker: Worker) -> None:
    """The platform gives up on a dead worker and on what it held (B-083).

    One that lives has only an idle timeout behind it that work overtook.
    """
    if not worker.crashed:
        return
    for job_id in worker.holds:
        jobs.lose(world, world.get(Job, job_id))
    workers.retire(world, worker)


def try_again(world: World, worker: Worker) -> None:
    """An unhealthy worker starts again, for up to seven days. Then it goes, and its seat with it:
    an endpoint that keeps producing such workers is scaled down (B-124; how far is inferred).
    """
    endpoint = world.get(Endpoint, worker.endpoint_id)
    ill_for = 0.0 if worker.sick_since is None else world.now - worker.sick_since
    if ill_for < world.settings.unhealthy_give_up_s:
        workers.wake(world, endpoint, worker)
        return
    fewer = max(0, endpoint.spec.workers_max - 1)
    world.put(replace(endpoint, spec=replace(endpoint.spec, workers_max=fewer)))
    world.note(worker.id, f"unhealthy worker given up: workersMax lowered to {fewer}")
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
