"""CPU endpoints: honoured by default, though the live service has made GPU ones of them."""

import httpx
import pytest

from contract_tests.wire.rest_v1.conftest import Make

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-031")]


@pytest.mark.parametrize(
    ("flavors", "vcpu", "instances"),
    [
        (["cpu3c"], 2, ["cpu3c-2-4"]),
        (["cpu3c", "cpu5g"], 8, ["cpu3c-8-16", "cpu5g-8-32"]),
        (["cpu5m"], 4, ["cpu5m-4-32"]),
    ],
)
async def test_instances_follow_from_flavors_and_size(
    new_endpoint: Make, flavors: list[str], vcpu: int, instances: list[str]
) -> None:
    made = await new_endpoint(computeType="CPU", cpuFlavorIds=flavors, vcpuCount=vcpu)

    assert (made["computeType"], made["instanceIds"]) == ("CPU", instances)
    assert (made["gpuTypeIds"], made["gpuCount"]) == ([], None)


@pytest.mark.parametrize("said", [{}, {"cpuFlavorIds": None}])
async def test_a_flavor_is_chosen_where_none_is_named(
    new_endpoint: Make, said: dict[str, None]
) -> None:
    made = await new_endpoint(computeType="CPU", **said)

    assert len(made["instanceIds"]) == 1
    assert made["instanceIds"][0].split("-")[1] == "2"


async def test_a_cpu_endpoint_never_gets_gpus(http: httpx.AsyncClient, new_endpoint: Make) -> None:
    made = await new_endpoint(computeType="CPU", gpuTypeIds=["NVIDIA L4"])
    at = f"/v1/endpoints/{made['id']}"

    patched = [
        (await http.patch(at, json={"gpuTypeIds": said})).json() for said in (["NVIDIA L4"], None)
    ]

    assert [each["gpuTypeIds"] for each in (made, *patched)] == [[], [], []]


@pytest.mark.parametrize("vcpu", [3, 128])
@pytest.mark.rule("B-163")
async def test_a_size_that_is_not_built_is_refused(
    http: httpx.AsyncClient, new_template: Make, vcpu: int
) -> None:
    template = await new_template()
    body = {"templateId": template["id"], "computeType": "CPU", "cpuFlavorIds": ["cpu3c"]}

    refused = await http.post("/v1/endpoints", json=body | {"vcpuCount": vcpu})

    assert refused.status_code == 400
    assert "vcpuCount must be a power of two" in refused.json()["error"]


async def test_the_kind_of_machine_cannot_be_changed(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    made = await new_endpoint(computeType="CPU")

    refused = await http.patch(f"/v1/endpoints/{made['id']}", json={"computeType": "GPU"})

    assert refused.status_code == 400
    assert "'computeType'" in refused.json()["problems"][0]


async def test_workers_of_a_cpu_endpoint_have_no_gpu(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    made = await new_endpoint(computeType="CPU", cpuFlavorIds=["cpu3g"], vcpuCount=4)

    read = (await http.get(f"/v1/endpoints/{made['id']}?includeWorkers=true")).json()

    (worker,) = read["workers"]
    assert (worker["cpuFlavorId"], worker["vcpuCount"], worker["memoryInGb"]) == ("cpu3g", 4, 16)
    assert (worker["gpu"], worker["gpuCount"], worker["gpuTypeId"]) == (None, 0, None)


@pytest.mark.parametrize("options", [{"v1_cpu_becomes_gpu": True}])
async def test_a_cpu_endpoint_can_become_a_gpu_one_as_in_july_2026(new_endpoint: Make) -> None:
    made = await new_endpoint(computeType="CPU", cpuFlavorIds=["cpu3c"], vcpuCount=3)

    assert (made["computeType"], made["gpuCount"], made["instanceIds"]) == ("GPU", 1, None)
    assert made["gpuTypeIds"] != []
