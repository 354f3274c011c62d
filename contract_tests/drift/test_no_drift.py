"""Documents that say the same, however they say it, have no drift."""

import json
from random import Random
from typing import Any

import pytest
import yaml

from contract_tests.drift.documents import (
    inlined,
    inventory,
    nodes,
    published,
    shuffled,
    worded,
    written,
)
from mock_runpod import drift

INVENTORIES = ["rest_v1", "rest_v2"]


def where(name: str, document: Any) -> list[str]:
    """What differs, from the text of a document on."""
    read = drift.document(json.dumps(document).encode())
    return [each.where for each in drift.findings(inventory(name), drift.facts(read))]


@pytest.fixture(params=["written", "published"])
def document(request: pytest.FixtureRequest, name: str) -> dict[str, Any]:
    found = written(inventory(name)) if request.param == "written" else published(name)
    if found is None:
        pytest.skip("the published document is not here: set MOCK_RUNPOD_SPEC to its folder")
    return found


@pytest.mark.parametrize("name", INVENTORIES)
def test_what_was_read_has_not_changed(name: str, document: dict[str, Any]) -> None:
    assert where(name, document) == []


@pytest.mark.parametrize("name", INVENTORIES)
def test_a_document_from_the_inventory_is_the_inventory_again(name: str) -> None:
    facts = inventory(name)

    again = drift.facts(written(facts))

    assert {**facts, **again} == facts


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", INVENTORIES)
def test_order_does_not_matter(name: str, document: dict[str, Any], seed: int) -> None:
    assert where(name, shuffled(document, Random(seed))) == []


@pytest.mark.parametrize("name", INVENTORIES)
def test_what_a_reference_refers_to_may_stand_in_its_place(
    name: str, document: dict[str, Any]
) -> None:
    assert where(name, inlined(document)) == []


@pytest.mark.parametrize("name", INVENTORIES)
def test_what_stands_in_a_place_may_get_a_name(name: str, document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for owner, schema in [*schemas.items()]:
        for field, inner in schema.get("properties", {}).items():
            if "properties" in inner:
                schemas[f"{owner}_{field}"] = inner
                schema["properties"][field] = {"$ref": f"#/components/schemas/{owner}_{field}"}

    assert where(name, document) == []


@pytest.mark.parametrize("name", INVENTORIES)
def test_words_do_not_matter(name: str, document: dict[str, Any]) -> None:
    assert where(name, worded(document)) == []


@pytest.mark.parametrize("name", INVENTORIES)
def test_null_may_be_allowed_as_either_version_does(name: str, document: dict[str, Any]) -> None:
    for node in list(nodes(document)):
        if node.get("nullable") is True and "type" in node:
            node["type"] = [node["type"], "null"]
            del node["nullable"]
        elif isinstance(node.get("type"), list) and len(node["type"]) == 2:
            node["type"] = next(each for each in node["type"] if each != "null")
            node["nullable"] = True

    assert where(name, document) == []


@pytest.mark.parametrize("name", INVENTORIES)
def test_what_holds_anyhow_may_be_said(name: str, document: dict[str, Any]) -> None:
    for node in list(nodes(document)):
        if isinstance(node.get("schema"), dict) and "in" in node:
            node |= {"deprecated": False, "required": node.get("required", False)}
        if node.get("type") in ("string", "integer"):
            node |= {"uniqueItems": False, "readOnly": False, "deprecated": False}

    assert where(name, document) == []


@pytest.mark.parametrize("name", INVENTORIES)
def test_yaml_says_the_same(name: str, document: dict[str, Any]) -> None:
    text = yaml.safe_dump(document)  # statuses without quotes, as people write them

    read = drift.document(text.replace("'200'", "200").encode())

    assert drift.findings(inventory(name), drift.facts(read)) == []
