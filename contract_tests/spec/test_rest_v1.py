"""REST v1 held against the vendor's document: every operation, input field, enum value, answer."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.spec.inventory import HOME
from contract_tests.spec.judge import answer, problems
from mock_runpod import create_app
from mock_runpod.surfaces.rest_v1.app import DIALECT

pytestmark = pytest.mark.anyio

REST_V1: dict[str, Any] = json.loads((HOME / "rest_v1.json").read_text())
SCHEMAS = REST_V1["schemas"]
SERVED = ("/endpoints", "/templates", "/openapi.json", "/docs")
OPERATIONS = [each for each in REST_V1["operations"] if each["path"].startswith(SERVED)]
INPUTS = {
    "EndpointCreateInput": ("POST", "/endpoints"),
    "EndpointUpdateInput": ("PATCH", "/endpoints/mine"),
    "TemplateCreateInput": ("POST", "/templates"),
    "TemplateUpdateInput": ("PATCH", "/templates/minetmpl01"),
}
#: Where the mock says something else than the document, and why.
DEPARTURES = {
    "Endpoint.flashboot is in no document": "the live service returns it (clients-tools 3.2)",
    "Endpoint.workersStandby is in no document": "the live service returns it (B-033)",
    "Endpoint.name is null": "an endpoint may have none",
    "Endpoint.gpuCount is null": "a CPU endpoint has no GPU",
    "Endpoint.instanceIds is null": "a GPU endpoint has no CPU instances",
    "Endpoint.allowedCudaVersions is null": "nothing was said about CUDA",
    "Endpoint.minCudaVersion is null": "nothing was said about CUDA",
    "Template.containerRegistryAuthId is null": "a public image needs none",
    "Pod.imageName is in no document": "the live service calls `image` so; both are sent (B-179)",
    "Pod.gpuCount is in no document": "read by the Rust and Go clients",
    "Pod.gpuTypeId is in no document": "read by the Rust and Go clients",
    "Pod.createdAt is in no document": "read by the Go clients",
    "Pod.networkVolumeId is in no document": "read by the Rust and Go clients",
    "Pod.containerRegistryAuthId is null": "a public image needs none",
    "Pod.cpuFlavorId is null": "it has a GPU",
    "Pod.gpu is null": "it has none",
    "Pod.lastStartedAt is null": "it was prepared and has never run",
    "Pod.machine is null": "a part of it would break strict clients",
    "Pod.networkVolume is null": "not asked for",
}
#: Requests whose answers, taken together, show every shape there is.
CONVERSATION: list[tuple[str, str, Any]] = [
    ("GET", "/endpoints", None),
    ("GET", "/endpoints/mine", None),
    ("POST", "/endpoints", {"templateId": "sparetmpl1", "name": "n", "flashboot": False}),
    ("PATCH", "/endpoints/cpu", {"vcpuCount": 4}),
    ("POST", "/endpoints/cpu/update", {"networkVolumeId": "vol1"}),
    ("GET", "/templates", None),
    ("GET", "/templates/minetmpl01", None),
    ("POST", "/templates", {"name": "n", "imageName": "i"}),
    ("PATCH", "/templates/minetmpl01", {"env": {"A": "b"}}),
    ("POST", "/templates/minetmpl01/update", {"ports": []}),
]
WORLD = """
[account]
balance = 1000.0

[[volumes]]
id = "vol1"
name = "models"
size = 10
dataCenterId = "EU-RO-1"

[[templates]]
id = "minetmpl01"
name = "mine"
imageName = "mock/worker:1"
isServerless = true

[[templates]]
id = "sparetmpl1"
name = "spare"
imageName = "mock/worker:1"
isServerless = true

[[templates]]
id = "cputmpl001"
name = "cpu"
imageName = "mock/worker:1"
isServerless = true

[[endpoints]]
id = "mine"
templateId = "minetmpl01"
workersMin = 1

[[endpoints]]
id = "cpu"
templateId = "cputmpl001"
computeType = "CPU"
"""


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    world = tmp_path / "world.toml"
    world.write_text(WORLD)
    app = create_app(clock="manual", data=str(world), profile="instant", seed=7)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://127.0.0.1:8642/v1",
        headers={"Authorization": "Bearer rpa_mock_spec"},
    ) as client:
        yield client


def sample(name: str, field: str, shape: dict[str, Any]) -> Any:
    """A value the document allows; where it must exist, one that does."""
    there = {"templateId": "sparetmpl1", "networkVolumeId": "vol1", "networkVolumeIds": ["vol1"]}
    if field in there:
        return there[field]
    if field == "volumeInGb":
        return 0  # as the templates here are serverless (B-050)
    if "enum" in shape:
        return shape["enum"][0]
    if shape["type"] == "array":
        return [sample(name, "", shape["items"])]
    values = {"integer": shape.get("minimum", 2), "boolean": True, "string": "words", "object": {}}
    return values[shape["type"]]


def required(name: str) -> dict[str, Any]:
    fields = SCHEMAS[name]["fields"]
    needed = {
        field: sample(name, field, fields[field]) for field in SCHEMAS[name].get("required", ())
    }
    return needed | ({"isServerless": True} if name == "TemplateCreateInput" else {})


def documented_fields() -> list[tuple[str, str]]:
    return [(name, field) for name in INPUTS for field in SCHEMAS[name]["fields"]]


def documented_enums() -> list[tuple[str, str]]:
    found = []
    for name, field in documented_fields():
        shape = SCHEMAS[name]["fields"][field]
        if "enum" in shape or "enum" in shape.get("items", ()):
            found.append((name, field))
    return found


def test_every_documented_operation_is_served_and_nothing_else() -> None:
    documented = {(each["method"], each["path"]) for each in OPERATIONS}

    assert {(route.method, route.path) for route in DIALECT.routes} == documented


def test_the_document_of_the_mock_has_the_same_parameters() -> None:
    flags = {(route.method, route.path): set(route.flags) for route in DIALECT.routes}

    for each in OPERATIONS:
        asked = {p["name"] for p in each.get("parameters", ()) if p["in"] == "query"}
        assert flags[each["method"], each["path"]] == asked


@pytest.mark.rule("B-024")
@pytest.mark.parametrize("each", OPERATIONS, ids=lambda each: f"{each['method']} {each['path']}")
async def test_success_has_the_documented_status(
    http: httpx.AsyncClient, each: dict[str, Any]
) -> None:
    path = each["path"].replace("{endpointId}", "cpu").replace("{templateId}", "sparetmpl1")
    body = required(each["request"]) if "request" in each else None

    got = await http.request(each["method"], path, json=body)

    (success,) = [status for status in each["answers"] if status.startswith("2")]
    assert got.status_code == int(success), got.text
    media = "text/html" if path == "/docs" else "application/json"
    assert got.headers.get("content-type", media).startswith(media)


@pytest.mark.rule("B-032")
async def test_answers_depart_from_the_document_where_we_know_it_and_nowhere_else(
    http: httpx.AsyncClient,
) -> None:
    """Which also keeps the list of departures short: what is not needed any more must go."""
    asked, found = {"includeTemplate": "true", "includeWorkers": "true"}, set()

    for method, path, body in CONVERSATION:
        got = await http.request(method, path, json=body, params=None if body else asked)
        told = problems(answer(REST_V1, method, path, 200) or {}, got.json(), REST_V1)
        found |= {each.split(": ", 1)[1] for each in told}

    assert found == DEPARTURES.keys()


@pytest.mark.parametrize(("name", "field"), documented_fields())
async def test_every_documented_input_field_is_accepted(
    http: httpx.AsyncClient, name: str, field: str
) -> None:
    method, path = INPUTS[name]
    value = sample(name, field, SCHEMAS[name]["fields"][field])

    got = await http.request(method, path, json=required(name) | {field: value})

    assert got.status_code == 200, got.text
    assert got.json().get(field, value) == value


@pytest.mark.rule("B-158")
@pytest.mark.parametrize(("name", "field"), documented_enums())
async def test_every_documented_value_of_an_enum_is_accepted(
    http: httpx.AsyncClient, name: str, field: str
) -> None:
    method, path = INPUTS[name]
    shape = SCHEMAS[name]["fields"][field]
    wanted = [shape["items"]["enum"]] if shape["type"] == "array" else shape["enum"]

    for value in wanted:
        got = await http.request(method, path, json=required(name) | {field: value})

        assert got.status_code == 200, got.text
        assert got.json().get(field, value) == value
        if method == "POST":
            await http.delete(f"{path}/{got.json()['id']}")
