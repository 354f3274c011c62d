"""Hold an answer against the committed facts of the OpenAPI documents (`fixtures/openapi/`).

The specification judges what the mock says; it never writes it. A judge that lets everything pass
is worth nothing, so this one is strict where the documents are silent: a field they do not name is
a problem, and so is a null they do not allow. Where the live service is known to do otherwise, or
clients need more, the caller says so by name:

    problems("Endpoint", body, REST_V1, extras={"Pod.imageName"}, nullable={"Endpoint.gpuCount"})

A *place* is the nearest named schema and the way on from there: `Pod.gpu.count` for a field of an
inline object, `Endpoint.workers[]` for an element of a list, `Pod.env{}` for a value of a map.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from contract_tests.spec.pointer import below

Shape = Mapping[str, Any]

TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
LIMITS: dict[str, Callable[[Any, Any], bool]] = {
    "enum": lambda value, allowed: value in allowed,
    "minimum": lambda value, limit: value >= limit,
    "maximum": lambda value, limit: value <= limit,
    "minLength": lambda value, limit: len(value) >= limit,
    "maxLength": lambda value, limit: len(value) <= limit,
    "minItems": lambda value, limit: len(value) >= limit,
    "maxItems": lambda value, limit: len(value) <= limit,
    "uniqueItems": lambda value, _: len({json.dumps(each) for each in value}) == len(value),
}
FORMATS = {
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"),
    "ipv4": re.compile(r"\d{1,3}(\.\d{1,3}){3}"),
    "uri": re.compile(r"[a-z][a-z0-9+.-]*:\S+"),
}


def problems(
    schema: str | Shape,
    value: object,
    inventory: Mapping[str, Any],
    *,
    extras: Set[str] = frozenset(),
    nullable: Set[str] = frozenset(),
) -> list[str]:
    """Everything in `value` the documents do not allow, each with a JSON pointer; empty is good."""
    judge = Judge(inventory["schemas"], extras, nullable)
    shape = {"ref": schema} if isinstance(schema, str) else schema
    return list(judge.look(shape, value, "", "answer"))


def answer(inventory: Mapping[str, Any], method: str, path: str, status: int) -> str | Shape | None:
    """What the documents say this route answers; LookupError when they do not know it at all.

    `path` is a real one (`/pods/abc`) or the documents' own (`/pods/{podId}`).
    """
    for operation in sorted(inventory["operations"], key=lambda each: str(each["path"]).count("{")):
        pattern = re.sub(r"\{\w+\}", "[^/]+", operation["path"])
        if operation["method"] == method and re.fullmatch(pattern, path):
            told: Mapping[str, str | Shape | None] = operation["answers"]
            return told[str(status)] if str(status) in told else told["default"]
    raise LookupError(f"{method} {path}")


@dataclass(frozen=True)
class Judge:
    schemas: Mapping[str, Shape]
    extras: Set[str]
    nullable: Set[str]

    def look(self, shape: Shape, value: Any, at: str, place: str) -> Iterator[str]:
        if not shape:
            return  # the documents name no type: anything goes
        if value is None:
            if not shape.get("nullable") and place not in self.nullable:
                yield f"{at}: {place} is null"
        elif "ref" in shape:
            yield from self.look(self.schemas[shape["ref"]], value, at, shape["ref"])
        elif "oneOf" in shape:
            found = [list(self.look(each, value, at, place)) for each in shape["oneOf"]]
            if all(found):
                yield f"{at}: {place} fits no alternative: {'; or '.join(map(' and '.join, found))}"
        else:
            yield from self.weigh(shape, value, at, place)

    def weigh(self, shape: Shape, value: Any, at: str, place: str) -> Iterator[str]:
        kind = "object" if "fields" in shape else shape.get("type")
        if kind and not TYPES[kind](value):
            yield f"{at}: {place} is {value!r}, not {kind}"
            return
        for limit, holds in LIMITS.items():
            if limit in shape and not holds(value, shape[limit]):
                yield f"{at}: {place} is {value!r}, against its {limit}"
        pattern = FORMATS.get(shape.get("format", ""))
        if pattern and not pattern.fullmatch(value):
            yield f"{at}: {place} is {value!r}, not a {shape['format']}"
        yield from self.within(shape, value, at, place)

    def within(self, shape: Shape, value: Any, at: str, place: str) -> Iterator[str]:
        """The same questions for the parts: elements, values of a map, fields."""
        if "items" in shape:
            for index, each in enumerate(value):
                yield from self.look(shape["items"], each, below(at, index), f"{place}[]")
        if "values" in shape:
            for key, each in value.items():
                yield from self.look(shape["values"], each, below(at, key), f"{place}{{}}")
        if "fields" in shape:
            for name in shape.get("required", ()):
                if name not in value:
                    yield f"{below(at, name)}: {place}.{name} is missing"
            for name, each in value.items():
                inner = f"{place}.{name}"
                if name in shape["fields"]:
                    yield from self.look(shape["fields"][name], each, below(at, name), inner)
                elif inner not in self.extras:
                    yield f"{below(at, name)}: {inner} is in no document"
