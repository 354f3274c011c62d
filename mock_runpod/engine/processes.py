"""What is different about a worker that is a real process."""

from mock_runpod.engine.world import World
from mock_runpod.errors import IllegalMove
from mock_runpod.model import Endpoint, Staffing, Worker, WorkerStatus, replace

#: Jobs that one process is still to stop; who never asks would have ever more.
MOST_STOPS = 1_000


def may_take(endpoint: Endpoint, worker: Worker) -> bool:
    """Whether a real worker gets jobs (W4)."""
    return not (worker.leaving or worker.crashed or endpoint.staffing is Staffing.FAKE)


def bystanders(world: World, endpoint: Endpoint) -> int:
    """How many real workers are up, or soon will be, and get no jobs."""
    index, up = world.index, (WorkerStatus.STARTING, WorkerStatus.IDLE)
    barred = index.attached if endpoint.staffing is Staffing.FAKE else index.leaving
    return sum(world.get(Worker, id).status in up for id in barred.get(endpoint.id, ()))


def only_simulated(worker: Worker, verb: str) -> None:
    """Raises IllegalMove for a process, which does what it does."""
    if worker.process:
        raise IllegalMove(f"worker {worker.id} is a real process, and cannot {verb} on order")


def only_launched(worker: Worker, verb: str) -> None:
    """Raises IllegalMove for a process that no launcher of ours has started."""
    if worker.process and not worker.process.launcher:
        where = "end it where it was started"
        raise IllegalMove(f"worker {worker.id} is somebody's process and cannot {verb}: {where}")


def interrupt(world: World, worker: Worker, job_id: str) -> None:
    """A process is told to stop this job, when it asks; an old SDK never does (section 5)."""
    process = worker.process
    if process is None:
        return
    stops = (*process.stops, job_id)[-MOST_STOPS:]
    ends = world.settings.kill_old_workers and bool(process.launcher) and not process.hears
    leaving = worker.leaving or ends
    world.put(replace(worker, leaving=leaving, process=replace(process, stops=stops)))
