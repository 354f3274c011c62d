"""OpenAPI documents to compare: those of the vendor where they are, and always some of our own,
written from the inventory.
"""

import json
import os
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from mock_runpod import fixtures
from mock_runpod.drift.shapes import KEPT, NAMED_WITHIN, WITHIN

Json = dict[str, Any]

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "spec"
FOLDER = Path(os.environ.get("MOCK_RUNPOD_SPEC") or BESIDE)
PUBLISHED = {"rest_v1": "openapi-v1.json", "rest_v2": "openapi-v2.json"}
JSON = "application/json"
REF = "#/components/schemas/"


@cache
def inventory(name: str) -> Json:
    return fixtures.read(f"openapi/{name}.json")


def published(name: str) -> Json | None:
    file = FOLDER / PUBLISHED[name]
    if not file.exists():
        return None
    document: Json = json.loads(file.read_text(encoding="utf-8"))
    return document


def written(facts: Json) -> Json:
    """A document that says just these facts: the way back from an inventory."""
    paths: Json = {}
    for each in facts["operations"]:
        paths.setdefault(each["path"], {})[each["method"].lower()] = _operation(each, facts)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Written from facts", "version": "1"},
        "servers": [{"url": url} for url in facts["servers"]],
        "security": deepcopy(facts["security"]),
        "paths": paths,
        "components": {
            "securitySchemes": deepcopy(facts["schemes"]),
            "schemas": {name: schema(shape) for name, shape in facts["schemas"].items()},
        },
    }


def schema(shape: Json) -> Json:
    said = {key: deepcopy(shape[key]) for key in KEPT if key in shape and key != "nullable"}
    if "fields" in shape:
        said |= {"type": "object", "properties": _each(shape["fields"])}
    if "required" in shape:
        said["required"] = [*shape["required"]]
    if "values" in shape:
        said["additionalProperties"] = schema(shape["values"])
    if shape.get("closed"):
        said["additionalProperties"] = False
    said |= {key: schema(shape[key]) for key in ("items", *WITHIN) if key in shape}
    said |= {key: _each(shape[key]) for key in NAMED_WITHIN if key in shape}
    said |= {key: [*map(schema, shape[key])] for key in ("oneOf", "anyOf") if key in shape}
    if "discriminator" in shape:
        told = shape["discriminator"]
        meant = {value: REF + name for value, name in told["names"].items()}
        said["discriminator"] = {"propertyName": told["field"], "mapping": meant}
    conditions = [
        {key: schema(each) for key, each in c.items()} for c in shape.get("conditions", ())
    ]
    said |= conditions[0] if len(conditions) == 1 else {}
    said |= {"allOf": conditions} if len(conditions) > 1 else {}
    return _nullable(_referring(said, shape.get("ref")), "nullable" in shape)


def _each(shapes: Json) -> Json:
    return {name: schema(shape) for name, shape in shapes.items()}


def _referring(said: Json, name: str | None) -> Json:
    if name is None:
        return said
    reference = {"$ref": REF + name}
    return {"allOf": [reference], **said} if said else reference


def _nullable(said: Json, nullable: bool) -> Json:
    """As OpenAPI 3.1 says it."""
    if not nullable:
        return said
    if "type" in said:
        return {**said, "type": [said["type"], "null"]}
    return {"anyOf": [said, {"type": "null"}]}


def _operation(facts: Json, whole: Json) -> Json:
    said: Json = {"responses": {s: _answer(facts, whole, s) for s in facts["answers"]}}
    if facts.get("open"):
        said["security"] = []
    if "parameters" in facts:
        said["parameters"] = [*map(_parameter, facts["parameters"])]
    if "request" in facts:
        said["requestBody"] = {
            "required": "optional" not in facts,
            **_content(facts["request"], whole),
        }
    return said


def _parameter(facts: Json) -> Json:
    beside = ("name", "in", "required", "explode")
    said = {key: facts[key] for key in beside if key in facts}
    rest = {key: value for key, value in facts.items() if key not in beside}
    return said | {"schema": schema(rest)}


def _answer(facts: Json, whole: Json, status: str) -> Json:
    headers = {
        row["name"]: {"schema": schema({k: v for k, v in row.items() if k not in ("name", "on")})}
        for row in facts.get("headers", ())
        if status in row["on"]
    }
    said = {"description": "Words.", **_content(facts["answers"][status], whole)}
    return said | ({"headers": headers} if headers else {})


def _content(body: str | Json | None, whole: Json) -> Json:
    if body is None:
        return {}
    if isinstance(body, str):
        media = whole["schemas"][body].get("media", JSON)
        return {"content": {media: {"schema": {"$ref": REF + body}}}}
    return {"content": {body.get("media", JSON): {"schema": schema(body)}}}


def shuffled(value: Any, chance: Random) -> Any:
    """The same in another order; that of `allOf` has a meaning."""
    if isinstance(value, list):
        parts = [shuffled(each, chance) for each in value]
        chance.shuffle(parts)
        return parts
    if not isinstance(value, dict):
        return value
    rows = [
        (key, each if key in ("allOf", "default") else shuffled(each, chance))
        for key, each in value.items()
    ]
    chance.shuffle(rows)
    return dict(rows)


def inlined(document: Json) -> Json:
    """With what every reference refers to in its place; what that refers to stays."""

    def copied(value: Any, passed: tuple[str, ...] = ()) -> Any:
        if isinstance(value, list):
            return [copied(each, passed) for each in value]
        if not isinstance(value, dict):
            return value
        if isinstance(value.get("$ref"), str) and not passed:
            return copied(_target(document, value["$ref"]), (value["$ref"],))
        return {key: copied(each, passed) for key, each in value.items()}

    found: Json = copied(document)
    return found


def _target(document: Json, reference: str) -> Any:
    found: Any = document
    for step in reference.split("/")[1:]:
        found = found[step]
    return found


def worded(value: Any) -> Any:
    """With words and examples wherever there may be some."""
    if isinstance(value, list):
        return [worded(each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {key: worded(each) for key, each in value.items()}
    if "type" in value and not isinstance(value["type"], dict):
        found |= {"description": "Words.", "title": "A word", "example": None, "x-words": []}
    return found


def nodes(value: Any) -> Iterator[Json]:
    """Every object in a document."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict | list):
            yield from nodes(each)
