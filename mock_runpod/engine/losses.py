"""Workers that go wrong, and what becomes of the jobs they held (B-083, B-085, B-132)."""

from collections.abc import Callable, Iterator, Mapping

from mock_runpod.engine import attempts, faults, jobs, processes, workers
from mock_runpod.engine.lifecycles import WORKER, move
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World
from mock_runpod.errors import IllegalMove
from mock_runpod.model import (
    Await,
    Crash,
    Endpoint,
    Ignore,
    Job,
    Say,
    Silence,
    Step,
    Worker,
    WorkerStatus,
    replace,
)

Steps = tuple[Step, ...]
OUT_OF_MEMORY = "container killed: out of memory"
HEARTBEATS_LOST = "heartbeats lost"

#: How an attempt ends that is struck by a fault of this kind.
MISHAPS: Mapping[str, Callable[[World], Steps]] = {
    "worker.crash": lambda _: (Crash(),),
    "worker.oom": lambda _: (Say(text=OUT_OF_MEMORY), Crash()),
    "worker.lost_heartbeat": lambda world: (
        Silence(),
        Ignore(after=world.settings.heartbeat_loss_s),
    ),
}


def befall(world: World, job: Job, worker: Worker, steps: Steps) -> Steps:
    """What is left of an attempt if a fault strikes it: `after_s` seconds of work, else half. Of a
    job by hand nobody knows how long it takes, so half of it is nothing.
    """
    if not world.index.faults:
        return steps
    aim = {"endpoint": job.endpoint_id, "job": job.id, "worker": worker.id}
    for kind, end in MISHAPS.items():
        if fault := faults.struck(world, kind, **aim):
            after = fault.says.get("after_s")
            length = sum(step.after + getattr(step, "lasts", 0.0) for step in steps)
            return tuple(_cut(steps, length / 2 if after is None else after, end(world)))
    return steps


def _cut(steps: Steps, after: float, end: Steps) -> Iterator[Step]:
    """The steps up to that many seconds, then `end`; all of them if they are over before. Nobody
    knows how long somebody else takes, so `end` may come meanwhile.
    """
    left = after
    for step in steps:
        if isinstance(step, Await) and step.after < left:
            yield from (step, replace(end[0], after=end[0].after + left - step.after), *end[1:])
            return
        if step.after > left or (step is steps[-1] and step.after == left):
            yield from (replace(end[0], after=end[0].after + left), *end[1:])
            return
        left -= step.after
        yield step


def crash(world: World, worker: Worker) -> None:
    """The container dies, and with it all its work. One at work looks busy until its heartbeats
    are missed (B-083), one that waited or was starting is unhealthy (B-124).

    A process that a launcher started is ended by it. Raises IllegalMove when no container runs.
    """
    if worker.crashed:
        raise IllegalMove("cannot crash twice: this worker is dead, and will be missed soon")
    if worker.process:
        processes.only_launched(worker, "crash")
        retire(world, worker)
        return
    if worker.status is not WorkerStatus.RUNNING:
        workers.sicken(world, worker, "crash")
        return
    for job_id in worker.holds:
        world.timeline.cancel(Timer("job-works", job_id))
        attempts.end(world, job_id)
    world.put(replace(worker, crashed=True))
    workers.due_in(world, worker, world.settings.heartbeat_loss_s)


def run_out_of_memory(world: World, worker: Worker) -> None:
    """It crashes, and its log says why. Raises IllegalMove when no container runs."""
    crash(world, worker)
    world.note(worker.id, OUT_OF_MEMORY)


def lose_heartbeat(world: World, worker: Worker) -> None:
    """Nothing is heard of its jobs from now on: after a while they are lost. The worker lives on.

    Raises IllegalMove when it has none, or is dead.
    """
    processes.only_simulated(worker, "lose the heartbeat")
    if worker.status is not WorkerStatus.RUNNING or worker.crashed:
        state = "dead" if worker.crashed else worker.status
        raise IllegalMove(f"cannot lose the heartbeat of a worker that is {state}: it has no job")
    silence = world.settings.heartbeat_loss_s
    for job_id in worker.holds:
        attempts.end(world, job_id)
        world.timeline.schedule(silence, Timer("job-works", job_id), (Ignore(after=silence),))
    world.note(worker.id, HEARTBEATS_LOST)


def fall_silent(world: World, job: Job, worker: Worker) -> None:
    """Whoever works on it has nothing more to say about it."""
    attempts.end(world, job.id)
    world.note(worker.id, HEARTBEATS_LOST)


def lost_at(world: World, job: Job) -> float | None:
    """When a job is given up of which nothing is heard any more; None of one at work."""
    timer = Timer("job-works", job.id)
    match world.timeline.payload(timer):
        case (Ignore(),):
            return world.timeline.due(timer)
    return None


def retire(world: World, worker: Worker) -> None:
    """Gone at once, whatever it was doing; what it held is lost, and dispatched again (B-083)."""
    _lose_all(world, worker)
    workers.retire(world, worker)


def evict(world: World, worker: Worker) -> None:
    """Its machine is taken from it: what it held is lost, and it waits for another (B-123).

    Raises IllegalMove when it has none that it uses.
    """
    processes.only_simulated(worker, "be evicted")
    move(WORKER, worker.status, "evict")
    if worker.leaving or worker.version < world.get(Endpoint, worker.endpoint_id).version:
        retire(world, worker)  # nobody wants it to come again
        return
    _lose_all(world, worker)
    workers.throttle(world, worker, "evict", holds=(), crashed=False)
    workers.fit(world, worker.endpoint_id)


def _lose_all(world: World, worker: Worker) -> None:
    for job_id in worker.holds:
        jobs.lose(world, world.get(Job, job_id))


def ignored(world: World, job: Job, worker: Worker) -> None:
    """The platform gives up on a job that nobody reported on; its worker is free again (B-066)."""
    jobs.lose(world, job)
    workers.let_go(world, worker, job.id)


def heartbeats_missed(world: World, worker: Worker) -> None:
    """The platform gives up on a dead worker and on what it held (B-083).

    One that lives has only an idle timeout behind it that work overtook.
    """
    if worker.crashed:
        retire(world, worker)


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
    if worker is None or worker.process:  # a process is told to stop, and goes on with the rest
        jobs.overrun(world, job)
        return
    for other in worker.holds:
        if other != job_id:
            jobs.lose(world, world.get(Job, other))
    workers.retire(world, worker)
    jobs.overrun(world, job)
