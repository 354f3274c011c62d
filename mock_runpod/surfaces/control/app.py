"""The addresses of the control API, below /__mock."""

from functools import cache
from typing import Any

from typing_extensions import TypedDict

from mock_runpod import __version__
from mock_runpod.runtime.clock import stopwatch
from mock_runpod.surfaces import openapi
from mock_runpod.surfaces.control import (
    clock,
    costs,
    crew,
    differences,
    endpoints,
    faults,
    fidelity,
    jobs,
    logs,
    market,
    requests,
    snapshots,
    state,
    streaming,
    wait,
    workers,
    worlds,
)
from mock_runpod.surfaces.control.dialect import refuse
from mock_runpod.surfaces.control.guard import driver_of
from mock_runpod.surfaces.kit import Call, Dialect, Reply, Route, reply

STARTED = stopwatch()


class HealthDocument(TypedDict):
    """`uptime` is in real seconds."""

    status: str
    version: str
    uptime: float
    worlds: int


async def health(call: Call) -> Reply:
    """That this process is alive; needs no key, no token and no particular host."""
    said: HealthDocument = {
        "status": "ok",
        "version": __version__,
        "uptime": round(stopwatch() - STARTED, 3),
        "worlds": len(call.worlds.names()),
    }
    return reply(said)


async def ready(call: Call) -> Reply:
    """That worlds can be used; data and profile were read before the port was opened."""
    return reply({"status": "ready"})


async def version(call: Call) -> Reply:
    """The version of the mock."""
    return reply({"version": __version__})


@cache
def document() -> dict[str, Any]:
    return openapi.document("mock_runpod control API", "/__mock", routes)


async def spec(call: Call) -> Reply:
    """This API as an OpenAPI document."""
    return reply(document())


routes: list[Route] = [
    Route("GET", "/health", health, open=True, answer=HealthDocument),
    Route("GET", "/ready", ready, open=True),
    Route("GET", "/version", version, open=True),
    Route("GET", "/openapi.json", spec, open=True),
    *worlds.routes,
    *clock.routes,
    *snapshots.routes,
    *differences.routes,
    *wait.routes,
    *costs.routes,
    *faults.routes,
    *endpoints.routes,
    *jobs.routes,
    *workers.routes,
    *crew.routes,
    *logs.routes,
    *market.routes,
    *state.routes,
    *requests.routes,
    *streaming.routes,
    *fidelity.routes,
]

DIALECT = Dialect(
    name="control",
    root="/__mock",
    routes=routes,
    enter=driver_of,
    refuse=refuse,
    imitates=False,
)
