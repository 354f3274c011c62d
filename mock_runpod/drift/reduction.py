"""A document as facts: its operations, and the shapes of its schemas."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mock_runpod.drift.pointers import (
    Document,
    Facts,
    Node,
    Unreadable,
    below,
    mapping,
    sequence,
    text,
)
from mock_runpod.drift.shapes import Shapes

JSON = "application/json"
METHODS = ("get", "put", "post", "patch", "delete", "head", "options", "trace")
STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
#: What a parameter says of itself, and its schema may say, too.
OF_PARAMETER = {"name", "in", "required", "deprecated", "explode", "style", "media", "shape"}


def facts(document: Node) -> Facts:
    """Raises `Unreadable` for a document that cannot be followed."""
    try:
        return Reduction(document).facts()
    except RecursionError:
        raise Unreadable("it is nested too deep, by its references") from None


@dataclass
class Reduction:
    root: Node
    usual: dict[str, Counter[str]] = field(default_factory=dict)
    shaped: dict[str, Facts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.document = Document(self.root)
        self.shapes = Shapes(self.document)

    def facts(self) -> Facts:
        components = mapping(self.root.get("components", {}), "#/components")
        named = mapping(components.get("schemas", {}), "#/components/schemas")
        schemas = {
            name: self.shapes.shape(node, below("#/components/schemas", name))
            for name, node in sorted(named.items())
        }
        _end_somewhere(schemas)
        operations = list(self.operations())
        for name, media in self.media().items():
            schemas[name]["media"] = media
        return {
            **self.doors(components),
            "operations": [self.told(each) for each in operations],
            "schemas": schemas,
        }

    def doors(self, components: Node) -> Facts:
        """Where the API is, and who gets in."""
        facts: Facts = {}
        if urls := self.servers(self.root, "#"):
            facts["servers"] = urls
        if "security" in self.root:
            facts["security"] = sequence(self.root["security"], "#/security")
        at = "#/components/securitySchemes"
        schemes = mapping(components.get("securitySchemes", {}), at)
        kept = ("type", "scheme", "in", "name", "openIdConnectUrl")
        told = {}
        for name in sorted(schemes):
            node, _ = self.document.resolved(schemes[name], below(at, name))
            told[name] = {key: node[key] for key in kept if key in node}
        return facts | ({"schemes": told} if told else {})

    def servers(self, node: Node, at: str) -> list[str]:
        listed = enumerate(sequence(node.get("servers", []), below(at, "servers")))
        places = ((mapping(each, below(at, "servers", i)), i) for i, each in listed)
        return [text(each.get("url"), below(at, "servers", i, "url")) for each, i in places]

    def operations(self) -> Iterator[Facts]:
        paths = mapping(self.root["paths"], "#/paths")
        for path, found in paths.items():
            if path.startswith("x-"):
                continue
            item, at = self.document.resolved(found, below("#/paths", path))
            shared = self.parameters(item, at)
            for method in filter(item.__contains__, METHODS):
                node = mapping(item[method], below(at, method))
                yield {"method": method.upper(), "path": path} | self.operation(
                    node, below(at, method), shared
                )

    def operation(self, node: Node, at: str, shared: dict[tuple[str, str], Facts]) -> Facts:
        facts: Facts = self.admission(node, at)
        if parameters := shared | self.parameters(node, at):
            facts["parameters"] = list(parameters.values())
        if "requestBody" in node:
            request, where = self.document.resolved(node["requestBody"], below(at, "requestBody"))
            facts["request"] = self.contents(request, where)
            if request.get("required") is not True:
                facts["optional"] = True
        answers: Facts = {}
        headers: list[tuple[str, str, Facts]] = []
        responses = mapping(node.get("responses", {}), below(at, "responses"))
        for status, found in sorted((str(key), each) for key, each in responses.items()):
            if status.startswith("x-"):
                continue
            answer, where = self.document.resolved(found, below(at, "responses", status))
            answers[status] = self.contents(answer, where)
            headers += self.headers(status, answer, where)
        facts["answers"] = answers
        return facts | ({"headers": _gathered(headers)} if headers else {})

    def admission(self, node: Node, at: str) -> Facts:
        """Who may ask here, when that is not said for all of the document, and whether still."""
        facts: Facts = {}
        if "security" in node:
            needed = sequence(node["security"], below(at, "security"))
            if not needed:
                facts["open"] = True
            elif needed != self.root.get("security"):
                facts["security"] = needed
        if urls := self.servers(node, at):
            facts["servers"] = urls
        return facts | ({"deprecated": True} if node.get("deprecated") is True else {})

    def parameters(self, node: Node, at: str) -> dict[tuple[str, str], Facts]:
        """By place and name: those of an operation stand for those of its path."""
        found: dict[tuple[str, str], Facts] = {}
        where = below(at, "parameters")
        for index, each in enumerate(sequence(node.get("parameters", []), where)):
            parameter, place = self.document.resolved(each, below(where, index))
            facts = self.parameter(parameter, place)
            key = facts["in"], facts["name"]
            if key in found:
                raise Unreadable(f"{where}: the {key[0]} parameter {key[1]!r} is there twice")
            found[key] = facts
        return found

    def parameter(self, node: Node, at: str) -> Facts:
        name = text(node.get("name"), below(at, "name"))
        place = text(node.get("in"), below(at, "in"))
        shape, media = self.value(node, at)
        facts: Facts = {"name": name, "in": place}
        facts |= {"shape": shape} if shape.keys() & OF_PARAMETER else shape
        style = node.get("style", STYLES.get(place))
        facts |= {key: True for key in ("required", "deprecated") if node.get(key) is True}
        if style != STYLES.get(place):
            facts["style"] = style
        if "explode" in node and node["explode"] is not (style == "form"):
            facts["explode"] = node["explode"]
        return facts | ({"media": media} if media else {})

    def headers(self, status: str, answer: Node, at: str) -> Iterator[tuple[str, str, Facts]]:
        where = below(at, "headers")
        for name, found in mapping(answer.get("headers", {}), where).items():
            node, place = self.document.resolved(found, below(where, name))
            shape, _ = self.value(node, place)
            flags = {key: True for key in ("required", "deprecated") if node.get(key) is True}
            yield name, status, shape | flags

    def value(self, node: Node, at: str) -> tuple[Facts, str | None]:
        """The shape of a parameter or header, and how it is written where that is said."""
        for media, content in mapping(node.get("content", {}), below(at, "content")).items():
            place = below(at, "content", media)
            schema = mapping(content, place).get("schema", {})
            return self.shape(schema, below(place, "schema")), media
        return self.shape(node.get("schema", {}), below(at, "schema")), None

    def shape(self, node: Any, at: str) -> Facts:
        """What stands there is referred to by many."""
        if at not in self.shaped:
            self.shaped[at] = self.shapes.shape(node, at)
        return self.shaped[at]

    def contents(self, node: Node, at: str) -> dict[str, Facts]:
        """What is sent, by media type, JSON first."""
        where, found = below(at, "content"), {}
        content = mapping(node.get("content", {}), below(at, "content"))
        for media in sorted(content, key=lambda each: (each != JSON, each)):
            place = below(where, media)
            schema = mapping(content[media], place).get("schema", {})
            shape = found[media] = self.shape(schema, below(place, "schema"))
            if shape.keys() == {"ref"}:
                self.usual.setdefault(shape["ref"], Counter())[media] += 1
        return found

    def media(self) -> dict[str, str]:
        """How schemas travel that do not travel as JSON."""
        usual = {name: min(n, key=lambda m: (-n[m], m)) for name, n in sorted(self.usual.items())}
        return {name: media for name, media in usual.items() if media != JSON}

    def told(self, facts: Facts) -> Facts:
        """Bodies as they are written down: the name of a schema that travels as it always does."""
        media, also = self.media(), {}
        told = dict(facts)
        slots = {"request": facts["request"]} if "request" in facts else {}
        written: Facts = {}
        for slot, contents in (slots | facts["answers"]).items():
            bodies = {each: _body(shape, each, media) for each, shape in contents.items()}
            first = next(iter(bodies), None)
            written[slot] = bodies.pop(first) if first else None
            if bodies:
                also[slot] = bodies
        if "request" in facts:
            told["request"] = written.pop("request")
        told["answers"] = written
        return told | ({"also": also} if also else {})


def _body(shape: Facts, media: str, usual: dict[str, str]) -> str | Facts:
    if shape.keys() == {"ref"} and usual.get(shape["ref"], JSON) == media:
        return str(shape["ref"])
    return shape if media == JSON and shape.keys() != {"ref"} else {**shape, "media": media}


def _gathered(headers: list[tuple[str, str, Facts]]) -> list[Facts]:
    """Each header once, with the statuses that come with it."""
    rows: list[Facts] = []
    for name, status, shape in headers:
        row = next((r for r in rows if r["name"] == name and _bare(r) == shape), None)
        if row is None:
            rows.append(row := {"name": name, "on": [], **shape})
        row["on"].append(status)
    return rows


def _bare(row: Facts) -> Facts:
    return {key: value for key, value in row.items() if key not in {"name", "on"}}


def _end_somewhere(schemas: dict[str, Any]) -> None:
    """A schema may be another name of one, but not of itself."""
    for name in schemas:
        passed, here = [name], schemas[name]
        while "ref" in here:
            if here["ref"] in passed:
                raise Unreadable(f"$ref goes round in circles: {' to '.join(passed)}")
            passed.append(here["ref"])
            here = schemas[here["ref"]]
