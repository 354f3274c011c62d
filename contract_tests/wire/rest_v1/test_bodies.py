"""Bodies that cannot be understood: every mistake is named, by its JSON pointer."""

import json
from typing import Any

import httpx
import pytest

from contract_tests.wire.rest_v1.conftest import Make

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-021")]

EXTRA = "Extra input keys provided in request body"
UNKNOWN = "key provided in request body which is not in input schema: '{}'"
WHOLE = "should be a valid integer"
#: For an endpoint: the field, the value, where the mistake is, what is said about it.
MISTAKES: list[tuple[str, Any, str, str]] = [
    ("name", "x" * 192, "/name", "should have at most 191 characters"),
    ("name", 7, "/name", "should be a valid string"),
    ("workersMax", -1, "/workersMax", "should be greater than or equal to 0"),
    ("workersMin", -1, "/workersMin", "should be greater than or equal to 0"),
    ("workersMax", "3", "/workersMax", WHOLE),
    ("workersMax", 2.5, "/workersMax", WHOLE),
    ("workersMax", True, "/workersMax", WHOLE),
    ("workersMax", 2**31, "/workersMax", "should be less than or equal to 2147483647"),
    ("workersMax", 10**400, "/workersMax", "should be less than or equal to 2147483647"),
    ("executionTimeoutMs", -5, "/executionTimeoutMs", "should be greater than or equal to 0"),
    ("gpuCount", 0, "/gpuCount", "should be greater than or equal to 1"),
    ("gpuCount", None, "/gpuCount", WHOLE),
    ("scalerValue", 0, "/scalerValue", "should be greater than or equal to 1"),
    ("idleTimeout", 0, "/idleTimeout", "should be greater than or equal to 1"),
    ("idleTimeout", 3601, "/idleTimeout", "should be less than or equal to 3600"),
    ("flashboot", "yes", "/flashboot", "should be a valid boolean"),
    ("templateId", {}, "/templateId", "should be a valid string"),
    ("gpuTypeIds", "NVIDIA L4", "/gpuTypeIds", "should be a valid array"),
    ("gpuTypeIds", ["NVIDIA L4", 4], "/gpuTypeIds/1", "should be a valid string"),
    ("networkVolumeIds", [None], "/networkVolumeIds/0", "should be a valid string"),
]
NOT_IN_ENUM: list[tuple[str, Any, str, str]] = [
    ("scalerType", "FASTEST", "/scalerType", "QUEUE_DELAY, REQUEST_COUNT"),
    ("computeType", "gpu", "/computeType", "GPU, CPU"),
    ("gpuTypeIds", ["NVIDIA L4", "L4"], "/gpuTypeIds/1", "NVIDIA GeForce RTX 4090, NVIDIA A40, "),
    ("dataCenterIds", ["MOON-1"], "/dataCenterIds/0", "EU-RO-1, CA-MTL-1, "),
    ("cpuFlavorIds", ["cpu9"], "/cpuFlavorIds/0", "cpu3c, "),
    ("allowedCudaVersions", ["9.9"], "/allowedCudaVersions/0", "12.8, "),
    ("minCudaVersion", "9.9", "/minCudaVersion", "12.8, "),
]


@pytest.mark.rule("B-019")
async def test_keys_nobody_knows_are_refused_in_the_words_of_the_live_service(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    made = await new_endpoint()
    body = {"scaling": {}, "workersMax": 1, "workersStandby": 1}

    refused = await http.patch(f"/v1/endpoints/{made['id']}", json=body)

    problems = [UNKNOWN.format("scaling"), UNKNOWN.format("workersStandby")]
    assert refused.status_code == 400
    assert refused.json() == {"error": EXTRA, "problems": problems}


@pytest.mark.rule("B-019")
@pytest.mark.parametrize(
    "key", ["startSsh", "startJupyter", "minVCpuCount", "workersStandby", "id", "env", "version"]
)
async def test_keys_of_other_surfaces_and_of_answers_are_unknown_too(
    http: httpx.AsyncClient, key: str
) -> None:
    refused = await http.post("/v1/endpoints", json={"templateId": "t", key: 1})

    assert refused.json() == {"error": EXTRA, "problems": [UNKNOWN.format(key)]}


@pytest.mark.parametrize(("field", "value", "pointer", "complaint"), MISTAKES)
async def test_a_value_out_of_type_or_limits_is_named_with_its_pointer(
    http: httpx.AsyncClient, field: str, value: Any, pointer: str, complaint: str
) -> None:
    body = {"templateId": "t", field: value}

    refused = await http.post("/v1/endpoints", json=body)

    said = f"{pointer} {complaint}"
    assert refused.status_code == 400
    assert refused.json() == {"error": said, "problems": [said], "status": 400}


@pytest.mark.rule("B-020")
@pytest.mark.parametrize(("field", "value", "pointer", "allowed"), NOT_IN_ENUM)
async def test_a_value_outside_an_enum_is_told_what_is_inside(
    http: httpx.AsyncClient, field: str, value: Any, pointer: str, allowed: str
) -> None:
    refused = await http.post("/v1/endpoints", json={"templateId": "t", field: value})

    assert refused.status_code == 400
    error = refused.json()["error"]
    assert error.startswith(f"{pointer} must be one of the allowed values: ")
    assert allowed in error


async def test_all_mistakes_of_one_body_are_named(http: httpx.AsyncClient) -> None:
    body = {field: value for field, value, *_ in [*MISTAKES, *NOT_IN_ENUM]}
    wrong = {pointer for _, _, pointer, _ in [*MISTAKES, *NOT_IN_ENUM]}

    refused = (await http.post("/v1/endpoints", json=body | {"a/b": 1, "~": 2})).json()

    assert refused["error"] == EXTRA
    assert refused["problems"][:2] == [UNKNOWN.format("a/b"), UNKNOWN.format("~")]
    named = {each.partition(" ")[0] for each in refused["problems"][2:]}
    assert named == wrong - {"/gpuTypeIds"}, "a list with wrong elements is still a list"


async def test_what_is_required_is_named(http: httpx.AsyncClient) -> None:
    endpoint = (await http.post("/v1/endpoints", json={})).json()
    template = (await http.post("/v1/templates", json={})).json()

    assert endpoint["error"] == "/templateId is required"
    assert set(template["problems"]) == {"/name is required", "/imageName is required"}


async def test_the_mistakes_of_a_template_are_named(http: httpx.AsyncClient) -> None:
    body = {
        "name": "t",
        "imageName": "i",
        "category": "INTEL",
        "env": {"A": 1, "B/C": None},
        "ports": "80/http",
        "volumeInGb": -1,
    }

    refused = (await http.post("/v1/templates", json=body)).json()

    assert {each.partition(" ")[0] for each in refused["problems"]} == {
        *("/category", "/env/A", "/env/B~1C", "/ports", "/volumeInGb")
    }


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"{'a': 1}", b'{"templateId": "t"', b'{"templateId": "t"}}', b"\xff\xfe"),
        *(b'{"templateId": "\xff"}', b'{"templateId": "\\ud800"}', b"[" * 100_000),
        b'{"env":' * 5_000 + b"1" + b"}" * 5_000,
    ],
    ids=lambda body: ascii(body[:20]),
)
@pytest.mark.parametrize("path", ["/v1/endpoints", "/v1/templates"])
async def test_what_is_no_json_is_refused(http: httpx.AsyncClient, path: str, body: bytes) -> None:
    refused = await http.post(path, content=body)

    assert refused.status_code == 400
    assert refused.json()["error"].startswith("invalid request body: ")
    assert refused.json()["status"] == 400


@pytest.mark.parametrize("body", [[], None, "text", 4, True])
async def test_what_is_no_object_is_refused(http: httpx.AsyncClient, body: Any) -> None:
    refused = await http.post("/v1/endpoints", content=json.dumps(body))

    assert refused.status_code == 400
    assert refused.json()["error"] == "the request body must be an object"


async def test_a_body_of_more_than_ten_mebibytes_is_refused(http: httpx.AsyncClient) -> None:
    refused = await http.post("/v1/templates", content=b'"' + b"x" * 10 * 1024 * 1024 + b'"')

    assert refused.status_code == 400
    assert "10MiB" in refused.json()["error"]
