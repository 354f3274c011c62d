"""`POST /v2/*/run`: which requests are meant, as faults, journal and tests write it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

METHOD = re.compile(r"[A-Z]+|\*")


@dataclass(frozen=True, slots=True)
class RequestPattern:
    """A method and a path. `*` stands for any method and for anything inside one segment of the
    path, `**` for any number of segments. A pattern without a method means all of them.
    """

    method: str
    segments: tuple[str, ...]

    @staticmethod
    def read(said: str) -> "RequestPattern":
        """Raises ValueError with an example."""
        words = said.split()
        method, path = words if len(words) == 2 else ("*", *words) if len(words) == 1 else ("", "")
        if not METHOD.fullmatch(method.upper()) or not path.startswith(("/", "**")):
            raise ValueError(f"{said!r} is no request; write it like POST /v2/*/run")
        return RequestPattern(method.upper(), _segments(path))

    def __str__(self) -> str:
        return f"{self.method} /{'/'.join(self.segments)}"

    def fits(self, method: str, path: str) -> bool:
        return self.method in ("*", method) and _fits(self.segments, _segments(path))

    def could_fit(self, method: str, address: str) -> bool:
        """Whether some request to this address, `/v2/{endpointId}/run`, fits."""
        there = _segments(address)
        return self.method in ("*", method) and _fits(self.segments, there, like=_alike)


def _segments(path: str) -> tuple[str, ...]:
    return tuple(segment for segment in path.split("/") if segment)


def _alike(there: str, wanted: str) -> bool:
    """A segment of an address that has a name in braces can be anything."""
    return there.startswith("{") or fnmatchcase(there, wanted)


def _fits(
    wanted: tuple[str, ...],
    there: tuple[str, ...],
    like: Callable[[str, str], bool] = fnmatchcase,
) -> bool:
    if not wanted:
        return not there
    if wanted[0] == "**":
        return any(_fits(wanted[1:], there[start:], like) for start in range(len(there) + 1))
    return bool(there) and like(there[0], wanted[0]) and _fits(wanted[1:], there[1:], like)
