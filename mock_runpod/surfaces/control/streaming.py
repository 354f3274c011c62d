"""What happens in a world and what is asked of it, as it goes: server-sent events.

The id of a message is the place behind it, `ERA.EVENTS.REQUESTS`: which world since this process
began, and how much of it had been told. Who comes back with one reads on from there.
"""

import asyncio
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import orjson
from starlette.types import Send

from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid
from mock_runpod.runtime.driver import Driver
from mock_runpod.surfaces.control.exchanges import shown
from mock_runpod.surfaces.control.state import told
from mock_runpod.surfaces.kit import Call, Reply, Route

#: Real seconds of silence after which a comment goes out: proxies end what seems dead.
PING_S = 15.0
PING = b": still here\n\n"
#: So many messages go out at once; others have the event loop in between.
BREATH = 200
EVENTS, REQUESTS = "events", "requests"
ID, NUMBER = re.compile(r"(\d{1,15})\.(\d{1,15})\.(\d{1,15})"), re.compile(r"\d{1,15}")
HEADERS = ((b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"))


class Place(NamedTuple):
    """How far somebody has read: so many events of this era, so many requests."""

    era: int
    events: int
    requests: int

    def __str__(self) -> str:
        return f"{self.era}.{self.events}.{self.requests}"


class Reader:
    """Somebody who reads what happens in a world, from a place on."""

    def __init__(self, driver: Driver, place: Place, only: str | None = None) -> None:
        self._driver, self.place, self._only = driver, place, only
        self._ahead: Iterator[bytes] = iter(())

    def news(self) -> bytes:
        """The next messages; nothing when all is read."""
        if text := b"".join(islice(self._ahead, BREATH)):
            return text
        with self._driver.turn() as world:
            self._ahead = self._since(world)
            return b"".join(islice(self._ahead, BREATH))

    def _since(self, world: World) -> Iterator[bytes]:
        """All that is new, in the order it happened. A request comes behind what it caused."""
        yield from self._breaks(world)
        events = iter(world.news_since(self.place.events))
        for exchange in self._driver.journal.since(self.place.requests):
            for event in islice(events, max(0, exchange.told - self.place.events)):
                yield from self._event(told(event))
            self.place = self.place._replace(requests=exchange.number)
            if self._only != EVENTS:
                yield self._message("request", shown(exchange, world))
        for event in events:
            yield from self._event(told(event))

    def _breaks(self, world: World) -> Iterator[bytes]:
        """Another world has begun since, or so much happened that some of it is forgotten."""
        era, events, requests = self.place
        now, journal = self._driver.era, self._driver.journal
        if era != now.number or events > world.told or requests > journal.told:
            self.place = Place(now.number, now.told, min(requests, journal.told))
            yield self._message("reset", {"event": "reset", "now": world.now})
        missed = {
            EVENTS: world.told - self.place.events - len(world.events),
            REQUESTS: journal.forgotten_since(self.place.requests),
        }
        gap = {what: n for what, n in missed.items() if n > 0 and self._only in (None, what)}
        self.place = self.place._replace(
            events=max(self.place.events, world.told - len(world.events)),
            requests=max(self.place.requests, journal.told - len(journal)),
        )
        if gap:
            yield self._message("gap", {"event": "gap", **gap})

    def _event(self, document: Any) -> Iterator[bytes]:
        self.place = self.place._replace(events=self.place.events + 1)
        if self._only != REQUESTS:
            yield self._message("event", document)

    def _message(self, kind: str, document: Any) -> bytes:
        return (
            f"id: {self.place}\nevent: {kind}\ndata: ".encode() + orjson.dumps(document) + b"\n\n"
        )


class Stream(Reply):
    """It goes on until the client leaves, the world is dropped or the server ends."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(headers=[*HEADERS])
        self._reader = reader

    async def send(self, call: Call, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.headers})
        if call.method != "HEAD":
            await self._follow(call, send)
        await send({"type": "http.response.body", "body": b""})

    async def _follow(self, call: Call, send: Send) -> None:
        driver, gone = call.driver, call.hangup()
        bell = driver.onlookers.enter()
        gone.add_done_callback(lambda _: bell.set())
        text = f"id: {self._reader.place}\n\n".encode()  # a place to come back to, for a start
        try:
            while text and not gone.done():
                await send({"type": "http.response.body", "body": text, "more_body": True})
                await asyncio.sleep(0)
                text = await self._next(bell, lambda: gone.done() or driver.over)
        finally:
            driver.onlookers.leave(bell)
            gone.cancel()

    async def _next(self, bell: asyncio.Event, over: Callable[[], bool]) -> bytes:
        """What comes next, or a sign of life; nothing when it is over."""
        while True:
            bell.clear()
            if text := self._reader.news():
                return text
            if over():
                return b""
            try:
                async with asyncio.timeout(PING_S):
                    await bell.wait()
            except TimeoutError:
                return PING


async def follow(call: Call) -> Reply:
    """Events and requests as they happen (text/event-stream); `?since=` or `Last-Event-ID` resume.

    `?since=0` begins with all that is remembered; another number is that of an event. `?only=` is
    events or requests.
    """
    only = call.query.get("only") or None
    if only not in (None, EVENTS, REQUESTS):
        raise Invalid(f"query parameter only must be {EVENTS} or {REQUESTS}, not {only!r}")
    with call.driver.turn() as world:
        return Stream(Reader(call.driver, _place(call, world), only))


def _place(call: Call, world: World) -> Place:
    """Where to begin: what the client says, or now."""
    said = call.header(b"last-event-id") or call.query.get("since")
    era, journal = call.driver.era.number, call.driver.journal
    if not said:
        return Place(era, world.told, journal.told)
    if found := ID.fullmatch(said):
        return Place(*map(int, found.groups()))
    if not NUMBER.fullmatch(said):
        raise Invalid("since must be the id of a message, like 1.118.57, or a number of events")
    events = min(int(said), world.told)
    if not events:
        return Place(era, 0, 0)
    later = (each.number - 1 for each in journal.since(0) if each.told > events)
    return Place(era, events, next(later, journal.told))


routes = [Route("GET", "/events/stream", follow, query=("since", "only"))]
