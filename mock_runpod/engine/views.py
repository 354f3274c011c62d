"""How a job and an endpoint's health are told: the documents that several dialects share.

Keys come in alphabetical order and absent fields are left out (B-015, B-016).
"""

from mock_runpod.engine.world import World
from mock_runpod.model import Job, JobStatus, WorkerStatus

Document = dict[str, object]


def job_view(job: Job) -> Document:
    """`/status`, `/runsync` and the webhook say it alike (B-076 to B-080). Times are ms."""
    if job.status is JobStatus.IN_QUEUE:
        return {"id": job.id, "status": job.status.value}
    view: Document = {}
    if job.started_at is not None:
        view["delayTime"] = round((job.started_at - job.created_at) * 1000)
    if job.error is not None:
        view["error"] = job.error
    if job.started_at is not None and job.finished_at is not None:
        lost = job.queued_at > job.started_at  # the latest attempt ended when its worker was lost
        ended = job.queued_at if lost else job.finished_at
        view["executionTime"] = round((ended - job.started_at) * 1000)
    view["id"] = job.id
    if job.output is not None and job.output != {}:  # an empty result is no output (B-078)
        view["output"] = job.output
    if job.retries:
        view["retries"] = job.retries
    view["status"] = job.status.value
    if job.worker_id is not None and job.status is not JobStatus.CANCELLED:
        view["workerId"] = job.worker_id
    return view


def worker_counters(world: World, endpoint_id: str) -> dict[str, int]:
    """The six counters. Each worker is in one of five; `ready` is derived (B-119 to B-121)."""
    count = {status: len(ids) for status, ids in world.index.rosters[endpoint_id].crew.items()}
    idle = count[WorkerStatus.STANDBY] + count[WorkerStatus.IDLE]
    return {
        "idle": idle,
        "initializing": count[WorkerStatus.PREPARING] + count[WorkerStatus.STARTING],
        "ready": idle,
        "running": count[WorkerStatus.RUNNING],
        "throttled": count[WorkerStatus.THROTTLED],
        "unhealthy": count[WorkerStatus.UNHEALTHY],
    }


def job_counters(world: World, endpoint_id: str) -> dict[str, int]:
    """`completed`, `failed` and `retried` are totals since the endpoint was made (B-096)."""
    roster = world.index.rosters[endpoint_id]
    return {
        "completed": roster.completed,
        "failed": roster.failed,
        "inProgress": len(roster.busy),
        "inQueue": len(roster.normal) + len(roster.low),
        "retried": roster.retried,
    }


def health(world: World, endpoint_id: str) -> dict[str, dict[str, int]]:
    """`GET /health` (B-095)."""
    jobs, workers = job_counters(world, endpoint_id), worker_counters(world, endpoint_id)
    return {"jobs": jobs, "workers": workers}


def ready_workers(world: World, endpoint_id: str) -> list[str]:
    crew = world.index.rosters[endpoint_id].crew
    ready = (*crew[WorkerStatus.STANDBY], *crew[WorkerStatus.IDLE])
    return list(ready)
