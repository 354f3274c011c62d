"""The API describes itself, for machines and for people, to anybody who asks."""

import re
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from contract_tests.wire.rest_v1.conftest import Make
from mock_runpod.surfaces.rest_v1.app import DIALECT

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-005")]

KEYLESS = {"Authorization": ""}
REFERENCE = "#/components/schemas/"


async def document(http: httpx.AsyncClient) -> dict[str, Any]:
    answer = await http.get("/v1/openapi.json", headers=KEYLESS)
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


async def test_everything_that_is_served_is_in_it(http: httpx.AsyncClient) -> None:
    told = await document(http)

    described = {(verb.upper(), path) for path, verbs in told["paths"].items() for verb in verbs}
    assert described == {(route.method, route.path) for route in DIALECT.routes}


async def test_it_keeps_to_the_form_of_openapi(http: httpx.AsyncClient) -> None:
    told = await document(http)
    operations = [each for verbs in told["paths"].values() for each in verbs.values()]

    assert told["openapi"].startswith("3.1.")
    assert {"title", "version"} <= told["info"].keys()
    assert len({each["operationId"] for each in operations}) == len(operations)
    for path, verbs in told["paths"].items():
        for each in verbs.values():
            named = {p["name"] for p in each["parameters"] if p["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))
            assert all("description" in answer for answer in each["responses"].values())


async def test_its_schemas_are_schemas_and_its_references_lead_somewhere(
    http: httpx.AsyncClient,
) -> None:
    answer = await http.get("/v1/openapi.json", headers=KEYLESS)
    schemas = answer.json()["components"]["schemas"]

    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    for target in re.findall(r'"\$ref":"([^"]+)"', answer.text):
        assert target.removeprefix(REFERENCE) in schemas


async def test_what_is_served_is_what_it_describes(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    told, made = await document(http), await new_endpoint()
    asked = {"includeTemplate": "true", "includeWorkers": "true"}

    shown = (await http.get(f"/v1/endpoints/{made['id']}", params=asked)).json()

    answer = told["paths"]["/endpoints/{endpointId}"]["get"]["responses"]["200"]
    schema = answer["content"]["application/json"]["schema"]
    judge = Draft202012Validator({**schema, "components": told["components"]})
    assert [error.message for error in judge.iter_errors(shown)] == []
    assert [error.message for error in judge.iter_errors(shown | {"version": "1"})] != []


@pytest.mark.parametrize(
    ("path", "flags"),
    [
        ("/endpoints", {"includeTemplate", "includeWorkers"}),
        (
            "/templates/{templateId}",
            {"includePublicTemplates", "includeRunpodTemplates", "includeEndpointBoundTemplates"},
        ),
    ],
)
async def test_the_flags_are_in_it(http: httpx.AsyncClient, path: str, flags: set[str]) -> None:
    parameters = (await document(http))["paths"][path]["get"]["parameters"]

    assert {p["name"] for p in parameters if p["in"] == "query"} == flags


async def test_the_page_is_for_people_and_asks_nobody_else(http: httpx.AsyncClient) -> None:
    page = await http.get("/v1/docs", headers=KEYLESS)

    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert re.findall(r"https?://|//\w|src=|@import|url\(", page.text) == []
    assert re.findall(r'href="([^"]+)"', page.text) == ["openapi.json"]


async def test_the_page_names_every_address(http: httpx.AsyncClient) -> None:
    page = (await http.get("/v1/docs", headers=KEYLESS)).text

    for route in DIALECT.routes:
        assert f"<code>{route.method} /v1{route.path}</code>" in page
