"""Counters and lists of an endpoint: /health, /metrics, /requests (B-095 to B-099)."""

from mock_runpod.engine import rates, views
from mock_runpod.model import Endpoint, Job
from mock_runpod.surfaces.kit import Call, Reply, Route, reply

#: What a row of /requests shows of a job's view (B-098).
ROW = ("delayTime", "executionTime", "id", "status", "workerId")


async def health(call: Call) -> Reply:
    """All job and worker counters, always with every key (B-095)."""
    with call.driver.turn() as world:
        endpoint = world.get(Endpoint, call.params["endpoint_id"])
        return reply(views.health(world, endpoint.id))


async def metrics(call: Call) -> Reply:
    """Which workers are ready, and the worker counters (B-099)."""
    with call.driver.turn() as world:
        endpoint = world.get(Endpoint, call.params["endpoint_id"])
        return reply(
            {
                "readyWorkers": views.ready_workers(world, endpoint.id),
                "workers": views.worker_counters(world, endpoint.id),
            }
        )


async def requests(call: Call) -> Reply:
    """Every job that is still remembered, oldest first; null when there is none (B-098)."""
    with call.driver.turn() as world:
        endpoint = world.get(Endpoint, call.params["endpoint_id"])
        rates.admit(world, endpoint.id, "requests")
        jobs = [views.job_view(world.get(Job, id)) for id in world.index.rosters[endpoint.id].jobs]
    rows = [{key: job[key] for key in ROW if key in job} for job in jobs]
    return reply({"requests": rows or None})


routes = [
    Route("GET", "/{endpoint_id}/health", health),
    Route("GET", "/{endpoint_id}/metrics", metrics),
    Route("GET", "/{endpoint_id}/requests", requests),
]
