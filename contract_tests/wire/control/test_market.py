"""The market in the hand."""

from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import Advance

pytestmark = pytest.mark.anyio
GPU = "NVIDIA H100 80GB HBM3"


@pytest.fixture
def options() -> dict[str, Any]:
    return {"data": "empty", "image_pull_s": 0, "boot_s": 0}


async def statuses(http: httpx.AsyncClient) -> list[str]:
    return [row["status"] for row in (await http.get("/__mock/workers?endpoint=sdxl")).json()]


@pytest.mark.rule("B-123")
async def test_sold_out_everywhere_throttles_a_worker_until_there_is_stock(
    http: httpx.AsyncClient, advance: Advance
) -> None:
    out = (await http.put("/__mock/stock", json={"typeId": GPU, "available": 0})).json()
    await http.put("/__mock/endpoints/sdxl", json={"gpuTypeIds": [GPU], "workersMin": 1})
    assert set(await statuses(http)) == {"THROTTLED"}

    here = {"type_id": GPU, "data_center_id": "EU-RO-1", "available": 1}
    await http.put("/__mock/stock", json=here)
    await advance(11)

    assert len(out) > 20
    assert await statuses(http) == ["IDLE"]
    rows = (await http.get("/__mock/stock")).json()
    assert [row for row in rows if row["dataCenterId"] == "EU-RO-1"] == [
        {
            "typeId": GPU,
            "dataCenterId": "EU-RO-1",
            "available": 1,
            "rented": 1,
            "offered": True,
        }
    ]


@pytest.mark.rule("B-123")
async def test_what_is_not_offered_gets_no_worker_at_all(http: httpx.AsyncClient) -> None:
    said = {"typeId": GPU, "available": 0, "offered": False}
    await http.put("/__mock/stock", json=said)

    await http.put("/__mock/endpoints/sdxl", json={"gpuTypeIds": [GPU], "workersMin": 1})

    assert await statuses(http) == []


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({"typeId": GPU}, "available: Field required"),
        ({"typeId": GPU, "available": -1}, "available: Input should be greater than or equal to 0"),
        (
            {"typeId": "NVIDIA H100 80GB HBM4", "available": 0},
            f"there is no GPU type or CPU flavor 'NVIDIA H100 80GB HBM4'; did you mean {GPU!r}?",
        ),
        ({"typeId": "h100 80gb", "available": 0}, f"'h100 80gb'; did you mean {GPU!r}?"),
        (
            {"typeId": GPU, "dataCenterId": "EU-RO-7", "available": 0},
            "there is no data center 'EU-RO-7'; did you mean 'EU-RO-1'?",
        ),
        ({"typeId": GPU, "availble": 0}, "unknown key 'availble'; did you mean 'available'?"),
    ],
)
async def test_stock_of_nothing_is_refused(
    http: httpx.AsyncClient, body: dict[str, Any], complaint: str
) -> None:
    answer = await http.put("/__mock/stock", json=body)

    assert answer.status_code == 400
    assert complaint in answer.json()["error"]
    assert (await http.get("/__mock/stock")).json() == []
