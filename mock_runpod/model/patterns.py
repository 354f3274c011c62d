"""`POST /v2/*/run`: which requests are meant, as faults, journal and tests write it."""

import re
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


def _segments(path: str) -> tuple[str, ...]:
    return tuple(segment for segment in path.split("/") if segment)


def _fits(wanted: tuple[str, ...], there: tuple[str, ...]) -> bool:
    if not wanted:
        return not there
    if wanted[0] == "**":
        return any(_fits(wanted[1:], there[start:]) for start in range(len(there) + 1))
    return bool(there) and fnmatchcase(there[0], wanted[0]) and _fits(wanted[1:], there[1:])
