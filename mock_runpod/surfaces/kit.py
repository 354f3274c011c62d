"""What every dialect needs. Nothing in here may depend on which dialect it is."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import responses
from typing import Any, TypeVar

import orjson
from starlette.datastructures import QueryParams
from starlette.requests import empty_receive
from starlette.types import Receive, Scope, Send

from mock_runpod.errors import Invalid, RunPodError, TooLarge
from mock_runpod.runtime.driver import Driver
from mock_runpod.runtime.fields import DEEPEST, depth
from mock_runpod.runtime.journal import Miss, Withheld
from mock_runpod.runtime.waiting import HungUp
from mock_runpod.runtime.worlds import Worlds

F = TypeVar("F", bound=Callable[..., Any])
MIB = 1024 * 1024
JSON = (b"content-type", b"application/json")


#: Statuses whose answers have no body, and methods that send none, by HTTP.
NO_BODY = frozenset({204, 304})
BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "CONNECT", "TRACE"})


@dataclass(slots=True)
class Reply:
    """One answer, ready to go out in one step. How else one can go out, a subclass says."""

    status: int = 200
    body: bytes = b""
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def send(self, call: "Call", send: Send) -> None:
        headers, body = self.headers, self.body
        if self.status not in NO_BODY:
            headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if call.method == "HEAD" else body})


class Unsent(Reply):
    """For a client that has gone; its status is 0."""

    async def send(self, call: "Call", send: Send) -> None:
        pass


def reply(data: Any, status: int = 200, *headers: tuple[bytes, bytes]) -> Reply:
    """Data as JSON. Whole numbers stay whole: an integer never goes out as `4.0`."""
    return Reply(status, orjson.dumps(data), [JSON, *headers])


#: Most requests have none, and parsing nothing takes a while.
NO_QUERY = QueryParams()


class Call:
    """One request, as handlers see it: its parameters, its world, and its body when asked for."""

    def __init__(self, scope: Scope, receive: Receive = empty_receive) -> None:
        self.scope, self.receive = scope, receive
        self.method: str = scope["method"]
        self.params: dict[str, str] = {}
        self.worlds: Worlds
        self.driver: Driver  # once it is known whose world is meant
        self.dialect: Dialect
        self.route: Route | None = None
        self.sent = b""  # the body, once it was read
        self.faults: list[str] = []  # those that struck
        self.miss: Miss | None = None
        self._query: QueryParams | None = None
        self.unread = self.method not in BODILESS  # the body, if there is one

    @property
    def whose(self) -> Driver | None:
        """The driver, if it is known whose world is meant."""
        return getattr(self, "driver", None)

    @property
    def host(self) -> str:
        """As the client wrote it, with the port."""
        return self.header(b"host") or ""

    def header(self, name: bytes) -> str | None:
        for key, value in self.scope["headers"]:
            if key == name:
                return str(value, "latin-1")
        return None

    @property
    def query(self) -> QueryParams:
        if self._query is None:
            said = self.scope["query_string"]
            self._query = QueryParams(said) if said else NO_QUERY
        return self._query

    def flag(self, name: str) -> bool:
        """A boolean of the query; absent is false."""
        said = self.query.get(name, "false").lower()
        if said not in ("true", "false", "1", "0", ""):
            raise Invalid(f"query parameter {name} must be true or false")
        return said in ("true", "1")

    def whole(self, name: str) -> int | None:
        """A whole number of the query, or None."""
        said = self.query.get(name)
        if said is None or said == "":
            return None
        try:
            return int(float(said)) if len(said) < 20 else int(said)
        except (ValueError, OverflowError):
            raise Invalid(f"query parameter {name} must be a whole number") from None

    async def body(self, limit: int) -> bytes:
        """The whole body. Past `limit` bytes it raises TooLarge, having kept none of the rest.

        The rest is still read, so that the client gets to see the answer. Raises HungUp when the
        client goes away in the middle: what it sent so far is not what it meant.
        """
        parts, size, more, self.unread = [], 0, True, False
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise HungUp
            size += len(message.get("body", b""))
            if size <= limit:
                parts.append(message.get("body", b""))
            else:
                parts.clear()
            more = message.get("more_body", False)
        if size > limit:
            self.sent = Withheld(size)
            raise TooLarge(f"exceeded max body size of {limit // MIB}MiB")
        self.sent = whole = parts[0] if len(parts) == 1 else b"".join(parts)
        return whole

    async def hear_out(self) -> None:
        """A body that no handler asked for; the journal shows it all the same."""
        with suppress(TooLarge, HungUp):
            await self.body(MIB)

    async def json(self, limit: int) -> Any:
        """The body as data, raises Invalid when it is not JSON or nested beyond reason."""
        return parsed(await self.body(limit))

    def hangup(self) -> "asyncio.Task[None]":
        """Done when the client has gone. Cancel it when that no longer matters."""
        self.unread = False
        return asyncio.get_running_loop().create_task(self._gone())

    async def _gone(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass


def parsed(body: bytes) -> Any:
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Invalid(f"invalid request body: {error}") from None
    if body.count(b"[") + body.count(b"{") > DEEPEST and depth(data) > DEEPEST:
        raise Invalid(f"invalid request body: nested deeper than {DEEPEST} levels")
    return data


def status_of(error: RunPodError, table: Mapping[type[RunPodError], int]) -> int:
    """The number a dialect gives to this kind of error, or to the nearest kind above it."""
    return next(table[kind] for kind in type(error).__mro__ if kind in table)


Handler = Callable[[Call], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Route:
    """An address of a dialect, below its root; `address` is all of it. `open` ones need no key.

    `body`, `answer`, `flags` (booleans of the query) and `query` (what else can stand there) are
    documentation.
    """

    method: str
    path: str
    handler: Handler
    open: bool = False
    body: Any = None
    answer: Any = None
    status: int = 200
    flags: Sequence[str] = ()
    query: Sequence[str] = ()
    address: str = ""


#: An error that a fault wants: its status, and its text unless that is left to the API.
Complain = Callable[[Call, int, str | None], Reply]


def _in_json(call: Call, status: int, text: str | None) -> Reply:
    return reply({"error": text or phrase(status), "status": status}, status)


def phrase(status: int) -> str:
    """What HTTP calls it; proxies have numbers of their own, which have no name."""
    return responses.get(status, "Error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one API family speaks: its addresses, whom it lets in, and how it says no.

    `root` is where its addresses begin; `unserved` says so of one that has none yet. `enter` finds
    the world a request means, or raises. `refuse` tells an error, `complain` one on order. What
    is asked of one that `imitates` RunPod is journaled, and faults can strike it. That is not so
    of one that is not `journaled`, which is asked again and again by whoever only waits.
    """

    name: str
    root: str = ""
    routes: Sequence[Route]
    enter: Callable[[Call], Driver]
    refuse: Callable[[Call, Exception], Reply]
    imitates: bool = True
    journaled: bool = True
    unserved: str = ""
    complain: Complain = _in_json
