"""What went over the wire: the requests of this world, and those that found nothing."""

from typing import Any

from typing_extensions import TypedDict

from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid
from mock_runpod.runtime.journal import Exchange, Journal
from mock_runpod.surfaces.control import har
from mock_runpod.surfaces.control.bodies import read
from mock_runpod.surfaces.control.exchanges import (
    ExchangeDocument,
    MissDocument,
    shown,
    shown_miss,
)
from mock_runpod.surfaces.control.searching import Search, Searcher, pattern
from mock_runpod.surfaces.kit import Call, Reply, Route, reply


class RequestsDocument(TypedDict):
    """`told` counts the requests from the first ever to the last shown; `?since=` it reads on."""

    told: int
    requests: list[ExchangeDocument]


class NearDocument(TypedDict):
    """A request that was nearly meant, and each way in which it is not."""

    differs: list[str]
    request: ExchangeDocument


class FoundDocument(RequestsDocument):
    """`nearest` are those that are like it, when none is it."""

    count: int
    nearest: list[NearDocument]


class CountDocument(TypedDict):
    count: int


class UnmatchedDocument(RequestsDocument):
    """`strays` were meant for no world, as they had no key that opens one; `strayTold` counts all
    such requests, of every client of this server.
    """

    strayTold: int
    strays: list[ExchangeDocument]


class NearMissDocument(MissDocument):
    """`request` is like `POST /v2/sdxI/run`; a `stray` was meant for no world."""

    number: int
    at: float | None
    request: str
    stray: bool


class NearMissesDocument(TypedDict):
    nearMisses: list[NearMissDocument]


async def every(call: Call) -> Reply:
    """What was asked of this world, oldest first; `?on=` picks; `?stray=1`: meant for no world."""
    on, limit, since = call.query.get("on"), _count(call, "limit"), _count(call, "since") or 0
    fits = None if on is None else pattern(on).fits
    with call.driver.turn() as world:
        stray = call.flag("stray")
        journal = call.worlds.strays if stray else kept(call, world)
        found = [e for e in journal.since(since) if fits is None or fits(e.method, e.path)]
        page = found[:limit]
        last = page[-1].number if page else since
        told = journal.told if len(page) == len(found) else last
        rows = [shown(each, None if stray else world) for each in page]
    said: RequestsDocument = {"told": told, "requests": rows}
    return reply(said)


async def forget(call: Call) -> Reply:
    """Forget the requests of this world; `?stray=1`: those that were meant for none."""
    (call.worlds.strays if call.flag("stray") else call.driver.journal).clear()
    return Reply(204)


async def find(call: Call) -> Reply:
    """The requests that fit, oldest first; when none does, those that nearly do."""
    search = await read(call, Search)
    with call.driver.turn() as world:
        searcher = Searcher(search, kept(call, world), world)
        found = searcher.found()
        near = [] if found else searcher.nearest()
        said: FoundDocument = {
            "told": call.driver.journal.told,
            "count": len(found),
            "requests": found[: search.limit],
            "nearest": [{"differs": ways, "request": request} for request, ways in near],
        }
    return reply(said)


async def count(call: Call) -> Reply:
    """How many requests fit."""
    search = await read(call, Search)
    with call.driver.turn() as world:
        said: CountDocument = {"count": len(Searcher(search, kept(call, world), world).found())}
    return reply(said)


async def unmatched(call: Call) -> Reply:
    """Requests that are most likely a mistake; `?since=` and `?strays=` skip what is known."""
    since, strays_since = _count(call, "since") or 0, _count(call, "strays") or 0
    strays = call.worlds.strays
    with call.driver.turn() as world:
        said: UnmatchedDocument = {
            "told": call.driver.journal.told,
            "requests": _unhandled(call.driver.journal, since, world),
            "strayTold": strays.told,
            "strays": _unhandled(strays, strays_since, None),
        }
    return reply(said)


async def near_misses(call: Call) -> Reply:
    """What was asked for and is not there, and what would have been."""
    with call.driver.turn() as world:
        own = [_near_miss(each, world) for each in call.driver.journal.misses()]
    strays = [_near_miss(each, None) for each in call.worlds.strays.misses()]
    said: NearMissesDocument = {"nearMisses": own + strays}
    return reply(said)


async def archive(call: Call) -> Reply:
    """The requests of this world as an HTTP archive (HAR 1.2)."""
    with call.driver.turn() as world:
        return reply(har.archive(kept(call, world).since(0), world))


def kept(call: Call, world: World) -> Journal:
    """The journal, as short as the settings have it by now."""
    journal = call.driver.journal
    journal.keep(world.settings.max_journal_entries)
    return journal


def _unhandled(journal: Journal, since: int, world: World | None) -> list[ExchangeDocument]:
    return [shown(e, world) for e in journal.misses(since) if e.miss and e.miss.unhandled]


def _near_miss(exchange: Exchange, world: World | None) -> NearMissDocument:
    assert exchange.miss is not None
    return {
        "number": exchange.number,
        "at": exchange.at,
        "request": f"{exchange.method} {exchange.path}",
        "stray": exchange.at is None,
        **shown_miss(exchange.miss, world),
    }


def _count(call: Call, name: str) -> int | None:
    number = call.whole(name)
    if number is not None and number < 0:
        raise Invalid(f"query parameter {name} must not be negative")
    return number


PAGE = ("since", "limit", "on")
routes = [
    Route("GET", "/requests", every, answer=RequestsDocument, flags=["stray"], query=PAGE),
    Route("DELETE", "/requests", forget, status=204, flags=["stray"]),
    Route("POST", "/requests/find", find, body=Search, answer=FoundDocument),
    Route("POST", "/requests/count", count, body=Search, answer=CountDocument),
    Route(
        "GET", "/requests/unmatched", unmatched, answer=UnmatchedDocument, query=("since", "strays")
    ),
    Route("GET", "/near-misses", near_misses, answer=NearMissesDocument),
    Route("GET", "/requests.har", archive, answer=dict[str, Any]),
]
