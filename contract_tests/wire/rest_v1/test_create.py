"""Creating an endpoint: what is said is kept, what is left out gets the console's defaults."""

import re
from typing import Any

import httpx
import pytest

from contract_tests.wire.rest_v1.conftest import Make

pytestmark = pytest.mark.anyio

RTX_4090 = "NVIDIA GeForce RTX 4090"
SAID: dict[str, Any] = {
    "name": "all of it",
    "computeType": "GPU",
    "dataCenterIds": ["US-KS-2", "EU-RO-1"],
    "executionTimeoutMs": 90_000,
    "flashboot": False,
    "gpuCount": 2,
    "gpuTypeIds": ["NVIDIA L40S", RTX_4090],
    "idleTimeout": 3600,
    "scalerType": "REQUEST_COUNT",
    "scalerValue": 1,
    "workersMax": 2,
    "workersMin": 1,
    "allowedCudaVersions": ["12.8", "12.7"],
    "minCudaVersion": "12.4",
}


@pytest.mark.rule("B-029")
async def test_what_is_left_out_takes_its_default(
    http: httpx.AsyncClient, new_template: Make
) -> None:
    template = await new_template()

    made = (await http.post("/v1/endpoints", json={"templateId": template["id"]})).json()

    places = made.pop("dataCenterIds")
    assert len(places) == 26
    assert places[0] == "EU-RO-1"
    assert re.fullmatch("[0-9a-z]{14}", made.pop("id"))
    assert re.fullmatch("user_[0-9A-Za-z]{27}", made.pop("userId"))
    assert made == {
        "name": None,
        "templateId": template["id"],
        "version": 1,
        "computeType": "GPU",
        "createdAt": "2026-01-01T00:00:00.000Z",
        "env": {},
        "executionTimeoutMs": 600_000,
        "flashboot": True,
        "gpuCount": 1,
        "gpuTypeIds": [RTX_4090, "NVIDIA A40", "NVIDIA RTX A5000"],
        "instanceIds": None,
        "idleTimeout": 5,
        "minCudaVersion": None,
        "networkVolumeId": "",
        "networkVolumeIds": [],
        "scalerType": "QUEUE_DELAY",
        "scalerValue": 4,
        "workersMax": 3,
        "workersMin": 0,
        "workersStandby": 1,
        "allowedCudaVersions": None,
    }


@pytest.mark.rule("B-032")
async def test_what_is_said_is_kept(http: httpx.AsyncClient, new_endpoint: Make) -> None:
    made = await new_endpoint(**SAID)

    read = (await http.get(f"/v1/endpoints/{made['id']}")).json()

    assert read == made
    assert {field: read[field] for field in SAID} == SAID


@pytest.mark.rule("B-032")
async def test_the_environment_is_the_one_of_the_template(
    new_template: Make, new_endpoint: Make
) -> None:
    template = await new_template(env={"MODEL": "mock/model"})

    made = await new_endpoint(templateId=template["id"])

    assert made["env"] == {"MODEL": "mock/model"}


@pytest.mark.rule("B-029")
async def test_null_is_as_good_as_leaving_a_field_out(new_endpoint: Make) -> None:
    plain = await new_endpoint()
    fields = ["allowedCudaVersions", "cpuFlavorIds", "dataCenterIds", "gpuTypeIds", "name"]
    nulls = dict.fromkeys([*fields, "minCudaVersion", "networkVolumeId", "networkVolumeIds"])

    made = await new_endpoint(**nulls)

    own = ("id", "templateId", "createdAt")
    assert {k: v for k, v in made.items() if k not in own} == {
        k: v for k, v in plain.items() if k not in own
    }


async def test_a_whole_number_may_be_written_as_a_fraction(new_endpoint: Make) -> None:
    made = await new_endpoint(workersMax=2.0, idleTimeout=6.0)

    assert (made["workersMax"], made["idleTimeout"]) == (2, 6)


@pytest.mark.rule("B-030")
async def test_two_endpoints_may_have_one_name(new_endpoint: Make) -> None:
    one, other = await new_endpoint(name="twin"), await new_endpoint(name="twin")

    assert one["name"] == other["name"] == "twin"
    assert one["id"] != other["id"]


@pytest.mark.rule("B-030")
async def test_a_name_may_have_191_characters(new_endpoint: Make) -> None:
    assert (await new_endpoint(name="ä" * 191))["name"] == "ä" * 191


@pytest.mark.rule("B-040")
async def test_no_workers_at_all_means_no_workers_at_all(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    made = await new_endpoint(workersMax=0)

    read = (await http.get(f"/v1/endpoints/{made['id']}?includeWorkers=true")).json()

    assert (read["workersMax"], read["workersStandby"], read["workers"]) == (0, 0, [])


@pytest.mark.rule("B-033")
@pytest.mark.parametrize(("most", "standby"), [(0, 0), (1, 1), (3, 1)])
async def test_one_worker_stands_by_if_there_may_be_any(
    new_endpoint: Make, most: int, standby: int
) -> None:
    assert (await new_endpoint(workersMax=most))["workersStandby"] == standby


@pytest.mark.rule("B-035")
@pytest.mark.parametrize("options", [{"v1_omit_dcids": True}])
async def test_places_can_be_kept_quiet_as_the_live_service_does(http: httpx.AsyncClient) -> None:
    odd = {"read_by": ""}  # no Rust version can read that

    (one, *_) = (await http.get("/v1/endpoints", extensions=odd)).json()

    assert "dataCenterIds" not in one
    assert one["gpuTypeIds"] == [RTX_4090]
