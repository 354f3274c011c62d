"""What is told of fidelity is so: complete, consistent, and as the tests are now."""

import json
from pathlib import Path
from typing import Any

import pytest

from contract_tests.spec import fidelity as collector
from contract_tests.spec.inventory import HOME
from mock_runpod import fidelity, fixtures
from mock_runpod.app import JOBS, REST_V1, WORKERS
from mock_runpod.surfaces.rest_v1.endpoints import EndpointDocument

DOCUMENT: dict[str, Any] = json.loads((HOME / "rest_v1.json").read_text())
DOCUMENTED = {(o["method"], f"/v1{o['path']}"): set(o["answers"]) for o in DOCUMENT["operations"]}
ANSWERS = [
    (f"{row['method']} {row['path']}" if "path" in row else row["name"], status, answer)
    for row in (*fidelity.apis().values(), *fidelity.operations())
    for status, answer in (*row["answers"].items(), *row.get("elsewhere", {}).items())
]


@pytest.mark.parametrize("file", [collector.PINNED, collector.PAGE], ids=lambda file: file.name)
def test_what_is_generated_is_up_to_date(file: Path) -> None:
    """If not: `python -m contract_tests.spec.fidelity` writes it."""
    assert file.read_text(encoding="utf-8") == collector.written()[file]


def test_the_operations_are_those_that_are_served() -> None:
    served = [
        (at.dialect.name, address) for at in (REST_V1, JOBS, WORKERS) for address in at.addresses
    ]

    told = [(row["api"], f"{row['method']} {row['path']}") for row in fidelity.operations()]

    assert sorted(told) == sorted(served)


def test_every_dialect_that_imitates_is_told_of() -> None:
    served = {at.dialect.name: at.dialect.root for at in (REST_V1, JOBS, WORKERS)}

    assert {name: api["root"] for name, api in fidelity.apis().items()} == served


def test_the_fields_are_those_of_an_endpoint() -> None:
    assert sorted(fidelity.fields()) == sorted(EndpointDocument.__annotations__)


def test_a_documented_field_is_one_of_the_document() -> None:
    document = DOCUMENT["schemas"]["Endpoint"]["fields"]

    documented = [n for n, row in fidelity.fields().items() if "documented" in row["known"]]

    assert sorted(documented) == sorted(document)


def test_a_documented_answer_is_one_of_the_document() -> None:
    for row in fidelity.operations():
        if (documented := DOCUMENTED.get((row["method"], row["path"]))) is None:
            continue
        told = {s for s, answer in row["answers"].items() if "documented" in answer["known"]}
        assert told == documented & row["answers"].keys(), row["path"]


def test_every_operation_has_one_success_that_is_asked_for() -> None:
    for row in fidelity.operations():
        assert fidelity.known_of(row), row["path"]


def test_everything_is_known_in_one_of_the_four_ways() -> None:
    told = [known for _, _, answer in ANSWERS for known in answer["known"]]
    told += [known for row in fidelity.fields().values() for known in row["known"]]
    told += [row["known"] for row in fidelity.rules().values()]
    told += [known for row in fidelity.rules().values() for known in row.get("also", ())]

    assert set(told) == set(fidelity.KINDS)


@pytest.mark.parametrize(("where", "status", "answer"), ANSWERS)
def test_an_answer_is_known_as_its_rules_are(
    where: str, status: str, answer: dict[str, Any]
) -> None:
    rules = [fidelity.rules()[id] for id in answer["rules"]]
    ways = {way for rule in rules for way in (rule["known"], *rule.get("also", ()))}
    documented = {"documented"} & set(answer["known"])

    assert set(answer["known"]) <= ways | documented | {"inferred"}
    if any(rule["known"] == "inferred" for rule in rules):
        assert "inferred" in answer["known"]


def test_every_operation_and_every_field_is_pinned_by_tests() -> None:
    for row in fidelity.operations():
        assert fidelity.tests_of_operation(row["method"], row["path"]), row["path"]
    for name in fidelity.fields():
        assert fidelity.tests_of_field(name), name


def test_an_operation_is_found_as_a_document_spells_it() -> None:
    served = fidelity.tests_of_operation("GET", "/v1/endpoints/{endpointId}")

    assert fidelity.tests_of_operation("get", "/endpoints/{id}") == served
    assert fidelity.tests_of_operation("POST", "/v2/{endpointId}/run")
    assert fidelity.tests_of_operation("GET", "/nowhere") == []
    assert fidelity.tests_of_field("nothing") == []


def test_every_section_has_rules_and_every_rule_a_section() -> None:
    sections = [row["id"] for row in fixtures.read("fidelity/rules.json")["sections"]]

    assert list(dict.fromkeys(row["section"] for row in fidelity.rules().values())) == sections


def test_a_disagreement_names_its_rules() -> None:
    for row in fidelity.disagreements():
        assert set(row) == {"about", "client", "says", "mock", "rules"}
        assert set(row["rules"]) <= set(fidelity.rules()), row["about"]


EXAMPLE = """
import pytest

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-001")]

@pytest.mark.rule("B-002")
def test_one(): ...

async def test_two(): ...

@pytest.mark.rule("B-003")
class TestThings:
    pytestmark = pytest.mark.rule("B-004")

    @pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.rule("B-005"))])
    def test_three(self, x): ...

    def no_test(self): ...

def no_test(): ...
"""


def test_marks_are_found_wherever_pytest_finds_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "test_example.py"
    file.write_text(EXAMPLE)
    monkeypatch.setattr(collector, "CHECKOUT", tmp_path)

    found = [(name, rule) for rule, _, name in collector.pins(file)]

    assert found == [
        *(("test_one", rule) for rule in ("B-002", "B-001")),
        ("test_two", "B-001"),
        *(("TestThings::test_three", rule) for rule in ("B-005", "B-003", "B-004", "B-001")),
    ]
