"""Every field of an endpoint goes there and back: when it is made, and when it is changed."""

from typing import Any

import httpx
import pytest

from contract_tests.portable.answers import read_endpoint
from contract_tests.portable.conftest import Document, Make
from contract_tests.targeting.target import Target

#: Each with a value that is neither the usual one nor that of the fixture. Orders are meant.
FIELDS: dict[str, Any] = {
    "allowedCudaVersions": ["12.8", "12.4"],
    "dataCenterIds": ["US-KS-2", "EU-RO-1", "CA-MTL-1"],
    "executionTimeoutMs": 45_000,
    "flashboot": False,
    "gpuCount": 2,
    "gpuTypeIds": ["NVIDIA RTX A5000", "NVIDIA A40", "NVIDIA L4"],
    "idleTimeout": 60,
    "minCudaVersion": "12.4",
    "scalerType": "REQUEST_COUNT",
    "scalerValue": 9,
    "workersMax": 1,
}
#: A change of these starts a rolling release, and makes a version (B-037, B-038).
RELEASING = {"allowedCudaVersions", "dataCenterIds", "gpuCount", "gpuTypeIds", "minCudaVersion"}
LIMITS = {"idleTimeout": (1, 3600), "scalerValue": (1, 2**31 - 1), "gpuCount": (1, 8)}
TWINS = [("PATCH", ""), ("POST", "/update")]


@pytest.mark.rule("B-032")
@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_a_new_endpoint_is_kept(
    rest: httpx.Client, new_endpoint: Make, field: str
) -> None:
    made = new_endpoint(**{field: FIELDS[field]})

    assert made[field] == FIELDS[field]
    assert read_endpoint(rest.get(f"/endpoints/{made['id']}")) == made


@pytest.mark.rule("B-037")
@pytest.mark.rule("B-038")
@pytest.mark.parametrize("field", FIELDS)
def test_a_change_leaves_all_other_fields_as_they_were(
    rest: httpx.Client, endpoint: Document, field: str
) -> None:
    told = read_endpoint(rest.patch(f"/endpoints/{endpoint['id']}", json={field: FIELDS[field]}))

    expected = endpoint | {field: FIELDS[field], "version": 1 + (field in RELEASING)}
    if field == "workersMax":
        expected["workersStandby"] = 1  # B-033
    assert told == expected
    assert read_endpoint(rest.get(f"/endpoints/{endpoint['id']}")) == told


@pytest.mark.rule("B-037")
def test_no_change_touches_what_was_said_before(rest: httpx.Client, new_endpoint: Make) -> None:
    made = new_endpoint(**FIELDS)

    told = read_endpoint(rest.patch(f"/endpoints/{made['id']}", json={"scalerValue": 8}))

    assert told == made | {"scalerValue": 8}
    assert read_endpoint(rest.get(f"/endpoints/{made['id']}")) == told


@pytest.mark.parametrize("field", FIELDS)
def test_all_fields_at_once_are_kept_each(new_endpoint: Make, field: str) -> None:
    made = new_endpoint(**FIELDS)

    assert made[field] == FIELDS[field]


def test_workers_that_are_always_up_are_kept(rest: httpx.Client, new_endpoint: Make) -> None:
    made = new_endpoint(workersMax=2, workersMin=1)

    told = read_endpoint(rest.patch(f"/endpoints/{made['id']}", json={"workersMin": 2}))

    assert (made["workersMin"], told["workersMin"], told["workersMax"]) == (1, 2, 2)


@pytest.mark.rule("B-040")
def test_zero_is_something_said(rest: httpx.Client, new_endpoint: Make) -> None:
    """Scripts pause an endpoint like this."""
    made = new_endpoint(workersMax=1, executionTimeoutMs=30_000)

    told = read_endpoint(rest.patch(f"/endpoints/{made['id']}", json={"workersMax": 0}))

    assert (made["workersMax"], made["workersStandby"]) == (1, 1)
    assert (told["workersMax"], told["workersStandby"]) == (0, 0)


@pytest.mark.rule("B-030")
@pytest.mark.parametrize("said", ["Zoë's Bilder, 画像", "trailing -fb", "191"])
def test_a_name_is_kept_letter_by_letter(
    rest: httpx.Client, new_endpoint: Make, target: Target, said: str
) -> None:
    name = target.name(said).ljust(191, "x") if said == "191" else target.name(said)
    other = target.name("renamed")

    made = new_endpoint(name=name)
    told = read_endpoint(rest.patch(f"/endpoints/{made['id']}", json={"name": other}))

    assert (made["name"], told["name"]) == (name, other)
    assert told == made | {"name": other}


@pytest.mark.rule("B-031")
def test_an_endpoint_of_cpus_has_instances_and_no_gpu(
    rest: httpx.Client, new_endpoint: Make
) -> None:
    made = new_endpoint(computeType="CPU", gpuTypeIds=..., cpuFlavorIds=["cpu3c"], vcpuCount=4)

    told = read_endpoint(rest.patch(f"/endpoints/{made['id']}", json={"vcpuCount": 8}))

    assert (made["computeType"], made["gpuCount"], made["gpuTypeIds"]) == ("CPU", None, [])
    assert (made["instanceIds"], told["instanceIds"]) == (["cpu3c-4-8"], ["cpu3c-8-16"])
    assert told == made | {"instanceIds": ["cpu3c-8-16"], "version": 2}


@pytest.mark.rule("B-034")
def test_without_a_volume_one_field_is_empty_and_so_is_the_other(
    rest: httpx.Client, endpoint: Document
) -> None:
    cleared = {"networkVolumeId": "", "networkVolumeIds": []}

    told = read_endpoint(rest.patch(f"/endpoints/{endpoint['id']}", json=cleared))

    assert told == endpoint
    assert (told["networkVolumeId"], told["networkVolumeIds"]) == ("", [])


@pytest.mark.rule("B-023")
@pytest.mark.parametrize(("method", "path"), TWINS)
def test_an_update_and_its_twin_do_the_same(
    rest: httpx.Client, endpoint: Document, method: str, path: str
) -> None:
    body = {"idleTimeout": 17, "flashboot": False, "gpuCount": 2}

    told = read_endpoint(rest.request(method, f"/endpoints/{endpoint['id']}{path}", json=body))

    assert told == endpoint | body | {"version": 2}
    assert read_endpoint(rest.get(f"/endpoints/{endpoint['id']}")) == told


@pytest.mark.rule("B-038")
def test_another_template_is_another_version(
    rest: httpx.Client, endpoint: Document, new_template: Make
) -> None:
    other = new_template(env={"MODEL": "other"})

    told = read_endpoint(
        rest.patch(f"/endpoints/{endpoint['id']}", json={"templateId": other["id"]})
    )

    assert told == endpoint | {"templateId": other["id"], "env": other["env"], "version": 2}
    assert read_endpoint(rest.get(f"/endpoints/{endpoint['id']}")) == told


@pytest.mark.rule("B-038")
@pytest.mark.parametrize("nothing", [{}, "the same again"])
def test_a_change_that_changes_nothing_makes_no_version(
    rest: httpx.Client, endpoint: Document, nothing: Any
) -> None:
    same = {"gpuTypeIds": endpoint["gpuTypeIds"], "templateId": endpoint["templateId"]}

    told = read_endpoint(
        rest.patch(f"/endpoints/{endpoint['id']}", json=nothing if nothing == {} else same)
    )

    assert told == endpoint


@pytest.mark.rule("B-038")
def test_every_release_makes_a_version_of_its_own(rest: httpx.Client, endpoint: Document) -> None:
    versions = [
        read_endpoint(rest.patch(f"/endpoints/{endpoint['id']}", json={"gpuCount": count}))[
            "version"
        ]
        for count in (2, 3, 3, 1)
    ]

    assert versions == [2, 3, 3, 4]
    assert read_endpoint(rest.get(f"/endpoints/{endpoint['id']}"))["version"] == 4


@pytest.mark.parametrize("field", LIMITS)
def test_a_number_may_be_at_its_limits(new_endpoint: Make, field: str) -> None:
    least, most = LIMITS[field]

    assert [new_endpoint(**{field: number})[field] for number in (least, most)] == [least, most]
