"""What there is in a world and what happened in it, for people and tests to look at."""

from dataclasses import asdict
from typing import Any

from typing_extensions import TypedDict

from mock_runpod.engine.world import NOUNS, World
from mock_runpod.errors import Invalid
from mock_runpod.model import (
    Account,
    Attempt,
    Bill,
    Chunk,
    Delivery,
    Dropped,
    Endpoint,
    Event,
    Fault,
    Job,
    NetworkVolume,
    Noted,
    Record,
    Stock,
    Tally,
    Template,
    Worker,
)
from mock_runpod.surfaces.control import secrets
from mock_runpod.surfaces.kit import Call, Reply, Route, reply

KINDS: dict[str, type[Record]] = {
    "accounts": Account,
    "templates": Template,
    "networkVolumes": NetworkVolume,
    "stock": Stock,
    "endpoints": Endpoint,
    "workers": Worker,
    "jobs": Job,
    "chunks": Chunk,
    "deliveries": Delivery,
    "attempts": Attempt,
    "tallies": Tally,
    "bills": Bill,
    "faults": Fault,
}


class EventDocument(TypedDict, total=False):
    """`event` is changed, dropped or noted; `record` is the thing as it was then."""

    at: float
    event: str
    kind: str
    id: str
    text: str
    record: dict[str, Any]


class EventsDocument(TypedDict):
    """`told` counts the events from the first ever to the last shown; `?since=` it reads on."""

    told: int
    events: list[EventDocument]


def shown(record: Record) -> dict[str, Any]:
    """The record and those inside it, but of what could be secrets only their names."""
    return {name: secrets.shown(name, value) for name, value in asdict(record).items()}


def told(event: Event) -> EventDocument:
    if isinstance(event, Noted):
        return {"at": event.at, "event": "noted", "id": event.about, "text": event.text}
    return {
        "at": event.at,
        "event": "dropped" if isinstance(event, Dropped) else "changed",
        "kind": noun(type(event.record)),
        "id": event.record.id,
        "record": shown(event.record),
    }


def noun(kind: type[Record]) -> str:
    return NOUNS.get(kind, kind.__name__.lower())


def inventory(world: World) -> dict[str, list[dict[str, Any]]]:
    return {name: [shown(one) for one in world.every(kind)] for name, kind in KINDS.items()}


async def state(call: Call) -> Reply:
    """Every record of this world; what could be a secret is hidden."""
    with call.driver.turn() as world:
        return reply({"now": world.now, "told": world.told, **inventory(world)})


async def events(call: Call) -> Reply:
    """What happened, oldest first; `?since=` skips what was told before, `?limit=` shortens."""
    since, limit = _count(call, "since") or 0, _count(call, "limit")
    with call.driver.turn() as world:
        news = world.news_since(min(since, world.told))
        page = news[:limit]
        told_here = world.told - (len(news) - len(page))
        return reply({"told": told_here, "events": [told(event) for event in page]})


def _count(call: Call, name: str) -> int | None:
    number = call.whole(name)
    if number is not None and number < 0:
        raise Invalid(f"query parameter {name} must not be negative")
    return number


routes = [
    Route("GET", "/state", state, answer=dict[str, Any]),
    Route("GET", "/events", events, answer=EventsDocument),
]
