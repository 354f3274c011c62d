"""The worlds themselves: making, listing, forking, resetting, settings."""

from collections import deque
from typing import Any

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from mock_runpod.errors import Invalid
from mock_runpod.model import Endpoint, Job, Worker
from mock_runpod.runtime.beginnings import Wish
from mock_runpod.runtime.driver import Driver
from mock_runpod.runtime.files import options
from mock_runpod.runtime.files.reading import FileText
from mock_runpod.surfaces.control.bodies import Body, read
from mock_runpod.surfaces.kit import MIB, Call, Reply, Route, reply

#: What the files of a world may have.
LIMIT = 16 * MIB


class WorldDocument(TypedDict):
    """A world by its name; keys are never shown. With its `seed` a story can be repeated."""

    name: str
    now: float
    clock: str
    profile: str
    seed: int | str
    endpoints: int
    workers: int
    jobs: int


class MadeDocument(WorldDocument):
    """The `key` is what clients of the world send; it follows from the name, and is no secret."""

    key: str


class TextBody(Body):
    """What a file says. `file` is what it is called when mistakes in it are told."""

    file: str
    text: str

    def meant(self) -> FileText:
        return FileText(self.file, self.text)


class WorldBody(Body):
    """`seed` is the world's as it is: the name is not mixed in, so any name repeats the story.

    `data`, `profile` and `faults` can be ready-made names. Files are sent as texts; `data` can be
    several, `faults` a list that has them as `{"profile": {"file": ..., "text": ...}}`. What is
    left out is as the server was started with.
    """

    model_config = ConfigDict(strict=True)
    name: str | None = None
    seed: int | str | None = None
    clock: str | None = None
    profile: str | TextBody | None = None
    data: str | TextBody | list[TextBody] | None = None
    settings: dict[str, Any] = Field(default={})
    faults: list[Any] | str = Field(default=[])

    def wish(self) -> Wish:
        data, profile = self.data, self.profile
        texts = [data] if isinstance(data, TextBody) else data
        return Wish(
            seed=self.seed,
            profile=profile.meant() if isinstance(profile, TextBody) else profile,
            data=[each.meant() for each in texts] if isinstance(texts, list) else texts,
            settings=self.settings,
            faults=self.faults,
        )


class ForkBody(Body):
    """`as` is what the second world is called; without it, it gets a name nobody has."""

    model_config = ConfigDict(strict=True)
    to: str | None = Field(None, alias="as")


def document(driver: Driver) -> WorldDocument:
    with driver.turn() as world:
        return {
            "name": driver.name,
            "now": round(world.now, 6),
            "clock": driver.clock.mode,
            "profile": world.profile.name,
            "seed": world.seed,
            "endpoints": len(world.every(Endpoint)),
            "workers": len(world.every(Worker)),
            "jobs": len(world.every(Job)),
        }


def _made(call: Call, driver: Driver) -> Reply:
    said: MadeDocument = {**document(driver), "key": call.worlds.key_of(driver.name)}
    return reply(said, 201)


async def every(call: Call) -> Reply:
    """All worlds that have been used so far."""
    return reply([document(driver) for driver in call.worlds])


async def make(call: Call) -> Reply:
    """A world of its own, with its own seed, clock, profile, data, settings and faults.

    A reset of it gives back what it was made with. 409: the name is taken.
    """
    body = await read(call, WorldBody, limit=LIMIT)
    return _made(call, call.worlds.make(body.name, body.wish(), body.clock))


async def fork(call: Call) -> Reply:
    """A second world that goes on from this very moment of the first."""
    body = await read(call, ForkBody)
    return _made(call, call.worlds.fork(call.params["name"], body.to))


async def forget(call: Call) -> Reply:
    """Drop a world and all that was kept of it; its key begins a new one."""
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
        "seed": world.seed,
        "profile": world.profile.name,
        "settings": options.shown(world.settings),
        "server": options.shown(call.worlds.server),
    }


routes = [
    Route("GET", "/worlds", every, answer=list[WorldDocument]),
    Route("POST", "/worlds", make, body=WorldBody, answer=MadeDocument, status=201),
    Route("DELETE", "/worlds/{name}", forget, status=204),
    Route("POST", "/worlds/{name}/fork", fork, body=ForkBody, answer=MadeDocument, status=201),
    Route("POST", "/reset", reset, status=204),
    Route("GET", "/config", config, answer=dict[str, Any]),
    Route("PATCH", "/config", configure, body=dict[str, Any], answer=dict[str, Any]),
]
