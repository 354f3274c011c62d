"""What there is in a world and what happened in it, for people and tests to look at."""

from dataclasses import asdict
from typing import Any, TypedDict

from mock_runpod.engine.world import NOUNS, World
from mock_runpod.model import (
    Account,
    Chunk,
    Delivery,
    Dropped,
    Endpoint,
    Event,
    Job,
    NetworkVolume,
    Noted,
    Record,
    Stock,
    Template,
    Worker,
)
from mock_runpod.surfaces.kit import Call, Reply, Route, reply

KINDS = (Account, Template, NetworkVolume, Stock, Endpoint, Worker, Job, Chunk, Delivery)
#: Fields whose values could be secrets: only their names are shown.
HIDDEN = frozenset({"env", "s3_config"})


class EventDocument(TypedDict, total=False):
    """`event` is changed, dropped or noted; `record` is the thing as it was then."""

    at: float
    event: str
    kind: str
    id: str
    text: str
    record: dict[str, Any]


class EventsDocument(TypedDict):
    """`told` counts all events there ever were; pass it as `since` to read on from here."""

    told: int
    events: list[EventDocument]


def shown(record: Record) -> dict[str, Any]:
    hidden: dict[str, Any] = _hide(asdict(record))
    return hidden


def _hide(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {
        key: dict.fromkeys(inner, "***") if key in HIDDEN and inner else _hide(inner)
        for key, inner in value.items()
    }


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
    found = {noun(kind): [shown(record) for record in world.every(kind)] for kind in KINDS}
    return {f"{kind}s": records for kind, records in found.items() if records}


async def state(call: Call) -> Reply:
    """Every record of this world; what could be a secret is hidden."""
    with call.driver.turn() as world:
        return reply({"now": world.now, "told": world.told, **inventory(world)})


async def events(call: Call) -> Reply:
    """What happened, oldest first; `?since=` skips what was told before, `?limit=` shortens."""
    since, limit = call.whole("since") or 0, call.whole("limit")
    with call.driver.turn() as world:
        news = world.news_since(max(0, min(since, world.told)))
        if limit is not None:
            news = news[: max(0, limit)]
        return reply({"told": world.told, "events": [told(event) for event in news]})


routes = [
    Route("GET", "/state", state, answer=dict[str, Any]),
    Route("GET", "/events", events, answer=EventsDocument),
]
