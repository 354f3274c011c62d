"""What each timer means when it rings: the one table from a Timer to a verb."""

from collections.abc import Callable
from typing import Any

from mock_runpod.engine import (
    attached,
    endpoints,
    jobs,
    losses,
    scheduling,
    webhooks,
    workers,
    working,
)
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World
from mock_runpod.model import Worker
from mock_runpod.model import WorkerStatus as W

#: What a worker has ahead of it, by where it is in its life.
DUE: dict[W, Callable[[World, Worker], None]] = {
    W.PREPARING: workers.prepared,
    W.STARTING: workers.ready,
    W.IDLE: workers.rest,
    W.RUNNING: losses.heartbeats_missed,
    W.THROTTLED: workers.look_for_room,
    W.UNHEALTHY: losses.try_again,
}
#: The same for one that is a process.
DUE_OF_PROCESS = DUE | {W.STARTING: attached.never_came, W.UNHEALTHY: attached.given_up}


def worker_due(world: World, worker_id: str, _: Any) -> None:
    worker = world.get(Worker, worker_id)
    (DUE_OF_PROCESS if worker.process else DUE)[worker.status](world, worker)


def alarm(world: World, id: str, _: Any) -> None:
    """Somebody's patience runs out. Nothing changes; the clock must only be able to get here."""


MEANINGS: dict[str, Callable[[World, str, Any], None]] = {
    "alarm": alarm,
    "endpoint-dispatches": lambda world, id, _: scheduling.on_dispatch(world, id),
    "endpoint-idles": endpoints.on_idle,
    "endpoint-looks": lambda world, id, _: scheduling.on_look(world, id),
    "endpoint-ticks": lambda world, id, _: scheduling.on_look(world, id),
    "job-ends": lambda world, id, _: jobs.on_end_of_time(world, id),
    "job-overruns": lambda world, id, _: losses.overrun(world, id),
    "job-works": working.on_step,
    "webhook-due": lambda world, id, _: webhooks.on_due(world, id),
    "worker-due": worker_due,
}


def ring(world: World, timer: Timer, payload: Any) -> None:
    MEANINGS[timer.what](world, timer.id, payload)
