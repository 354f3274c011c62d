"""Whatever changes in a document is reported: hundreds of small changes, and nothing else."""

import json
from random import Random

import pytest

from contract_tests.drift.documents import inventory, published, written
from contract_tests.drift.mutating import Due
from contract_tests.drift.mutations import MUTATIONS
from contract_tests.drift.spots import Json
from mock_runpod import drift

SEED = 20_261_124
#: Changes of each document. All kinds are among them; that of v2 is large, and takes its time.
MANY = {"rest_v1": 200, "rest_v2": 110}
#: Of every other kind one; what a reference or `allOf` stands for is told from where it is said.
OF_PUBLISHED = range(0, 110, 2)
INVENTORIES = list(MANY)


def reported(name: str, document: Json) -> Due:
    read = drift.document(json.dumps(document).encode())
    found = drift.findings(inventory(name), drift.facts(read))
    return {(each.kind, each.where) for each in found}


def mutated(document: Json, number: int) -> tuple[str, Json, Due]:
    """The next kind of change that is possible in this document."""
    kinds = list(MUTATIONS)
    for kind in (kinds[(number + step) % len(kinds)] for step in range(len(kinds))):
        fresh = json.loads(json.dumps(document))
        due = MUTATIONS[kind](Random(f"{SEED} {number} {kind}"), fresh)
        if due is not None:
            return kind, fresh, due
    raise AssertionError("nothing can be changed")


@pytest.mark.parametrize("name", INVENTORIES)
def test_every_change_is_reported_and_nothing_else(name: str) -> None:
    document = written(inventory(name))
    wrong, seen = [], set()

    for number in range(MANY[name]):
        kind, changed, due = mutated(document, number)
        found = reported(name, changed)
        seen.add(kind)
        if kind == "rename_a_schema":  # whoever refers to it, refers to another now
            due |= {row for row in found if row[1].endswith(("type", "oneOf", "discriminator"))}
        if found != due:
            wrong.append((number, kind, sorted(due - found), sorted(found - due)[:5]))

    assert wrong == []
    assert len(seen) > 80


@pytest.mark.parametrize("name", INVENTORIES)
def test_every_change_of_the_published_document_is_reported(name: str) -> None:
    document = published(name)
    if document is None:
        pytest.skip("the published document is not here: set MOCK_RUNPOD_SPEC to its folder")
    wrong = []

    for number in OF_PUBLISHED:
        kind, changed, due = mutated(document, number)
        missing = due - reported(name, changed)
        if missing:
            wrong.append((number, kind, sorted(missing)))

    assert wrong == []


def test_a_media_type_that_all_answers_change_is_told_once() -> None:
    text = json.dumps(written(inventory("rest_v2")))

    found = reported("rest_v2", json.loads(text.replace("application/problem+json", "text/plain")))

    assert found == {("changed", "schema ErrorResponse media")}


def test_a_default_of_null_is_a_default() -> None:
    document = written(inventory("rest_v1"))
    node = document["components"]["schemas"]["EndpointCreateInput"]["properties"]["name"]

    node["default"] = None

    assert reported("rest_v1", document) == {
        ("added", "schema EndpointCreateInput name.default"),
    }
