"""One request, its answer, and the one fault that may come between them."""

import json
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What a request and an answer have in common."""

    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        wanted = name.encode()
        return next((value.decode() for key, value in self.headers if key == wanted), None)

    @property
    def json(self) -> Any:
        """The body as data; None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Request(Message):
    method: str = "GET"
    path: str = "/"
    query: str = ""

    def said(self, data: Any) -> "Request":
        return replace(self, body=text(data))

    def to(self, path: str) -> "Request":
        return replace(self, path=path)

    def asking(self, **flags: str | None) -> "Request":
        """With these in the query; without those that are None."""
        known = {**dict(parse_qsl(self.query)), **flags}
        kept = {name: value for name, value in known.items() if value is not None}
        return replace(self, query=urlencode(kept))

    def signed(self, authorization: str) -> "Request":
        others = (pair for pair in self.headers if pair[0] != b"authorization")
        return replace(self, headers=(*others, (b"authorization", authorization.encode())))

    def reading(self, path: str | None = None) -> "Request":
        """A GET of the same thing, or of another address, by the same caller."""
        address = path or self.path.removesuffix("/update")
        return replace(self, method="GET", path=address, query="", body=b"")


@dataclass(frozen=True, slots=True)
class Answer(Message):
    status: int = 200

    def said(self, data: Any) -> "Answer":
        return replace(self, body=text(data))

    def typed(self, content_type: str) -> "Answer":
        return self.without("content-type", (b"content-type", content_type.encode()))

    def without(self, name: str, *instead: tuple[bytes, bytes]) -> "Answer":
        others = (pair for pair in self.headers if pair[0] != name.encode())
        return replace(self, headers=(*others, *instead))

    @property
    def good(self) -> bool:
        return self.status < 400


JSON: Headers = ((b"content-type", b"application/json"),)
Serve = Callable[[Request], Awaitable[Answer]]


def answer(data: Any, status: int = 200) -> Answer:
    return Answer(JSON, text(data), status)


def text(data: Any) -> bytes:
    """As the server writes it: compact, keys in the order they have."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


Gone = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Exchange:
    """A request, the healthy server behind it, and what the fault remembers from earlier ones."""

    request: Request
    serve: Serve
    memory: dict[str, Any]
    #: Returns when the client has gone.
    gone: Gone
    #: Set by a fault that shows in neither the answer nor what the server is asked.
    changed: bool = False


Fault = Callable[[Exchange], Awaitable[Answer]]


async def healthy(exchange: Exchange) -> Answer:
    """The fault that is none."""
    return await exchange.serve(exchange.request)


async def meet(
    fault: Fault, request: Request, serve: Serve, gone: Gone, memory: dict[str, Any]
) -> tuple[Answer, bool]:
    """What the caller gets, and whether the fault has shown in it."""
    asked: list[Request] = []
    answers: list[Answer] = []

    async def noted(request: Request) -> Answer:
        asked.append(request)
        answers.append(await serve(request))
        return answers[-1]

    exchange = Exchange(request, noted, memory, gone)
    said = await fault(exchange)
    return said, exchange.changed or (asked, answers) != ([request], [said])


@dataclass(frozen=True, slots=True)
class Mutant:
    """A server that is right but for one thing. `at` says where, `GET|POST /v2/*/status/*`."""

    name: str
    at: str
    breaks: str
    fault: Fault
    _pattern: "re.Pattern[str]" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        methods, _, path = self.at.partition(" ")
        segments = re.escape(path).replace(r"\*\*", ".*").replace(r"\*", "[^/]+")
        object.__setattr__(self, "_pattern", re.compile(f"(?:{methods}) {segments}"))

    def concerns(self, method: str, path: str) -> bool:
        return self._pattern.fullmatch(f"{method} {path}") is not None


Rows = Iterator[Mutant]
#: What was asked and answered, in this order.
Heard = list[tuple[Request, Answer]]
