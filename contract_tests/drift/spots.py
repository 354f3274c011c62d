"""Where in a document something can be changed, and what the report calls that place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
METHODS = ("get", "put", "post", "patch", "delete")
SCHEMAS = "#/components/schemas/"


@dataclass(frozen=True)
class Spot:
    """A schema in a document. `mixed` names the fields that another part of the same `allOf` has,
    too: what is said of those here is not all that is said of them. `whole` is not part of any.
    """

    node: Json
    place: str
    path: str = ""
    mixed: frozenset[str] = frozenset()
    whole: bool = True

    def where(self, fact: str = "") -> str:
        steps = ".".join(filter(None, (self.path, fact)))
        return f"{self.place} {steps}".rstrip()

    def within(self, node: Json, path: str) -> "Spot":
        return Spot(node, self.place, path)


@dataclass(frozen=True)
class Operation:
    item: Json
    method: str
    path: str

    @property
    def node(self) -> Json:
        node: Json = self.item[self.method]
        return node

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"


def operations(document: Json) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield Operation(item, method, path)


def target(document: Json, node: Json) -> Json:
    while "$ref" in node:
        found: Any = document
        for step in node["$ref"].split("/")[1:]:
            found = found[step]
        node = found
    return node


def parameters(document: Json) -> Iterator[tuple[Operation, Json]]:
    """Those that an operation says itself, or refers to."""
    for operation in operations(document):
        for each in operation.node.get("parameters", ()):
            yield operation, target(document, each)


def bodies(document: Json) -> Iterator[tuple[str, Json]]:
    """Requests and answers, with what the report calls them."""
    for operation in operations(document):
        if "requestBody" in operation.node:
            yield f"{operation.name} request", target(document, operation.node["requestBody"])
        for status, answer in operation.node["responses"].items():
            yield f"{operation.name} answer {status}", target(document, answer)


def spots(document: Json) -> list[Spot]:
    """Every schema that stands somewhere, by itself or in another."""
    found = [
        Spot(schema, f"schema {name}") for name, schema in document["components"]["schemas"].items()
    ]
    for operation, each in parameters(document):
        place = f"{operation.name} {each['in']}"
        found.append(Spot(each["schema"], place, each["name"]))
    for place, body in bodies(document):
        found += (Spot(each["schema"], place) for each in body.get("content", {}).values())
    return [spot for each in found for spot in _within(document, each)]


def _within(document: Json, spot: Spot) -> Iterator[Spot]:
    node, path = spot.node, spot.path
    if "$ref" in node:
        return
    if "allOf" in node:
        yield from _joined(document, spot)
        return
    real = [each for each in node.get("anyOf", ()) if each != {"type": "null"}]
    if len(real) == 1:
        yield from _within(document, spot.within(real[0], path))
        return
    yield spot
    for name, each in node.get("properties", {}).items():
        if name not in spot.mixed:
            yield from _within(document, spot.within(each, f"{path}.{name}" if path else name))
    if "items" in node:
        brackets = "{}" if "object" in kinds(node) else "[]"
        yield from _within(document, spot.within(node["items"], path + brackets))
    if isinstance(node.get("additionalProperties"), dict):
        yield from _within(document, spot.within(node["additionalProperties"], f"{path}{{}}"))


def _joined(document: Json, spot: Spot) -> Iterator[Spot]:
    parts = [{**spot.node, "allOf": []}, *spot.node["allOf"]]
    for part in parts[1:]:
        others = [_names(document, each) for each in parts if each is not part]
        mixed = frozenset().union(*others)
        if part.keys() & {"properties", "required"} and "allOf" not in part:
            yield from _within(document, Spot(part, spot.place, spot.path, mixed, whole=False))


def _names(document: Json, node: Json) -> frozenset[str]:
    """The fields that are said of in a schema, however far up."""
    node = target(document, node)
    own = frozenset((*node.get("properties", ()), *node.get("required", ())))
    return own.union(*(_names(document, each) for each in node.get("allOf", ())))


def kinds(node: Json) -> list[str]:
    said = node.get("type", [])
    return [said] if isinstance(said, str) else [each for each in said if each != "null"]
