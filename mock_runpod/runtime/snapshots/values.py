"""Frozen values as JSON and back, to the type and the order of keys.

Plain JSON stands for itself. What it has no word for is an object with the key `$`: records and
other dataclasses by their name, members of an enum as `JobStatus.COMPLETED`, tuples. A value that
comes again is told once: the first has a number under `#`, the others are
`{"$": "same", "as": NUMBER}`. A user's own key that begins with `$` gets another `$` in front.
"""

import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any

import orjson

from mock_runpod.errors import Invalid
from mock_runpod.runtime.snapshots.parts import word
from mock_runpod.runtime.snapshots.types import checks

PLAIN = frozenset({type(None), bool, int, str})
MODEL = "mock_runpod.model."


class Writer:
    """Tells equal values once, whether or not they are one object, so that a world and its copy are
    told alike.
    """

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._forms: list[dict[str, Any]] = []
        self._met: dict[int, tuple[Any, int]] = {}  # also keeps them, so that no id comes again
        self._told: dict[int, dict[str, Any]] = {}

    def __call__(self, value: Any) -> Any:
        return self._tell(self._form(value))

    def _form(self, value: Any) -> Any:
        """As JSON, with references for all that could be met again."""
        kind = type(value)
        if kind in PLAIN:
            return value
        if kind is float:
            return value if math.isfinite(value) else {"$": "float", "is": repr(value)}
        if isinstance(value, Enum):
            return {"$": f"{kind.__name__}.{value.name}"}
        if kind is list:
            return [self._form(each) for each in value]
        if kind is tuple:
            return {"$": "tuple", "of": [self._form(each) for each in value]}
        if is_dataclass(value):
            return {"$": "same", "as": self._number(value)}
        if isinstance(value, Mapping):
            return {_escaped(key): self._form(each) for key, each in value.items()}
        raise TypeError(f"a {kind.__name__} cannot be kept in a file")

    def _number(self, value: Any) -> int:
        if known := self._met.get(id(value)):
            return known[1]
        kind: Any = type(value)
        form: dict[str, Any] = {"$": kind.__name__}
        for name in _names(kind):
            inner = getattr(value, name)
            form[name] = inner if type(inner) in PLAIN else self._form(inner)
        number = self._numbers.setdefault(orjson.dumps(form), len(self._forms))
        if number == len(self._forms):
            self._forms.append(form)
        self._met[id(value)] = value, number
        return number

    def _tell(self, form: Any) -> Any:
        """In full where it comes first."""
        if type(form) is list:
            return [self._tell(each) for each in form]
        if type(form) is not dict:
            return form
        if form.get("$") != "same":
            return self._told_inside(form)
        number = form["as"]
        if first := self._told.get(number):
            first["#"] = number
            return form
        self._told[number] = said = self._told_inside(self._forms[number])
        return said

    def _told_inside(self, form: dict[str, Any]) -> dict[str, Any]:
        return {
            key: each if type(each) in PLAIN else self._tell(each) for key, each in form.items()
        }


class Reader:
    """Raises Invalid, in words that can follow a place in the file."""

    def __init__(self) -> None:
        self._known: dict[int, Any] = {}

    def __call__(self, said: Any) -> Any:
        kind = type(said)
        if kind is list:
            return [self(each) for each in said]
        if kind is not dict:
            return said
        if "$" not in said:
            return {key[key.startswith("$") :]: self(each) for key, each in said.items()}
        rest = {key: each for key, each in said.items() if key != "$"}
        if said["$"] in SPECIAL:
            return SPECIAL[said["$"]](self, **rest)
        return self._typed(str(said["$"]), rest)

    def _typed(self, name: str, rest: dict[str, Any]) -> Any:
        kind, _, member = name.partition(".")
        known = kinds().get(kind)
        if known is None:
            raise Invalid(f"there is no kind {kind!r} in this version")
        if issubclass(known, Enum):
            if member not in known.__members__:
                raise Invalid(f"there is no {name}")
            return known[member]
        number = rest.pop("#", None)
        value = self._made(known, {key: self(each) for key, each in rest.items()})
        if number is not None:
            self._known[number] = value
        return value

    def _made(self, kind: Any, said: dict[str, Any]) -> Any:
        wanted = checks(kind)
        for name, value in said.items():
            if name not in wanted:
                raise Invalid(f"{kind.__name__} has no field {name!r} in this version")
            if not wanted[name](value):
                raise Invalid(f"{kind.__name__}.{name} cannot be {word(value)}")
        try:
            return kind(**said)
        except TypeError as error:  # a field is missing
            raise Invalid(f"{kind.__name__}: {error}") from None

    def _tuple(self, *, of: list[Any]) -> tuple[Any, ...]:
        return tuple(self(each) for each in of)

    def _float(self, **rest: str) -> float:
        return float(rest["is"])

    def _same(self, **rest: int) -> Any:
        if rest["as"] not in self._known:
            raise Invalid(f"it refers to {rest['as']}, which was not told before")
        return self._known[rest["as"]]


SPECIAL: Mapping[str, Callable[..., Any]] = {
    "tuple": Reader._tuple,
    "float": Reader._float,
    "same": Reader._same,
}


@cache
def kinds() -> Mapping[str, type[Any]]:
    """Every dataclass and enum of the model, by its name."""
    rooms = [room for name, room in sorted(sys.modules.items()) if name.startswith(MODEL)]
    return {
        name: kind
        for room in rooms
        for name, kind in vars(room).items()
        if isinstance(kind, type)
        and kind.__module__ == room.__name__
        and (is_dataclass(kind) or issubclass(kind, Enum))
    }


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _escaped(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key cannot be {key!r}")
    return f"${key}" if key.startswith("$") else key
