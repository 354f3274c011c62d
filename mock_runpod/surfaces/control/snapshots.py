"""A world kept aside: saving, loading, rewinding.

A snapshot's file has everything the world knows, also values of `env`, keys for uploads and inputs:
without them the world would go on another way. So it is as confidential as what was sent to the
mock, and who may read it is who may hold the world (`guard`). Lists and differences hide it.
"""

from typing import Annotated

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from mock_runpod.errors import Invalid
from mock_runpod.model import Endpoint, Job, Worker
from mock_runpod.runtime.driver import Driver
from mock_runpod.runtime.snapshots.documents import written
from mock_runpod.runtime.snapshots.moments import Moment
from mock_runpod.runtime.snapshots.reading import read as read_document
from mock_runpod.surfaces.control.bodies import Body, read
from mock_runpod.surfaces.kit import JSON, MIB, Call, Reply, Route, reply

#: What a file may have. A world of ten thousand jobs takes about ten.
LIMIT = 512 * MIB
#: Bodies of those who send no file.
NOTHING = (b"", b"{}")


class MomentDocument(TypedDict):
    """A world at a moment: `told` counts the events until then."""

    now: float
    told: int
    clock: str
    seed: int | str
    endpoints: int
    workers: int
    jobs: int


class SnapshotDocument(MomentDocument):
    name: str


class RewindBody(Body):
    """Either of the two. `event` is a number as `told` of `GET /__mock/events` counts them."""

    model_config = ConfigDict(strict=True)
    event: Annotated[int, Field(ge=0)] | None = None
    snapshot: str | None = None


def document(moment: Moment) -> MomentDocument:
    world = moment.world
    return {
        "now": round(world.now, 6),
        "told": world.told,
        "clock": moment.mode,
        "seed": world.seed,
        "endpoints": len(world.every(Endpoint)),
        "workers": len(world.every(Worker)),
        "jobs": len(world.every(Job)),
    }


def _now(driver: Driver) -> Reply:
    return reply(document(driver.moment()))


async def every(call: Call) -> Reply:
    """The snapshots of this world."""
    found: list[SnapshotDocument] = [
        {"name": name, **document(moment)} for name, moment in call.driver.snapshots.items()
    ]
    return reply(found)


async def save(call: Call) -> Reply:
    """Keep this world as it is now, or the file that is sent, under this name.

    201: a new one; 200: it has taken the place of the one of that name.
    """
    text, name = await call.body(LIMIT), call.params["name"]
    moment = call.driver.moment() if text in NOTHING else read_document(text)
    new = call.driver.snapshots.put(name, moment)
    said: SnapshotDocument = {"name": name, **document(moment)}
    return reply(said, 201 if new else 200)


async def show(call: Call) -> Reply:
    """The snapshot as a file. Unlike other answers it has secrets in it, where there are any."""
    return Reply(200, written(call.driver.snapshots.get(call.params["name"])), [JSON])


async def remove(call: Call) -> Reply:
    """Forget a snapshot."""
    call.driver.snapshots.remove(call.params["name"])
    return Reply(204)


async def load(call: Call) -> Reply:
    """On from a snapshot, whatever has happened since. Who waits is served as at a reset."""
    call.driver.go_back(call.driver.snapshots.get(call.params["name"]))
    return _now(call.driver)


async def load_document(call: Call) -> Reply:
    """On from the snapshot whose file is sent. A broken file changes nothing."""
    call.driver.go_back(read_document(await call.body(LIMIT)))
    return _now(call.driver)


async def rewind(call: Call) -> Reply:
    """Back to the end of the latest turn that had not gone beyond an event, or to a snapshot.

    Turns are kept while the setting `rewind_turns` is above 0. The answer says where it landed.
    """
    body = await read(call, RewindBody)
    if (body.event is None) == (body.snapshot is None):
        raise Invalid('say where to: either {"event": 118} or {"snapshot": "base"}')
    if body.event is not None:
        call.driver.rewind(body.event)
    else:
        call.driver.go_back(call.driver.snapshots.get(body.snapshot or ""))
    return _now(call.driver)


AT = "/snapshots/{name}"
routes = [
    Route("GET", "/snapshots", every, answer=list[SnapshotDocument]),
    Route("PUT", AT, save, answer=SnapshotDocument),
    Route("GET", AT, show, answer=dict[str, object]),
    Route("DELETE", AT, remove, status=204),
    Route("POST", f"{AT}/load", load, answer=MomentDocument),
    Route("POST", "/load", load_document, body=dict[str, object], answer=MomentDocument),
    Route("POST", "/rewind", rewind, body=RewindBody, answer=MomentDocument),
]
