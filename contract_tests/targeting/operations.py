"""The names of what can be asked of a target: a person allows names, not methods and paths."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import httpx

from contract_tests.targeting.addresses import Addresses, same_origin

ID = r"/(?P<id>[^/]+)"
REST = {
    "document.read": ("GET", r"/(openapi\.json|docs)"),
    **{
        f"{noun}.{verb}": (methods, f"/{noun}s{path}")
        for noun in ("endpoint", "template")
        for verb, methods, path in [
            ("create", "POST", ""),
            ("list", "GET", ""),
            ("get", "GET", ID),
            ("update", "PATCH", ID),
            ("delete", "DELETE", ID),
        ]
    },
}
#: The twin of an update (B-023).
TWINS = {f"{noun}.update": ("POST", f"/{noun}s{ID}/update") for noun in ("endpoint", "template")}
JOBS = {
    **{f"job.{verb}": ("POST", f"{ID}/{verb}") for verb in ("run", "runsync", "purge-queue")},
    **{f"job.{verb}": ("POST", f"{ID}/{verb}/[^/]+") for verb in ("cancel", "retry")},
    **{f"job.{verb}": ("GET|POST", f"{ID}/{verb}/[^/]+") for verb in ("status", "status-sync")},
    "job.stream": ("GET|POST", f"{ID}/stream/[^/]+"),
    **{f"job.{verb}": ("GET", f"{ID}/{verb}") for verb in ("health", "metrics", "requests")},
}
#: A path or a verb that no table has; how a service refuses it is a part of the contract, too.
OTHER = "other"
NAMES = (*REST, *JOBS, OTHER)
#: What changes nothing and starts nothing.
READING = frozenset(
    name for name in NAMES if name.split(".")[-1] in {"read", "list", "get", "health", "metrics"}
) | {"job.status", "job.status-sync", "job.requests"}
STARTING = frozenset({"job.run", "job.runsync", "job.retry"})


class Unknown(Exception):
    """A name that no operation has."""


@dataclass(frozen=True)
class Operation:
    """What a request is: its name, and the endpoint or template it is about."""

    name: str
    id: str = ""

    @property
    def kind(self) -> str:
        return self.name.partition(".")[0]

    @property
    def verb(self) -> str:
        return self.name.partition(".")[2]


def operation(at: Addresses, request: httpx.Request) -> Operation | None:
    """None for a request that would leave both APIs of the target."""
    for root, tables in ((at.rest, (REST, TWINS)), (at.jobs, (JOBS,))):
        path = request.url.raw_path.decode("ascii").partition("?")[0]
        if not same_origin(request.url, root) or not path.startswith(root.path):
            continue
        for name, (methods, pattern) in (pair for table in tables for pair in table.items()):
            found = re.fullmatch(re.escape(root.path) + pattern, path)
            if found and re.fullmatch(methods, request.method):
                return Operation(name, found.groupdict().get("id", ""))
        return Operation(OTHER)
    return None


def allowed(text: str) -> frozenset[str]:
    """Names with commas between; `reading` and patterns such as `job.*` stand for several."""
    return frozenset(name for word in text.split(",") for name in meant(word.strip()))


def meant(word: str) -> Iterator[str]:
    if not word:
        return
    found = READING if word == "reading" else {each for each in NAMES if fnmatchcase(each, word)}
    if not found:
        raise Unknown(f"there is no operation {word!r}{near(word)}; there are: reading, {listed()}")
    yield from found


def near(word: str) -> str:
    close = difflib.get_close_matches(word, NAMES, 1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def listed(names: Iterable[str] = NAMES) -> str:
    return ", ".join(sorted(names))
