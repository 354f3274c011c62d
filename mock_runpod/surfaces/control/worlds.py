"""The worlds themselves: listing, resetting, settings."""

from collections import deque
from typing import Any

from typing_extensions import TypedDict

from mock_runpod.errors import Invalid
from mock_runpod.model import Endpoint, Job, Worker
from mock_runpod.runtime import options
from mock_runpod.surfaces.kit import MIB, Call, Reply, Route, reply


class WorldDocument(TypedDict):
    """A world by its name; keys are never shown."""

    name: str
    now: float
    clock: str
    endpoints: int
    workers: int
    jobs: int


async def every(call: Call) -> Reply:
    """All worlds that have been used so far."""
    rows: list[WorldDocument] = []
    for driver in call.worlds:
        with driver.turn() as world:
            rows.append(
                {
                    "name": driver.name,
                    "now": round(world.now, 6),
                    "clock": driver.clock.mode,
                    "endpoints": len(world.every(Endpoint)),
                    "workers": len(world.every(Worker)),
                    "jobs": len(world.every(Job)),
                }
            )
    return reply(rows)


async def forget(call: Call) -> Reply:
    """Drop a world; its key begins a new one."""
    call.worlds.forget(call.params["name"])
    return Reply(204)


async def reset(call: Call) -> Reply:
    """This world as it was at the beginning; `?all=1`: every world."""
    for driver in list(call.worlds) if call.flag("all") else [call.driver]:
        driver.reset()
    return Reply(204)


async def config(call: Call) -> Reply:
    """The options in force, for the server and for this world; secrets are only told to be set."""
    return reply(_config(call))


async def configure(call: Call) -> Reply:
    """Change settings of this world; they hold from now on."""
    changes = await call.json(MIB)
    if not isinstance(changes, dict):
        raise Invalid("expected an object of settings and their new values")
    with call.driver.turn() as world:
        world.settings = options.changed(world.settings, changes)
        world.events = deque(world.events, world.settings.event_limit or None)
    return reply(_config(call))


def _config(call: Call) -> dict[str, Any]:
    world = call.driver.world
    return {
        "world": call.driver.name,
        "profile": world.profile.name,
        "settings": options.shown(world.settings),
        "server": options.shown(call.worlds.server),
    }


routes = [
    Route("GET", "/worlds", every, answer=list[WorldDocument]),
    Route("DELETE", "/worlds/{name}", forget, status=204),
    Route("POST", "/reset", reset, status=204),
    Route("GET", "/config", config, answer=dict[str, Any]),
    Route("PATCH", "/config", configure, body=dict[str, Any], answer=dict[str, Any]),
]
