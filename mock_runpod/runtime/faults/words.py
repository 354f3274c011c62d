"""What faults speak of: ready-made ones, texts, and addresses. A word that means nothing here makes
a fault that never strikes, which is most likely a mistake.
"""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from mock_runpod import fixtures
from mock_runpod.model import RequestPattern
from mock_runpod.runtime.faults.rows import (
    FaultRow,
    GraphqlError,
    OnRequest,
    Stale,
    Status,
    StockOut,
)

Address = tuple[str, str]
#: A part of `/v2/{endpointId}/status/{jobId}`, and the field of a fault that speaks of it.
IN_PATH = {"endpoint": "{endpointId}", "job": "{jobId}", "younger_s": "{jobId}"}

#: Methods of requests that say all in their address.
BODILESS = ("GET", "HEAD", "DELETE")


@cache
def ready_made() -> dict[str, dict[str, Any]]:
    """Faults with a name of their own (Appendix C): what each is, and what says so."""
    return {row["name"]: row for row in fixtures.read("faults/ready_made.json")["rows"]}


@cache
def texts() -> dict[str, dict[str, Any]]:
    """What the APIs say when they refuse, by name (B-056)."""
    return {row["name"]: row for row in fixtures.read("catalog/refusals.json")["rows"]}


@cache
def addresses() -> list[Address]:
    """Method and path of every published operation, also of those nobody answers here.

    Those that need no key are not among them: nobody's world is meant.
    """
    found = [("POST", "/graphql")]
    for file, below in (("jobs", ""), ("workers", ""), ("rest_v1", "/v1"), ("rest_v2", "")):
        for each in fixtures.read(f"openapi/{file}.json")["operations"]:
            if not each.get("open"):
                found.append((each["method"], below + each["path"]))
    return found


def near(word: Any, known: Iterable[str]) -> str:
    """How to go on after `unknown ...`: with the nearest, or with all there is."""
    known = list(known)
    found = difflib.get_close_matches(str(word), known, n=1)
    return f"; did you mean {found[0]!r}?" if found else f"; there is {', '.join(known)}"


def mistakes(row: FaultRow) -> Iterator[str]:
    """Why this fault could never strike, or not do what it says."""
    if row.name == "kinds":
        yield "name: 'kinds' is an address of the control API; choose another"
    if isinstance(row, OnRequest):
        for request in row.on:
            yield from _aimless(row, request)
        if isinstance(row, Stale) and row.when and not row.on:
            yield "when: only a GET can be answered with old news, and that has no body"
    if isinstance(row, StockOut):
        yield from _no_such(row)
    text = getattr(row, "text", None)
    if text and (wrong := _no_text(text)):
        yield wrong
    elif isinstance(row, Status) and row.status is None and text not in texts():
        yield "status is missing: which one, such as 429 or 500? Only a named text has its own"


def _aimless(row: OnRequest, request: str) -> Iterator[str]:
    pattern = RequestPattern.read(request)
    meant = [each for each in addresses() if _could_be(pattern, each)]
    if not meant:
        yield f"on: {request} is no request to RunPod{_instead(pattern)}"
        return
    for field, part in IN_PATH.items():
        if getattr(row, field) is not None and not any(part in path for _, path in meant):
            yield f"on: {request} has no {part} in its path, so {field} leaves nothing to strike"
    if row.when and all(method in BODILESS for method, _ in meant):
        yield f"on: {request} has no body, so when leaves nothing to strike"
    if isinstance(row, Stale) and not any(method == "GET" for method, _ in meant):
        yield f"on: only a GET can be answered with old news, not {request}"
    if isinstance(row, GraphqlError) and not any(path == "/graphql" for _, path in meant):
        yield f"on: GraphQL is at POST /graphql, not {request}; elsewhere fault is 'status'"


def _could_be(pattern: RequestPattern, address: Address) -> bool:
    method, path = address
    methods = (method, "HEAD") if method == "GET" else (method,)
    fits = any(pattern.could_fit(each, path) for each in methods)
    return fits and not _is_chance(pattern, path)


def _is_chance(pattern: RequestPattern, path: str) -> bool:
    """`/v2/*/rn` is a misspelled operation of endpoints, not the pod `rn`: who leaves open which
    resource is meant does not name one of its ids.
    """
    pairs = list(zip(pattern.segments, path.split("/")[1:], strict=False))
    leaves_open = any(said == "*" and not part.startswith("{") for said, part in pairs)
    names = any("*" not in said and part.startswith("{") for said, part in pairs)
    return leaves_open and names


def _instead(pattern: RequestPattern) -> str:
    """The verbs of that path, or the address that looks most like it."""
    anyhow = replace(pattern, method="*")
    verbs = [method for method, path in addresses() if _could_be(anyhow, (method, path))]
    if verbs:
        return f"; that path takes {', '.join(dict.fromkeys(verbs))}"
    written = {_starred(path): f"{method} {_starred(path)}" for method, path in addresses()}
    found = difflib.get_close_matches(_starred("/".join(("", *pattern.segments))), written, n=1)
    return f"; did you mean {written[found[0]]}?" if found else "; write it like POST /v2/*/run"


def _starred(path: str) -> str:
    return "/".join("*" if part.startswith("{") else part for part in path.split("/"))


def _no_text(text: str) -> str:
    """One word that is like a name, or is written like one, was meant to be one."""
    if text in texts() or " " in text:
        return ""
    if "_" in text or difflib.get_close_matches(text, texts(), n=1, cutoff=0.75):
        return f"text: no text is called {text!r}{near(text, texts())}"
    return ""


def _no_such(row: StockOut) -> Iterator[str]:
    there = fixtures.catalog()
    types = [*there.gpus, *there.cpus]
    if row.gpu and not any(fnmatchcase(each, row.gpu) for each in types):
        yield f"gpu: there is no GPU type or CPU flavor {row.gpu!r}{near(row.gpu, types)}"
    places = list(there.data_centers)
    if row.datacenter and not any(fnmatchcase(each, row.datacenter) for each in places):
        what = f"there is no data center {row.datacenter!r}"
        yield f"datacenter: {what}{near(row.datacenter, places)}"
