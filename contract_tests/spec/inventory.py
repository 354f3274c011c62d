"""Reduce the vendor's OpenAPI documents to the facts this project may keep.

The documents carry prose that is not ours to publish, yet the tests have to run everywhere. So the
project commits what no wording can own: methods, paths, parameters, status codes, field names,
types, enumerations, limits, required lists and defaults. Nothing that explains anything is kept.

    python contract_tests/spec/inventory.py FOLDER            write fixtures/openapi/*.json
    python contract_tests/spec/inventory.py FOLDER --check    exit 1 when they would change

A *shape* is what is known of a value: `type` and its limits, `ref` to a named schema, `fields` with
`required` and `closed` (no other key is taken), `values` of a map, `items` of a list, or `oneOf`.
`allOf` is folded into one shape, so that a schema shows all its fields. Patterns and conditional
rules (`if`, `dependentRequired`) are left out: the wire tests pin those by their rules.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Facts = dict[str, Any]
Node = Mapping[str, Any]

HOME = Path(__file__).resolve().parents[2] / "fixtures" / "openapi"
RETRIEVED = "2026-11-24"
DOCUMENTS = {
    "rest_v1.json": ("openapi-v1.json", "runpod/docs api-reference/openapi.json"),
    "rest_v2.json": ("openapi-v2.json", "runpod/docs api-reference-v2/openapi.json"),
}
JSON = "application/json"
METHODS = ("get", "put", "post", "patch", "delete")
KEPT = (
    *("type", "format", "enum", "default", "minimum", "maximum", "minLength", "maxLength"),
    *("minItems", "maxItems", "uniqueItems", "minProperties", "nullable"),
)


def name_of(reference: str) -> str:
    return reference.rpartition("/")[2]


@dataclass(frozen=True)
class Reduction:
    """One document on its way to facts; `media` gathers the schemas that do not travel as JSON."""

    document: Node
    media: dict[str, str] = field(default_factory=dict)

    def inventory(self, origin: str) -> Facts:
        operations = list(self.operations())
        schemas = {
            name: self.shape(node) | ({"media": self.media[name]} if name in self.media else {})
            for name, node in self.document["components"]["schemas"].items()
        }
        return {
            "source": f"{origin}, version {self.document['info']['version']}, facts only",
            "retrieved": RETRIEVED,
            "operations": operations,
            "schemas": dict(sorted(schemas.items())),
        }

    def operations(self) -> Iterator[Facts]:
        for path, item in self.document["paths"].items():
            for method in filter(item.get, METHODS):
                node = item[method]
                parameters = item.get("parameters", []) + node.get("parameters", [])
                facts: Facts = {"method": method.upper(), "path": path}
                if node.get("security") == []:
                    facts["open"] = True
                if parameters:
                    facts["parameters"] = [self.parameter(each) for each in parameters]
                if "requestBody" in node:
                    facts["request"] = self.body(node["requestBody"])
                answers = sorted(node["responses"].items())
                yield facts | {"answers": {status: self.body(each) for status, each in answers}}

    def parameter(self, node: Node) -> Facts:
        node = self.resolved(node)
        shape = self.shape(node["schema"])
        required = {"required": True} if node.get("required") else {}
        commas = {"explode": False} if node.get("explode") is False else {}
        return {"name": node["name"], "in": node["in"], **shape, **required, **commas}

    def body(self, node: Node) -> str | Facts | None:
        """The name of the schema sent, or an inline shape, or nothing."""
        for media, content in self.resolved(node).get("content", {}).items():
            shape = self.shape(content["schema"])
            if set(shape) != {"ref"}:
                return shape if media == JSON else {**shape, "media": media}
            if media != JSON:
                self.media[shape["ref"]] = media
            return str(shape["ref"])
        return None

    def shape(self, node: Node) -> Facts:
        if "$ref" in node:
            return {"ref": name_of(node["$ref"])}
        if "allOf" in node:
            return self.folded(node)
        choices = [self.shape(each) for each in node.get("oneOf", node.get("anyOf", []))]
        if choices:
            real = [each for each in choices if each != {"type": "null"}]
            facts = real[0] if len(real) == 1 else {"oneOf": real}
            return facts | ({"nullable": True} if len(real) < len(choices) else {})
        return self.plain(node)

    def plain(self, node: Node) -> Facts:
        facts: Facts = {key: node[key] for key in KEPT if key in node}
        if isinstance(facts.get("type"), list):  # OpenAPI 3.1 says nullable as ["string", "null"]
            facts["type"] = next(each for each in facts["type"] if each != "null")
            facts["nullable"] = True
        extra = node.get("additionalProperties")
        if isinstance(extra, Mapping):
            facts["values"] = self.shape(extra)
        elif extra is False or node.get("unevaluatedProperties") is False:
            facts["closed"] = True
        if "items" in node:  # v1 writes the values of a map as `items` of an object
            facts["values" if node.get("type") == "object" else "items"] = self.shape(node["items"])
        if "properties" in node:
            facts.pop("type", None)
            facts["fields"] = {name: self.shape(each) for name, each in node["properties"].items()}
        if node.get("required"):
            facts["required"] = node["required"]
        return facts

    def folded(self, node: Node) -> Facts:
        """`allOf` as one shape; a lone reference with a default or the like stays a reference."""
        own = self.plain(node)
        if len(node["allOf"]) == 1 and not own.keys() & {"fields", "required", "closed"}:
            return self.shape(node["allOf"][0]) | own
        whole: Facts = {"fields": {}}
        required: list[str] = []
        for part in (*(self.shape(self.resolved(each)) for each in node["allOf"]), own):
            for name, facts in part.pop("fields", {}).items():
                whole["fields"][name] = whole["fields"].get(name, {}) | facts
            required += part.pop("required", [])
            whole |= part
        whole.pop("type", None)
        return whole | ({"required": required} if required else {})

    def resolved(self, node: Node) -> Node:
        target = node
        while "$ref" in target:
            steps = target["$ref"].removeprefix("#/").split("/")
            target = self.document
            for step in steps:
                target = target[step]
        return target


def laid_out(value: Any, margin: int = 0) -> str:
    """JSON for people: one line for what fits on one, or holds nothing but words and numbers."""
    line = json.dumps(value, ensure_ascii=False)
    parts = list(value.values()) if isinstance(value, dict) else value
    flat = not isinstance(parts, list) or not any(isinstance(each, dict | list) for each in parts)
    if flat or margin + len(line) < 100:
        return line
    heads = (
        [f"{json.dumps(key)}: " for key in value] if isinstance(value, dict) else [""] * len(parts)
    )
    pad = "\n" + " " * margin
    rows = [
        f"{pad} {head}{laid_out(each, margin + 1)}" for head, each in zip(heads, parts, strict=True)
    ]
    return line[0] + ",".join(rows) + pad + line[-1]


def reduced(folder: Path, document: str, origin: str) -> str:
    read = json.loads((folder / document).read_text())
    return laid_out(Reduction(read).inventory(origin)) + "\n"


def main() -> int:
    asked = argparse.ArgumentParser(description="Reduce the OpenAPI documents to facts.")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--check", action="store_true")
    options = asked.parse_args()
    changed = False
    for name, (document, origin) in DOCUMENTS.items():
        target, text = HOME / name, reduced(options.folder, document, origin)
        if target.exists() and target.read_text() == text:
            continue
        changed = True
        print(f"fixtures/openapi/{name} {'differs' if options.check else 'written'}")
        if not options.check:
            HOME.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    return 1 if changed and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
