"""What went over the wire, and what must have."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from mock_runpod.client.control import Control

#: How many requests a failed check shows.
SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request and its answer. `at` is the second of the world (None: it was meant for none),
    `ms` are real milliseconds; names of headers are in small letters, and what could be a key is
    hidden. `body` and `answer` are data where they were JSON. `faults` are the names of those that
    struck, `rule` is the number of the endpoint's rule that answers the job; `miss` tells what was
    not there, and what was near. `row` is all that is known.
    """

    number: int
    at: float | None
    method: str
    path: str
    status: int
    ms: float = 0.0
    host: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    answer: Any = None
    route: str = ""
    faults: Sequence[str] = ()
    rule: int | None = None
    miss: Mapping[str, Any] | None = None
    row: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __str__(self) -> str:
        body = "" if self.body is None else f" {_brief(self.body)}"
        when = "" if self.at is None else f"second {self.at:g}: "
        miss = f" ({self.miss['said']})" if self.miss else ""
        return f"{when}{self.method} {self.path}{body} -> {self.status}{miss}"


class Requests:
    """Requests in the order in which they came: `.count`, `[0]`, `for request in ...`.

    `told` counts those of the whole world, also those that are no longer remembered.
    """

    def __init__(self, rows: Sequence[dict[str, Any]], told: int = 0) -> None:
        self._requests, self.told = [read(row) for row in rows], told

    @property
    def count(self) -> int:
        return len(self._requests)

    def __len__(self) -> int:
        return len(self._requests)

    @overload
    def __getitem__(self, index: int) -> Request: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Request]: ...
    def __getitem__(self, index: int | slice) -> Request | Sequence[Request]:
        return self._requests[index]

    def __iter__(self) -> Iterator[Request]:
        return iter(self._requests)

    def __repr__(self) -> str:
        return f"<Requests {[str(request) for request in self]}>"


def read(row: dict[str, Any]) -> Request:
    return Request(row=row, **{name: row[name] for name in Request.__slots__ if name in row})


def every(control: Control, on: str | None = None, **match: Any) -> Requests:
    """Those that fit, oldest first, as far as the journal remembers."""
    found = _search(control, on, match)
    return Requests(found["requests"], found["told"])


def unhandled(control: Control, since: int) -> Requests:
    found = control.get("requests", "unmatched", since=since)
    return Requests(found["requests"], found["told"])


def strays(control: Control, since: int) -> Requests:
    found = control.get("requests", "unmatched", strays=since)
    return Requests(found["strays"], found["strayTold"])


def called(control: Control, on: str, count: int | None, body: Any) -> Requests:
    found = _search(control, on, {"body": body})
    there = found["count"]
    if there if count is None else there == count:
        return Requests(found["requests"], found["told"])
    wanted = "at least once" if count is None else _times(count)
    asked = on if body is None else f"{on} with {_brief(body)}"
    happened = f"{asked} was called {_times(there)}, not {wanted}"
    if there:
        raise AssertionError(_listed(f"{happened}:", Requests(found["requests"])))
    raise AssertionError(_with_nearest(happened, found))


def not_called(control: Control, on: str, body: Any) -> None:
    found = every(control, on, body=body)
    if found:
        happened = f"{on} was called {_times(found.count)}, and should not have been:"
        raise AssertionError(_listed(happened, found))


def called_in_order(control: Control, ons: Sequence[str]) -> None:
    last = 0
    for position, on in enumerate(ons):
        found = _search(control, on, {"since": last})
        if not found["requests"]:
            after = f" after {ons[position - 1]}" if position else ""
            raise AssertionError(_with_nearest(f"{on} was not called{after}", found))
        last = found["requests"][0]["number"]


def _search(control: Control, on: str | None, match: dict[str, Any]) -> Any:
    wanted = {name: value for name, value in ({"on": on} | match).items() if value is not None}
    return control.post("requests", "find", body=wanted)


def _with_nearest(happened: str, found: dict[str, Any]) -> str:
    """What came instead, and in which ways that is not what was meant."""
    if not found["nearest"]:
        return f"{happened}; no request came" + (" after that" if found["told"] else " at all")
    lines = [
        f"{read(near['request'])}\n    {'; '.join(near['differs'])}" for near in found["nearest"]
    ]
    return "\n  ".join([f"{happened}; nearest were:", *lines])


def _listed(happened: str, found: Requests) -> str:
    more = [f"and {found.count - SHOWN} more"] if found.count > SHOWN else []
    return "\n  ".join([happened, *map(str, found[:SHOWN]), *more])


def _brief(body: Any) -> str:
    text = body if isinstance(body, str) else json.dumps(body, default=str)
    return text if len(text) <= 200 else f"{text[:200]}..."


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
