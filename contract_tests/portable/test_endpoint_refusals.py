"""Bodies that REST v1 must refuse, in the words clients look for; nothing is made or changed."""

from typing import Any

import httpx
import pytest

from contract_tests.portable.answers import read_endpoint, read_endpoints, read_json, read_refusal
from contract_tests.portable.conftest import Document, Make
from contract_tests.targeting.target import Target

#: The field, and a value beyond its type, its limits or its enum.
MISTAKES: list[tuple[str, Any]] = [
    ("name", "192"),
    ("name", 7),
    ("workersMax", -1),
    ("workersMin", -1),
    ("workersMax", "5"),
    ("workersMax", 1.5),
    ("idleTimeout", 0),
    ("idleTimeout", 3601),
    ("idleTimeout", "5"),
    ("gpuCount", 0),
    ("scalerValue", 0),
    ("scalerType", "FASTEST"),
    ("scalerType", "queue_delay"),
    ("gpuTypeIds", ["NVIDIA L4", "RTX 9999"]),
    ("gpuTypeIds", "NVIDIA L4"),
    ("dataCenterIds", ["MOON-1"]),
    ("allowedCudaVersions", ["9.9"]),
    ("minCudaVersion", "9.9"),
    ("flashboot", "yes"),
    ("executionTimeoutMs", "long"),
]
EXTRA = "Extra input keys provided in request body"
UNKNOWN = "key provided in request body which is not in input schema: '{}'"


def wrong(target: Target, field: str, value: Any) -> Document:
    name = target.name("wrong")
    usual = {"name": name, "workersMax": 0, "gpuTypeIds": [target.terms.gpu]}
    return usual | {field: name.ljust(192, "x") if value == "192" else value}


@pytest.mark.rule("B-020")
@pytest.mark.rule("B-021")
@pytest.mark.parametrize(("field", "value"), MISTAKES, ids=str)
def test_a_mistake_in_a_new_endpoint_is_named(
    rest: httpx.Client, target: Target, free_template: Any, field: str, value: Any
) -> None:
    body = wrong(target, field, value) | {"templateId": free_template()}

    said = read_json(rest.post("/endpoints", json=body), 400)

    assert said.keys() == {"error", "problems", "status"}
    assert said["status"] == 400
    assert f"/{field}" in said["error"]
    assert [each.startswith(f"/{field}") for each in said["problems"]] == [True]
    listed = read_endpoints(rest.get("/endpoints"))
    assert [each["id"] for each in listed if each["name"] == body["name"]] == []


@pytest.mark.rule("B-020")
@pytest.mark.parametrize(("field", "value"), MISTAKES, ids=str)
def test_a_mistake_in_a_change_is_named_and_changes_nothing(
    rest: httpx.Client, target: Target, endpoint: Document, field: str, value: Any
) -> None:
    body = {"idleTimeout": 9, field: wrong(target, field, value)[field]}

    error = read_refusal(rest.patch(f"/endpoints/{endpoint['id']}", json=body), 400)

    assert f"/{field}" in error
    assert read_endpoint(rest.get(f"/endpoints/{endpoint['id']}")) == endpoint


@pytest.mark.rule("B-019")
@pytest.mark.parametrize("key", ["scaling", "workersStandby", "env", "gpuIds", "startSsh"])
def test_a_key_that_no_endpoint_has_is_refused(
    rest: httpx.Client, target: Target, free_template: Any, key: str
) -> None:
    body = wrong(target, key, 1) | {"templateId": free_template()}

    said = read_json(rest.post("/endpoints", json=body), 400)

    assert said == {"error": EXTRA, "problems": [UNKNOWN.format(key)]}


@pytest.mark.rule("B-019")
def test_every_unknown_key_of_a_change_is_named(rest: httpx.Client, endpoint: Document) -> None:
    body = {"idleTimeout": 9, "computeType": "CPU", "version": 7}

    said = read_json(rest.patch(f"/endpoints/{endpoint['id']}", json=body), 400)

    assert said["error"] == EXTRA
    assert sorted(said["problems"]) == [UNKNOWN.format("computeType"), UNKNOWN.format("version")]
    assert read_endpoint(rest.get(f"/endpoints/{endpoint['id']}")) == endpoint


def test_a_template_is_required(rest: httpx.Client, target: Target) -> None:
    assert "templateId" in read_refusal(
        rest.post("/endpoints", json=wrong(target, "flashboot", True)), 400
    )


@pytest.mark.rule("B-027")
def test_a_template_for_pods_makes_no_endpoint(
    rest: httpx.Client, target: Target, new_template: Make
) -> None:
    body = wrong(target, "templateId", new_template(isServerless=False)["id"])

    error = read_refusal(rest.post("/endpoints", json=body), 500)

    assert error == (
        "create endpoint: create endpoint: graphql: Serverless endpoints cannot use pod templates. "
        "Please use a serverless template."
    )


@pytest.mark.rule("B-028")
def test_a_template_is_for_one_endpoint(
    rest: httpx.Client, target: Target, endpoint: Document, mocks_reading: None
) -> None:
    error = read_refusal(
        rest.post("/endpoints", json=wrong(target, "templateId", endpoint["templateId"])), 500
    )

    assert error.startswith("create endpoint: create endpoint: graphql: ")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b'{"templateId": }'], ids=repr)
def test_what_is_no_object_is_refused(rest: httpx.Client, body: bytes) -> None:
    answer = rest.post("/endpoints", content=body, headers={"content-type": "application/json"})

    assert read_refusal(answer, 400)


@pytest.mark.rule("B-056")
@pytest.mark.rule("B-141")
def test_too_many_workers_are_refused_in_the_words_of_the_service(
    rest: httpx.Client, target: Target, free_template: Any
) -> None:
    body = wrong(target, "workersMax", 10_000) | {"templateId": free_template()}

    error = read_refusal(rest.post("/endpoints", json=body), 500)

    assert error.startswith(
        "create endpoint: create endpoint: graphql: Max workers across all endpoints must not "
        "exceed your workers quota ("
    )
