"""The Rust models refuse what the crate refuses, group by group."""

import copy
import json
from collections.abc import Set
from typing import Any

import pytest

from contract_tests.spec.inventory import HOME
from contract_tests.spec.judge import problems
from contract_tests.strict.enums import DATA_CENTERS, GPU_TYPES, WIDENED
from contract_tests.strict.rust import GROUPS, decode
from contract_tests.strict.specimens import GOLDEN, specimen

REST_V1: dict[str, Any] = json.loads((HOME / "rest_v1.json").read_text())
MISSING = object()


def golden_but(value: object, *steps: str | int) -> dict[str, Any]:
    """The golden Endpoint with one thing changed, or taken away."""
    changed = copy.deepcopy(GOLDEN)
    place: Any = changed
    for step in steps[:-1]:
        place = place[step]
    if value is MISSING:
        del place[steps[-1]]
    else:
        place[steps[-1]] = value
    return changed


def refused_by(value: object, kind: str = "Endpoint") -> Set[str]:
    return {group for group in GROUPS if decode(kind, value, group)}


@pytest.mark.parametrize("group", GROUPS)
def test_the_golden_endpoint_decodes(group: str) -> None:
    assert decode("Endpoint", GOLDEN, group) == []
    assert decode("Vec<Endpoint>", [GOLDEN, GOLDEN], group) == []


@pytest.mark.parametrize(
    ("value", "steps", "refused"),
    [
        (["AP-IN-1"], ("dataCenterIds",), "AB"),
        (["NVIDIA H200 NVL"], ("gpuTypeIds",), "AB"),
        (["13.0"], ("allowedCudaVersions",), "AB"),
        (["13.1"], ("allowedCudaVersions",), "ABC"),
        (600000.0, ("executionTimeoutMs",), "ABC"),
        (2**31, ("executionTimeoutMs",), "ABC"),
        ("EU-RO-1,CA-MTL-1", ("dataCenterIds",), "ABC"),
        ([{"key": "A", "value": "b"}], ("env",), "ABC"),
        ("gpu", ("computeType",), "ABC"),
        (None, ("workers", 0, "costPerHr"), "ABC"),
        ("0.74", ("workers", 0, "costPerHr"), "ABC"),
        (MISSING, ("workers", 0, "costPerHr"), "AB"),
        (MISSING, ("workers", 0, "image"), "AB"),
        (None, ("workers", 0, "image"), "AB"),
        ({}, ("workers", 0, "machine"), "AB"),
        ({"secureCloud": None}, ("workers", 0, "machine"), "ABC"),
        ({"id": "NVIDIA A40", "count": 1}, ("workers", 0, "gpu"), "ABC"),
        ("RESTARTING", ("workers", 0, "desiredStatus"), "ABC"),
        (MISSING, ("template", "volumeInGb"), "ABC"),
        (MISSING, ("template",), ""),
        (None, ("workers",), ""),
    ],
)
def test_one_change_is_refused_by_the_groups_it_breaks(
    value: object, steps: tuple[str | int, ...], refused: str
) -> None:
    assert refused_by(golden_but(value, *steps)) == set(refused)


@pytest.mark.parametrize(
    ("kind", "value", "refused"),
    [
        ("RunResponse", {"status": "IN_QUEUE"}, "ABC"),
        ("RunResponse", {"id": "j1", "status": None}, ""),
        ("JobStatusResponse", {"status": "RUNNING"}, "ABC"),
        ("JobStatusResponse", {"status": "COMPLETED", "output": None}, ""),
        ("StreamResponse", {"status": "COMPLETED"}, ""),
        ("StreamResponse", {"status": "COMPLETED", "stream": None}, "ABC"),
        ("StreamResponse", {"status": "COMPLETED", "stream": [{"output": None}]}, ""),
        ("StreamResponse", {"status": "COMPLETED", "stream": ["a"]}, "ABC"),
        ("StreamResponse", [{"output": "a"}], "ABC"),
        ("Vec<Pod>", {"pods": []}, "ABC"),
        ("Vec<NetworkVolume>", [{"id": "v", "name": "n", "size": 1}], "ABC"),
        ("HealthJobs", specimen("HealthJobs", "A") | {"failed": -1}, "ABC"),
    ],
)
def test_an_answer_is_refused_by_the_groups_it_breaks(
    kind: str, value: object, refused: str
) -> None:
    assert refused_by(value, kind) == set(refused)


def test_a_complaint_points_at_the_fault() -> None:
    faulty = golden_but("many", "workers", 0, "gpu", "count")

    assert decode("Vec<Endpoint>", [GOLDEN, faulty], "C") == [
        "/1/workers/0/gpu/count: 'many' is no i32"
    ]


def test_the_words_all_groups_know_are_in_the_documents() -> None:
    fields = REST_V1["schemas"]["Endpoint"]["fields"]

    assert set(fields["gpuTypeIds"]["items"]["enum"]) > GPU_TYPES
    assert set(fields["dataCenterIds"]["items"]["enum"]) == DATA_CENTERS
    assert set(fields["allowedCudaVersions"]["items"]["enum"]) == WIDENED["CudaVersion"]


def test_the_golden_endpoint_says_little_more_than_the_documents() -> None:
    extras = {f"Pod.{name}" for name in ("imageName", "gpuCount", "gpuTypeId", "createdAt")}
    extras |= {"Pod.networkVolumeId"}
    nulls = {f"Endpoint.{name}" for name in ("instanceIds", "networkVolumeId", "minCudaVersion")}
    nulls |= {f"Pod.{name}" for name in ("cpuFlavorId", "machine", "networkVolume")}
    nulls |= {f"{owner}.containerRegistryAuthId" for owner in ("Pod", "Template")}

    assert problems("Endpoint", GOLDEN, REST_V1, extras=extras, nullable=nulls) == []
