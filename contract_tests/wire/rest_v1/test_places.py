"""Where workers can be: network volumes narrow it down, stock decides."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.wire.rest_v1.conftest import Make

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-145")]

VOLUMES = {"models": "EU-RO-1", "spare": "US-KS-2", "double": "EU-RO-1"}
STOCK = {"NVIDIA L4": "true", "NVIDIA A40": "false"}
WORLD = "\n".join(
    [
        *(
            f'[[volumes]]\nid = "{id}"\nname = "{id}"\nsize = 10\ndataCenterId = "{place}"'
            for id, place in VOLUMES.items()
        ),
        *(
            f'[[stock]]\ntypeId = "{gpu}"\ndataCenterId = "EU-RO-1"\noffered = {offered}'
            for gpu, offered in STOCK.items()
        ),
    ]
)


@pytest.fixture
def options(tmp_path: Path) -> dict[str, Any]:
    world = tmp_path / "world.toml"
    world.write_text(WORLD)
    return {"data": str(world)}


def volumes(endpoint: dict[str, Any]) -> tuple[str, list[str], list[str]]:
    return (
        endpoint["networkVolumeId"],
        endpoint["networkVolumeIds"],
        endpoint["dataCenterIds"],
    )


@pytest.mark.parametrize(
    "said",
    [
        {"networkVolumeId": "models"},
        {"networkVolumeIds": ["models"]},
        {"networkVolumeId": "models", "networkVolumeIds": ["models"]},
        {"networkVolumeId": "models", "dataCenterIds": ["US-KS-2", "EU-RO-1"]},
    ],
)
@pytest.mark.rule("B-036")
async def test_a_volume_keeps_workers_where_it_is(
    http: httpx.AsyncClient, new_endpoint: Make, said: dict[str, Any]
) -> None:
    made = await new_endpoint(**said)

    assert volumes(made) == ("models", ["models"], ["EU-RO-1"])


async def test_several_volumes_stand_in_several_places(new_endpoint: Make) -> None:
    made = await new_endpoint(networkVolumeIds=["spare", "models"])

    assert volumes(made) == ("spare", ["spare", "models"], ["US-KS-2", "EU-RO-1"])


@pytest.mark.rule("B-036")
@pytest.mark.parametrize("detached", [None, ""])
async def test_detaching_the_volume_does_not_widen_it_again(
    http: httpx.AsyncClient, new_endpoint: Make, detached: str | None
) -> None:
    made = await new_endpoint()
    at = f"/v1/endpoints/{made['id']}"

    attached = (await http.patch(at, json={"networkVolumeId": "models"})).json()
    free = (await http.patch(at, json={"networkVolumeId": detached})).json()

    assert volumes(attached) == ("models", ["models"], ["EU-RO-1"])
    assert volumes(free) == ("", [], ["EU-RO-1"])
    assert [attached["version"], free["version"]] == [2, 3]


@pytest.mark.rule("B-034")
async def test_an_empty_list_detaches_all_volumes(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    made = await new_endpoint(networkVolumeIds=["models", "spare"])

    bare = await http.patch(f"/v1/endpoints/{made['id']}", json={"networkVolumeIds": []})

    assert volumes(bare.json())[:2] == ("", [])


@pytest.mark.parametrize(
    ("wanted", "complaint"),
    [
        (["models", "double"], "Only one network volume per data center can be attached"),
        (["models", "nope"], "Network volume nope not found"),
    ],
)
async def test_volumes_that_cannot_be_attached_are_refused(
    http: httpx.AsyncClient, new_endpoint: Make, wanted: list[str], complaint: str
) -> None:
    made = await new_endpoint()
    at = f"/v1/endpoints/{made['id']}"

    refused = await http.patch(at, json={"networkVolumeIds": wanted})

    said = f"update endpoint: update endpoint: graphql: {complaint}"
    assert (refused.status_code, refused.json()) == (500, {"error": said, "status": 500})
    assert (await http.get(at)).json() == made


@pytest.mark.rule("B-123")
async def test_a_worker_without_stock_has_no_place_and_costs_nothing(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    kept = {"gpuTypeIds": ["NVIDIA L4"], "dataCenterIds": ["EU-RO-1"], "workersMax": 1}
    made = await new_endpoint(**kept, workersMin=1)

    shown = (await http.get(f"/v1/endpoints/{made['id']}?includeWorkers=true")).json()

    (worker,) = shown["workers"]
    assert (worker["desiredStatus"], worker["costPerHr"]) == ("EXITED", 0)
    assert (worker["machineId"], worker["gpu"], worker["gpuCount"]) == ("", None, 0)
    health = (await http.get(f"/v2/{made['id']}/health")).json()
    assert health["workers"]["throttled"] == 1


@pytest.mark.rule("B-036")
async def test_where_the_type_is_not_offered_no_worker_comes_to_be(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    kept = {"gpuTypeIds": ["NVIDIA A40"], "dataCenterIds": ["EU-RO-1"], "workersMax": 1}
    made = await new_endpoint(**kept, workersMin=1)

    shown = (await http.get(f"/v1/endpoints/{made['id']}?includeWorkers=true")).json()

    assert shown["workers"] == []
    health = (await http.get(f"/v2/{made['id']}/health")).json()
    assert set(health["workers"].values()) == {0}


async def test_a_worker_carries_the_volume_of_its_place(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    wanted = {"gpuTypeIds": ["NVIDIA L4"], "networkVolumeIds": ["models", "spare"]}
    made = await new_endpoint(**wanted)

    shown = (await http.get(f"/v1/endpoints/{made['id']}?includeWorkers=true")).json()

    assert [w["networkVolumeId"] for w in shown["workers"]] == ["spare"], "EU-RO-1 is sold out"
