"""The committed inventory is what the vendor's documents say, and holds none of their prose."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contract_tests.spec import inventory
from mock_runpod import drift
from mock_runpod.drift.shapes import KEPT

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "spec"
FOLDER = Path(os.environ.get("MOCK_RUNPOD_SPEC") or BESIDE)
COMMITTED = sorted(inventory.DOCUMENTS)
SHAPE = {
    *KEPT,
    *("ref", "fields", "required", "closed", "values", "items", "oneOf"),
    *("conditions", "discriminator"),
}
PARAMETER = {"name", "in", "explode"}
OPERATION = {
    *("method", "path", "open", "parameters", "request", "optional", "answers", "headers"),
}

MADE_UP = {
    "info": {"version": "9"},
    "paths": {
        "/lamps/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {}}],
            "get": {
                "summary": "Words.",
                "responses": {
                    "404": {
                        "content": {
                            "application/problem+json": {
                                "schema": {"$ref": "#/components/schemas/Oops"}
                            }
                        }
                    },
                    "200": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Lamp"}}
                        }
                    },
                },
            },
        }
    },
    "components": {
        "schemas": {
            "Oops": {"type": "object", "required": ["why"]},
            "Part": {"type": "object", "properties": {"watt": {"type": "integer", "minimum": 1}}},
            "Lamp": {
                "description": "Words.",
                "allOf": [
                    {"$ref": "#/components/schemas/Part"},
                    {
                        "required": ["colour"],
                        "properties": {
                            "colour": {"type": ["string", "null"], "example": "red"},
                            "watt": {"default": 40},
                            "tags": {"type": "object", "additionalProperties": {"type": "string"}},
                            "spare": {
                                "anyOf": [{"$ref": "#/components/schemas/Part"}, {"type": "null"}]
                            },
                        },
                    },
                ],
                "unevaluatedProperties": False,
            },
        }
    },
}


def committed(name: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((inventory.HOME / name).read_text())
    return facts


def shapes(value: Any) -> Iterator[dict[str, Any]]:
    """Every shape in an inventory: a field may be *named* `title`, a shape may not have one."""
    if isinstance(value, dict):
        yield value
        for key, each in value.items():
            if key == "fields":
                for field in each.values():
                    yield from shapes(field)
            elif key in {"items", "values"}:
                yield from shapes(each)
            elif key == "oneOf":
                for choice in each:
                    yield from shapes(choice)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


@pytest.mark.parametrize("name", COMMITTED)
def test_the_inventory_is_what_the_documents_say(name: str) -> None:
    document, origin = inventory.DOCUMENTS[name]
    if not (FOLDER / document).exists():
        pytest.skip(f"no {document} here: set MOCK_RUNPOD_SPEC to the folder that holds it")

    fresh = inventory.reduced(FOLDER, document, origin)

    assert (inventory.HOME / name).read_text() == fresh, "run inventory.py to write it anew"


@pytest.mark.parametrize("name", COMMITTED)
def test_the_inventory_holds_no_prose(name: str) -> None:
    facts = committed(name)
    del facts["source"]

    assert [each for each in strings(facts) if len(each) > 80 and " " in each] == []


@pytest.mark.parametrize("name", COMMITTED)
def test_the_inventory_holds_only_facts_it_can_name(name: str) -> None:
    facts = committed(name)

    for schema in facts["schemas"].values():
        assert {key for each in shapes(schema) for key in each} <= SHAPE | {"media"}
    for operation in facts["operations"]:
        assert operation.keys() <= OPERATION
        for parameter in operation.get("parameters", ()):
            assert {key for each in shapes(parameter) for key in each} <= SHAPE | PARAMETER


@pytest.mark.parametrize("name", COMMITTED)
def test_every_schema_spoken_of_is_there(name: str) -> None:
    facts = committed(name)
    schemas = facts["schemas"]

    spoken = {
        each["ref"] for schema in schemas.values() for each in shapes(schema) if "ref" in each
    }
    for operation in facts["operations"]:
        bodies = (operation.get("request"), *operation["answers"].values())
        spoken |= {each for each in bodies if isinstance(each, str)}

    assert spoken <= schemas.keys()


def test_a_document_is_reduced_to_facts() -> None:
    facts = drift.facts(MADE_UP)

    assert facts["operations"] == [
        {
            "method": "GET",
            "path": "/lamps/{id}",
            "parameters": [{"name": "id", "in": "path", "required": True}],
            "answers": {"200": "Lamp", "404": "Oops"},
        }
    ]
    assert facts["schemas"]["Oops"]["media"] == "application/problem+json"
    assert facts["schemas"]["Lamp"] == {
        "fields": {
            "watt": {"type": "integer", "minimum": 1, "default": 40},
            "colour": {"type": "string", "nullable": True},
            "tags": {"type": "object", "values": {"type": "string"}},
            "spare": {"ref": "Part", "nullable": True},
        },
        "required": ["colour"],
        "closed": True,
    }
