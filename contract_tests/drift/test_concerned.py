"""Every difference says what of ours rests on it: tests by their names, fixtures by their files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contract_tests.drift.documents import inventory, written
from mock_runpod import drift

CHECKOUT = Path(__file__).parents[2]
Change = Callable[[dict[str, Any]], Any]


def concern(name: str, where: str, change: Change) -> drift.Concern:
    """Of the difference at this place, after the change of a document."""
    ours, document = inventory(name), written(inventory(name))
    change(document)
    theirs = drift.facts(document)
    found = {each.where: each for each in drift.findings(ours, theirs)}
    root = {"rest_v1": "/v1", "rest_v2": ""}[name]
    return drift.concerns(ours, theirs, f"{name}.json", root).of(found[where])


def fields(document: dict[str, Any], schema: str) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][schema]["properties"]
    return found


@pytest.mark.parametrize(
    ("name", "schema", "field", "files"),
    [
        ("rest_v1", "PodCreateInput", "gpuTypeIds", {"gpus", "pools"}),
        ("rest_v1", "EndpointCreateInput", "dataCenterIds", {"datacenters"}),
        ("rest_v1", "EndpointCreateInput", "cpuFlavorIds", {"cpus"}),
        ("rest_v1", "EndpointCreateInput", "allowedCudaVersions", {"cuda"}),
    ],
)
def test_an_enum_concerns_the_rows_of_the_catalog(
    name: str, schema: str, field: str, files: set[str]
) -> None:
    found = concern(
        name,
        f"schema {schema} {field}[].enum",
        lambda document: fields(document, schema)[field]["items"]["enum"].append("NEW"),
    )

    catalog = {Path(each).stem for each in found.fixtures if each.startswith("fixtures/catalog/")}
    assert files <= catalog
    assert f"fixtures/openapi/{name}.json" in found.fixtures


def test_a_limit_concerns_the_limits_of_the_catalog() -> None:
    found = concern(
        "rest_v1",
        "schema EndpointCreateInput workersMax.maximum",
        lambda document: fields(document, "EndpointCreateInput")["workersMax"].update(maximum=3),
    )

    assert found.fixtures == ["fixtures/openapi/rest_v1.json", "fixtures/catalog/limits.json"]


def test_a_field_of_an_endpoint_concerns_the_tests_that_pin_it() -> None:
    found = concern(
        "rest_v1",
        "schema EndpointCreateInput idleTimeout.maximum",
        lambda document: fields(document, "EndpointCreateInput")["idleTimeout"].update(maximum=9),
    )

    assert found.operations == ["POST /endpoints request"]
    assert found.tests
    assert [each for each in found.tests if not there(each)] == []


def test_an_operation_concerns_the_tests_that_pin_it() -> None:
    found = concern(
        "rest_v1",
        "DELETE /endpoints/{endpointId}",
        lambda document: document["paths"]["/endpoints/{endpointId}"].pop("delete"),
    )

    assert found.operations == []
    assert found.tests
    assert [each for each in found.tests if not there(each)] == []


def test_what_nobody_serves_concerns_no_test() -> None:
    found = concern(
        "rest_v1",
        "GET /billing/networkvolumes deprecated",
        lambda document: document["paths"]["/billing/networkvolumes"]["get"].update(
            deprecated=True
        ),
    )

    assert found.tests == []
    assert found.fixtures == ["fixtures/openapi/rest_v1.json"]


def test_a_schema_is_spoken_of_through_others() -> None:
    found = concern(
        "rest_v2",
        "schema PodSshEndpoint port.maximum",
        lambda document: fields(document, "PodSshEndpoint")["port"].update(maximum=9),
    )

    assert "GET /v2/pods answer 200" in found.operations
    assert "POST /v2/pods request" not in found.operations


def test_a_new_schema_is_spoken_of_where_it_is_new() -> None:
    def change(document: dict[str, Any]) -> None:
        document["components"]["schemas"]["Fresh"] = {"type": "string"}
        fields(document, "Endpoint")["fresh"] = {"$ref": "#/components/schemas/Fresh"}

    found = concern("rest_v1", "schema Fresh", change)

    assert "GET /endpoints/{endpointId} answer 200" in found.operations


def there(test: str) -> bool:
    path, _, name = test.partition("::")
    return f"def {name}(" in (CHECKOUT / path).read_text(encoding="utf-8")
