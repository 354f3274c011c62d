"""What went over the wire: the latest requests of a world, and those among them that found nothing.

It keeps references, no copies; how they are shown, and what of them is hidden, is the control API's
business.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

MIB = 1024 * 1024
#: How many requests that found nothing are kept, however many others came after them.
MISSES = 200
#: No header can have it inside.
BETWEEN = b"\0"


class Miss(NamedTuple):
    """A request for something that is not there. `unhandled` ones are most likely a mistake: an
    address that nobody answers, or an endpoint that was never in this world. `near` says in a
    user's words what would have been there; `noun` and `id` name the thing, where it is one.
    """

    what: str
    near: str = ""
    unhandled: bool = False
    noun: str = ""
    id: str = ""


class Withheld(bytes):
    """A body that is too big to keep: nothing is left of it but its size."""

    size: int

    def __new__(cls, size: int) -> "Withheld":
        made = super().__new__(cls)
        made.size = size
        return made


class Exchange(NamedTuple):
    """One request and its answer. `at` is the world's second, None if it was meant for no world;
    `told` is how many events there were by then, `ms` are real milliseconds. `route` is the address
    that answered (`POST /v2/{endpoint_id}/run`), `faults` are the names of those that struck. The
    status is 0 when the client did not wait for one. Headers, `packed`, and bodies are as they were
    on the wire: not for eyes.
    """

    number: int
    at: float | None
    told: int
    ms: float
    method: str
    path: str
    query: bytes
    headers: bytes
    body: bytes
    status: int
    answer: bytes
    answered: bytes
    route: str
    faults: Sequence[str] = ()
    miss: Miss | None = None

    @property
    def host(self) -> str:
        """As the client wrote it, with the port."""
        return dict(unpacked(self.headers)).get("host", "")


class Journal:
    """The latest exchanges, as many as whoever adds one allows and `most_bytes` can hold.

    `told` counts every exchange there ever was: clearing it begins no new count, so that a number
    is never given twice.
    """

    def __init__(self, most_bytes: int = 32 * MIB) -> None:
        self._most_bytes = most_bytes
        self._kept: deque[Exchange] = deque()
        self._weights: deque[int] = deque()
        self._misses: deque[Exchange] = deque(maxlen=MISSES)
        self._bytes = self._cleared = 0
        self.told = 0

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, exchange: Exchange, limit: int) -> None:
        """Keep it, and no more than `limit`."""
        self.told += 1
        weight = _weight(exchange)
        if weight > self._most_bytes // 4:  # one upload must not push out everything else
            exchange = _light(exchange, self._most_bytes // 8)
            weight = _weight(exchange)
        if exchange.miss is not None:
            self._misses.append(exchange)
        self._kept.append(exchange)
        self._weights.append(weight)
        self._bytes += weight
        if len(self._kept) > limit or self._bytes > self._most_bytes:
            self.keep(limit)

    def keep(self, limit: int) -> None:
        """Forget the oldest, until there are no more than so many."""
        kept = self._kept
        while len(kept) > limit or (self._bytes > self._most_bytes and len(kept) > 1):
            kept.popleft()
            self._bytes -= self._weights.popleft()

    def since(self, told: int) -> list[Exchange]:
        """Those after the first `told`, oldest first, as far as they are still kept."""
        fresh = min(self.told - told, len(self._kept))
        return [self._kept[i] for i in range(-fresh, 0)]

    def forgotten_since(self, told: int) -> int:
        """How many after the first `told` were forgotten because there were too many."""
        return max(0, self.told - max(told, self._cleared) - len(self._kept))

    def misses(self, told: int = 0) -> list[Exchange]:
        """Those of `since` that found nothing, also when the rest is long forgotten."""
        return [each for each in self._misses if each.number > told]

    def clear(self) -> None:
        self._kept.clear()
        self._weights.clear()
        self._misses.clear()
        self._bytes, self._cleared = 0, self.told


def packed(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Names and values as one text: to keep some twenty objects of every request for a while costs
    as much as to answer it.
    """
    return BETWEEN.join(chain.from_iterable(headers))


def unpacked(headers: bytes) -> list[tuple[str, str]]:
    """Names in lower case, and their values."""
    texts = str(headers, "latin-1").split("\0")
    return [(name.lower(), value) for name, value in zip(texts[::2], texts[1::2], strict=False)]


def size(body: bytes) -> int:
    return body.size if isinstance(body, Withheld) else len(body)


def _weight(exchange: Exchange) -> int:
    texts = len(exchange.path) + len(exchange.query) + len(exchange.headers)
    return texts + len(exchange.body) + len(exchange.answer)


def _light(exchange: Exchange, most: int) -> Exchange:
    """The same, but of a body that is longer than `most` only its size."""
    body, answer = exchange.body, exchange.answer
    return exchange._replace(
        body=body if len(body) <= most else Withheld(len(body)),
        answer=answer if len(answer) <= most else Withheld(len(answer)),
    )
