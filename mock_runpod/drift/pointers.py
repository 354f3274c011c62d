"""Where in a document something is (a JSON pointer, RFC 6901), and where its references lead.

Documents come from strangers: nothing is taken for what it should be, and what is wrong is said
with its place. Work is bounded by the size of what was handed in, as a page of references to
references can mean more than any machine can hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

Facts = dict[str, Any]
Node = Mapping[str, Any]

#: Schemas to look at, whatever the size, and for each object that there is.
STEPS, STEPS_EACH = 50_000, 5
NAMED = "#/components/schemas/"


class Unreadable(Exception):
    """It is no OpenAPI document, or none that can be followed."""


def below(pointer: str, *steps: str | int) -> str:
    for step in steps:
        said = str(step)
        if "~" in said or "/" in said:
            said = said.replace("~", "~0").replace("/", "~1")
        pointer = f"{pointer}/{said}"
    return pointer


def mapping(value: Any, at: str) -> Node:
    if isinstance(value, Mapping):
        return value
    raise Unreadable(f"{at} is {_kind(value)}, not an object")


def sequence(value: Any, at: str) -> list[Any]:
    if isinstance(value, list):
        return value
    raise Unreadable(f"{at} is {_kind(value)}, not a list")


def text(value: Any, at: str) -> str:
    if isinstance(value, str):
        return value
    raise Unreadable(f"{at} is {_kind(value)}, not a text")


def texts(value: Any, at: str) -> list[str]:
    return [text(each, below(at, index)) for index, each in enumerate(sequence(value, at))]


def _kind(value: Any) -> str:
    kinds = {bool: "a boolean", str: "a text", list: "a list", dict: "an object"}
    return "missing" if value is None else kinds.get(type(value), "a number")


@dataclass
class Document:
    root: Node
    found: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.left = STEPS + STEPS_EACH * _objects(self.root)

    def step(self, at: str) -> None:
        self.left -= 1
        if self.left < 0:
            raise Unreadable(f"{at}: the document means too much; does it unfold itself?")

    def name(self, reference: Any, at: str) -> str | None:
        """That of the schema which is meant; None when the reference leads elsewhere."""
        said = text(reference, at)
        name = said.removeprefix(NAMED)
        return None if name == said or "/" in name else _step(name)

    def target(self, reference: Any, at: str) -> Any:
        self.step(at)
        said = text(reference, at)
        if said not in self.found:
            self.found[said] = self._target(said, at)
        return self.found[said]

    def _target(self, said: str, at: str) -> Any:
        if said != "#" and not said.startswith("#/"):
            raise Unreadable(f"{at}: $ref {said!r} leads out of the document; bundle it into one")
        found: Any = self.root
        for step in map(_step, said.split("/")[1:]):
            try:
                found = found[int(step)] if isinstance(found, list) else found[step]
            except (LookupError, TypeError, ValueError):
                raise Unreadable(f"{at}: $ref {said!r} leads nowhere") from None
        return found

    def resolved(self, node: Any, at: str) -> tuple[Node, str]:
        """What stands there or is referred to, and where that is."""
        passed: list[str] = []
        found = mapping(node, at)
        while "$ref" in found:
            reference = text(found["$ref"], below(at, "$ref"))
            if reference in passed:
                raise Unreadable(f"{at}: $ref goes round in circles: {' to '.join(passed)}")
            passed.append(reference)
            found, at = mapping(self.target(reference, at), reference), reference
        return found, at


def _objects(root: Node) -> int:
    count = 0
    left: list[Any] = [root]
    while left:
        each = left.pop()
        parts = each.values() if isinstance(each, Mapping) else each
        left += (part for part in parts if isinstance(part, Mapping | list))
        count += isinstance(each, Mapping)
    return count


def _step(escaped: str) -> str:
    return unquote(escaped).replace("~1", "/").replace("~0", "~")
