"""What went over the wire, the latest so many requests of a world. It keeps references, no copies;
how they are shown, and what of them is hidden, is the control API's business.
"""

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple


class Miss(NamedTuple):
    """A request for something that is not there. `unhandled` ones are most likely a mistake: an
    address that nobody answers, or an endpoint that is not in this world. `near` says in a user's
    words what would have been there.
    """

    what: str
    near: str
    unhandled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer. `at` is the world's second, `ms` are real milliseconds; `route`
    is the address that answered (`POST /v2/{endpoint_id}/run`), `faults` are the names of those
    that struck. Headers and bodies are as they were on the wire: not for eyes.
    """

    number: int
    at: float
    ms: float
    method: str
    path: str
    query: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes | None
    status: int
    answer: bytes
    route: str
    faults: tuple[str, ...] = ()
    miss: Miss | None = None


class Journal:
    """The latest `limit` exchanges, and those of them that can still be held in `most_bytes`.

    `told` counts every exchange there ever was.
    """

    def __init__(self, limit: int, most_bytes: int = 32 * 1024 * 1024) -> None:
        self._limit, self._most_bytes = limit, most_bytes
        self._kept: deque[Exchange] = deque()
        self._bytes = 0
        self.told = 0

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, exchange: Exchange) -> None:
        self.told += 1
        self._kept.append(exchange)
        self._bytes += _weight(exchange)
        while self._kept and (len(self._kept) > self._limit or self._bytes > self._most_bytes):
            self._bytes -= _weight(self._kept.popleft())

    def since(self, told: int) -> list[Exchange]:
        """Those after the first `told`, oldest first, as far as they are still kept."""
        fresh = min(self.told - told, len(self._kept))
        return [self._kept[i] for i in range(-fresh, 0)]

    def clear(self) -> None:
        self._kept.clear()
        self._bytes = 0


def _weight(exchange: Exchange) -> int:
    return len(exchange.body or b"") + len(exchange.answer)
