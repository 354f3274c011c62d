"""Where in a data file a field stands, which Python's parsers do not tell."""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import count
from json import JSONDecoder
from typing import Any

from pydantic.alias_generators import to_snake

#: Keys and numbers that lead to a field, e.g. `("endpoints", 1, "workersMax")`.
Trail = Sequence[int | str]
JSON = JSONDecoder()
BLANKS = re.compile(r"[ \t\n\r]*")


def line_of(text: str, trail: Trail, *, json: bool = False) -> int:
    """The line of a field, or of what it is missing from. `text` must be valid."""
    return _json_line(text, trail) if json else _toml_line(text, trail)


def _toml_line(text: str, trail: Trail) -> int:
    """Where the first statement begins after which the field, as far as it goes, is known."""
    lines = text.split("\n")
    reached = _reach(tomllib.loads(text), trail)
    end = bisect_left(range(len(lines)), reached, key=lambda n: _reach(_head(lines, n)[1], trail))
    return _head(lines, end - 1)[0] + 1


def _head(lines: Sequence[str], at_most: int) -> tuple[int, dict[str, Any]]:
    """The longest beginning that ends with a statement: how many lines, and what they say."""
    for length in range(at_most, 0, -1):
        try:
            return length, tomllib.loads("\n".join(lines[:length]))
        except tomllib.TOMLDecodeError:  # in the middle of something that takes several lines
            continue
    return 0, {}


def _reach(value: Any, trail: Trail) -> int:
    """How many steps of the trail can be gone."""
    for steps, part in enumerate(trail):
        if isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        elif isinstance(value, dict) and (key := _key(value, part)) is not None:
            value = value[key]
        else:
            return steps
    return len(trail)


def _key(table: dict[str, Any], part: int | str) -> str | None:
    """A field may be written in either case."""
    return next((key for key in (str(part), to_snake(str(part))) if key in table), None)


def _json_line(text: str, trail: Trail) -> int:
    at = _skip(text, 0)
    for part in trail:
        members = dict(_members(text, at))
        key = part if isinstance(part, int) else _key(members, part)
        if key not in members:
            break
        at = members[key]
    return text.count("\n", 0, at) + 1


def _members(text: str, at: int) -> Iterator[tuple[Any, int]]:
    """The keys or numbers of what is inside the value at this place, each with its own place."""
    opening = text[at]
    at = _skip(text, at + 1)
    for number in count():
        if opening not in "{[" or text[at] in "}]":
            return
        key: Any = number
        if opening == "{":
            key, at = JSON.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)  # the colon
        yield key, at
        at = _skip(text, JSON.raw_decode(text, at)[1])
        if text[at] == ",":
            at = _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    blanks = BLANKS.match(text, at)
    return blanks.end() if blanks else at
