"""PATCH changes what is sent and nothing else; zero, empty and null mean what they mean."""

from typing import Any

import httpx
import pytest

from contract_tests.wire.rest_v1.conftest import Make

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-037")]

IN_PLACE: dict[str, Any] = {
    "executionTimeoutMs": 1,
    "flashboot": False,
    "idleTimeout": 60,
    "name": "renamed",
    "scalerType": "REQUEST_COUNT",
    "scalerValue": 9,
    "workersMax": 1,
    "workersMin": 1,
}
ROLLING: dict[str, Any] = {
    "allowedCudaVersions": ["12.8"],
    "dataCenterIds": ["EU-CZ-1"],
    "gpuCount": 4,
    "gpuTypeIds": ["NVIDIA L4"],
    "minCudaVersion": "12.1",
}
SETTINGS = IN_PLACE | ROLLING


def one_by_one(settings: dict[str, Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("field", "value"), settings.items(), ids=settings)


@one_by_one(SETTINGS)
async def test_one_field_changes_alone(
    http: httpx.AsyncClient, new_endpoint: Make, field: str, value: Any
) -> None:
    made = await new_endpoint()
    at = f"/v1/endpoints/{made['id']}"

    patched = (await http.patch(at, json={field: value})).json()

    changed = {name for name in patched if patched[name] != made[name]}
    assert changed - {"version"} == {field}
    assert patched[field] == value
    assert (await http.get(at)).json() == patched


@pytest.mark.rule("B-023")
async def test_a_post_to_update_does_the_same(http: httpx.AsyncClient, new_endpoint: Make) -> None:
    made = await new_endpoint()

    updated = await http.post(f"/v1/endpoints/{made['id']}/update", json=SETTINGS)

    assert updated.status_code == 200
    assert updated.json() == made | SETTINGS | {"version": 2}


@pytest.mark.rule("B-038")
@one_by_one(IN_PLACE)
async def test_what_acts_in_place_makes_no_version(
    http: httpx.AsyncClient, new_endpoint: Make, field: str, value: Any
) -> None:
    made = await new_endpoint()

    patched = (await http.patch(f"/v1/endpoints/{made['id']}", json={field: value})).json()

    assert patched["version"] == made["version"]


@pytest.mark.rule("B-038")
@one_by_one(ROLLING)
async def test_what_workers_would_notice_makes_a_version(
    http: httpx.AsyncClient, new_endpoint: Make, field: str, value: Any
) -> None:
    made = await new_endpoint()
    at = f"/v1/endpoints/{made['id']}"

    once = (await http.patch(at, json={field: value})).json()
    again = (await http.patch(at, json={field: value})).json()

    assert once["version"] == made["version"] + 1
    assert again["version"] == once["version"], "nothing changed the second time"


@pytest.mark.rule("B-038")
async def test_nothing_sent_changes_nothing(http: httpx.AsyncClient, new_endpoint: Make) -> None:
    made = await new_endpoint(**SETTINGS)

    assert (await http.patch(f"/v1/endpoints/{made['id']}", json={})).json() == made


@pytest.mark.rule("B-038")
@pytest.mark.parametrize("field", ["cpuFlavorIds", "dataCenterIds", "gpuTypeIds"])
async def test_null_for_what_is_at_its_default_changes_nothing(
    http: httpx.AsyncClient, new_endpoint: Make, field: str
) -> None:
    made = await new_endpoint()

    assert (await http.patch(f"/v1/endpoints/{made['id']}", json={field: None})).json() == made


async def test_null_takes_a_value_back(http: httpx.AsyncClient, new_endpoint: Make) -> None:
    plain, made = await new_endpoint(), await new_endpoint(**SETTINGS)
    fields = ["allowedCudaVersions", "dataCenterIds", "gpuTypeIds", "minCudaVersion", "name"]

    patched = await http.patch(f"/v1/endpoints/{made['id']}", json=dict.fromkeys(fields))

    cleared = {field: patched.json()[field] for field in fields}
    assert cleared == {field: plain[field] for field in fields}


@pytest.mark.parametrize("field", ["allowedCudaVersions", "dataCenterIds", "gpuTypeIds"])
async def test_an_empty_list_is_kept(
    http: httpx.AsyncClient, new_endpoint: Make, field: str
) -> None:
    made = await new_endpoint()

    patched = (await http.patch(f"/v1/endpoints/{made['id']}", json={field: []})).json()

    assert patched[field] == []


@pytest.mark.rule("B-134")
async def test_zero_workers_is_a_pause(http: httpx.AsyncClient, new_endpoint: Make) -> None:
    made = await new_endpoint(workersMin=1, workersMax=2)
    at = f"/v1/endpoints/{made['id']}"

    paused = (await http.patch(at, json={"workersMax": 0})).json()

    assert paused["workersMax"] == 0
    assert (await http.get(f"{at}?includeWorkers=true")).json()["workers"] == []


async def test_the_size_of_a_cpu_machine_can_change(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    made = await new_endpoint(computeType="CPU", cpuFlavorIds=["cpu3c"])
    at, change = f"/v1/endpoints/{made['id']}", {"cpuFlavorIds": ["cpu5c"], "vcpuCount": 16}

    patched = (await http.patch(at, json=change)).json()

    assert (patched["instanceIds"], patched["version"]) == (["cpu5c-16-32"], 2)


@pytest.mark.rule("B-038")
async def test_another_template_brings_its_environment_and_a_version(
    http: httpx.AsyncClient, new_endpoint: Make, new_template: Make
) -> None:
    made, other = await new_endpoint(), await new_template(env={"A": "b"})

    patched = await http.patch(f"/v1/endpoints/{made['id']}", json={"templateId": other["id"]})

    changes = {"templateId": other["id"], "env": {"A": "b"}, "version": 2}
    assert patched.json() == made | changes
