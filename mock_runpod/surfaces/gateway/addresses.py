"""Addresses as workers write them.

They join what they have to say to the URL that they were given by `&`, whether there is a `?` in it
or not; and some send the names of variables in it as they stand.
"""

from collections.abc import Sequence

from starlette.datastructures import QueryParams

from mock_runpod.errors import Invalid
from mock_runpod.surfaces.kit import Call

#: RunPod's ids have 14 characters; those of jobs, some 40.
LONGEST_ID = 100
OPERATIONS = frozenset(["job-take", "job-take-batch", "job-stop", "ping", "job-done", "job-stream"])


def is_one(segments: Sequence[str]) -> bool:
    """Whether these segments, endpoint first, are an address of workers."""
    return len(segments) > 1 and segments[1].partition("&")[0] in OPERATIONS


def cut(segments: Sequence[str]) -> Sequence[str]:
    """Without what was glued to the path."""
    return "/".join(segments).partition("&")[0].split("/")


def said(call: Call) -> QueryParams:
    """All parameters, wherever they stand."""
    raw: bytes = call.scope.get("raw_path") or call.scope["path"].encode()
    glued = raw.partition(b"?")[0].partition(b"&")[2]
    if not glued:
        return call.query
    return QueryParams(b"&".join(filter(None, [call.scope["query_string"], glued])))


def is_name(segment: str) -> bool:
    """False for a variable that nobody has put its value in place of."""
    return bool(segment) and not segment.startswith("$")


def shown(segment: str, noun: str) -> str:
    """The same id, which goes into events and logs. Raises Invalid for one that could flood them,
    or steer a terminal.
    """
    if len(segment) > LONGEST_ID or not segment.isprintable():
        raise Invalid(f"a {noun} id has at most {LONGEST_ID} characters, all of them printable")
    return segment
