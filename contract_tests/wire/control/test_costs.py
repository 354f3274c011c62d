"""What a world has cost, and what was left in it."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def said(http: httpx.AsyncClient, path: str) -> Any:
    return (await http.get(f"/__mock/{path}")).raise_for_status().json()


async def made(http: httpx.AsyncClient, **body: Any) -> str:
    template = {"name": "t", "imageName": "me/worker:1", "isServerless": True}
    template_id = (await http.post("/v1/templates", json=template)).json()["id"]
    answer = await http.post("/v1/endpoints", json={"templateId": template_id, **body})
    id: str = answer.raise_for_status().json()["id"]
    return id


async def test_what_the_world_began_with_is_no_leak(http: httpx.AsyncClient) -> None:
    assert await said(http, "leaks") == {"leaks": [], "monthly": 0}


async def test_what_is_left_behind_is_told_with_what_it_costs_a_month(
    http: httpx.AsyncClient,
) -> None:
    id = await made(http, name="left", workersMin=1, workersMax=1)
    left = await said(http, "leaks")
    await http.patch(f"/v1/endpoints/{id}", json={"workersMin": 0})
    cheap = await said(http, "leaks")
    await http.delete(f"/v1/endpoints/{id}")

    (leak,) = left["leaks"]
    assert (leak["kind"], leak["id"]) == ("endpoint", id)
    assert leak["monthly"] == left["monthly"] > 0
    assert (len(cheap["leaks"]), cheap["monthly"]) == (1, 0)
    assert await said(http, "leaks") == {"leaks": [], "monthly": 0}


async def test_workers_cost_while_their_container_runs(http: httpx.AsyncClient) -> None:
    await http.post("/v2/demo/run", json={"input": {"mock_delay": 100}})
    await http.post("/__mock/clock/advance", json={"seconds": 60})
    first, other = await said(http, "spent"), await said(http, "spent?endpoint=demo")
    await http.post("/__mock/clock/advance", json={"seconds": 60})
    second = await said(http, "spent")

    assert 0 < first["usd"] < second["usd"]
    assert first == other
    assert await said(http, "spent?endpoint=cpu-demo") == {"usd": 0}


async def test_the_costs_of_an_endpoint_that_is_not_there_are_not_found(
    http: httpx.AsyncClient,
) -> None:
    assert (await http.get("/__mock/spent?endpoint=dmeo")).status_code == 404
