"""How a typed client reads JSON: along a table of fields, refusing what is not of the named kind.

A strict client is the best critic of an answer, and not everyone has its toolchain. So its structs
stand here as tables of fields, and one walk reads them all; unlike the client it does not stop at
the first fault. Kinds are spelled as in Rust: a scalar, an enum, a table, `Vec<T>` or `Map<T>`.
Keys that no table names are skipped: no client here refuses them.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from contract_tests.spec.pointer import below

Fits = Callable[[object], bool]


class Need(Enum):
    """What a client does without a value; in Rust `T`, `#[serde(default)] T` and `Option<T>`."""

    REQ = "must be there and must not be null"
    DFLT = "may be missing, must not be null"
    OPT = "may be missing or null"


class Field(NamedTuple):
    kind: str
    need: Need


Table = Mapping[str, Field]


def rows(need: Need, kind: str, names: str) -> dict[str, Field]:
    """The fields of a struct that share a need and a kind, as one row of its table."""
    return {name: Field(kind, need) for name in names.split()}


def anything(value: object) -> bool:
    return True


def text(value: object) -> bool:
    return isinstance(value, str)


def boolean(value: object) -> bool:
    return isinstance(value, bool)


def real(value: object) -> bool:
    return isinstance(value, int | float) and not boolean(value) and math.isfinite(value)


def whole(bits: int, *, signed: bool = True) -> Fits:
    """An integer of that width. `5.0` is none, nor is `true`: typed decoders refuse both."""
    low = -(1 << bits - 1) if signed else 0
    high = low + (1 << bits)
    return lambda value: type(value) is int and low <= value < high


def among(words: Set[str] | None) -> Fits:
    """A closed enum, or an open one where there are no words."""
    return text if words is None else lambda value: isinstance(value, str) and value in words


def inside(kind: str) -> tuple[str | None, str]:
    """What a kind is made of: `Vec<Pod>` is a Vec of Pod, Pod is nothing but itself."""
    match = re.fullmatch(r"(Vec|Map)<(.+)>", kind)
    return (match[1], match[2]) if match else (None, kind)


@dataclass(frozen=True)
class Decoder:
    """`easy` is the manner of Go: null is fine anywhere, and the case of a key does not matter."""

    tables: Mapping[str, Table]
    scalars: Mapping[str, Fits]
    easy: bool = False

    def complaints(self, kind: str, value: Any, at: str = "") -> Iterator[str]:
        if self.easy and value is None:
            return
        container, of = inside(kind)
        if not self.fits(container, of, value):
            yield f"{at}: {value!r} is no {kind}"
        elif container:
            for step, each in enumerate(value) if container == "Vec" else value.items():
                yield from self.complaints(of, each, below(at, step))
        elif kind in self.tables:
            yield from self.fields(self.tables[kind], value, at)

    def fits(self, container: str | None, of: str, value: object) -> bool:
        if container is None and of in self.scalars:
            return self.scalars[of](value)
        return isinstance(value, list if container == "Vec" else dict)

    def fields(self, table: Table, value: Mapping[str, Any], at: str) -> Iterator[str]:
        for name, field in table.items():
            keys = [key for key in value if self.same(key, name)]
            if not keys and field.need is Need.REQ:
                yield f"{below(at, name)}: missing"
            for key in keys:
                if value[key] is not None or field.need is not Need.OPT:
                    yield from self.complaints(field.kind, value[key], below(at, key))

    def same(self, key: str, name: str) -> bool:
        return key == name or (self.easy and key.lower() == name.lower())
