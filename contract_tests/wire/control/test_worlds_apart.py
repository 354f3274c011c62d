"""Many worlds, worked in by turns: nothing of one is ever found in another."""

import random
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio
WORLDS = 64


def of(world: int) -> dict[str, str]:
    return {"Authorization": f"Bearer rpa_mock_w{world}"}


async def step(http: httpx.AsyncClient, world: int, kind: int) -> None:
    mine, mark = of(world), f"mark-{world}-"
    match kind:
        case 0:
            await http.post("/v2/demo/run", json={"input": mark}, headers=mine)
        case 1:
            await http.post("/__mock/clock/advance", json={"seconds": 1 + world}, headers=mine)
        case 2:
            await http.put(f"/__mock/snapshots/{mark}", headers=mine)
        case 3:
            await http.put(f"/__mock/endpoints/{mark}", json={}, headers=mine)
        case 4:
            fault = {"fault": "latency", "seconds": 0, "on": "GET /v1/*", "name": mark}
            await http.post("/__mock/faults", json=fault, headers=mine)
        case 5:
            await http.get(f"/v1/endpoints/{mark}", headers=mine)
        case 6:
            await http.post(f"/__mock/snapshots/{mark}/load", headers=mine)


async def told(http: httpx.AsyncClient, world: int) -> dict[str, Any]:
    seen = ("state", "events", "requests", "requests/unmatched", "snapshots", "faults", "clock")
    return {
        path: (await http.get(f"/__mock/{path}", headers=of(world))).json()
        for path in (*seen, "endpoints", "jobs", "workers", "leaks", "spent", "config")
    }


async def test_nothing_of_a_world_is_found_in_another(http: httpx.AsyncClient) -> None:
    for world in range(WORLDS):
        await http.post("/__mock/worlds", json={"name": f"w{world}", "seed": world % 2})
    story = random.Random(7)
    steps = [
        (world, kind) for world in range(WORLDS) for kind in (0, *story.choices(range(7), k=6))
    ]
    together = story.sample(steps, len(steps))  # each world's steps in another order, by turns
    for world, kind in together:
        await step(http, world, kind)

    for world in range(WORLDS):
        text = str(await told(http, world))
        assert [other for other in range(WORLDS) if f"mark-{other}-" in text] == [world]


async def test_a_world_goes_as_if_it_were_alone(http: httpx.AsyncClient) -> None:
    steps = [0, 1, 3, 0, 2, 4, 5, 1, 0, 6, 1]
    await http.post("/__mock/worlds", json={"name": "w1", "seed": 3})
    for kind in steps:
        await step(http, 1, kind)
    alone = await told(http, 1)
    await http.delete("/__mock/worlds/w1")

    await http.post("/__mock/worlds", json={"name": "w1", "seed": 3})
    for number, kind in enumerate(steps):
        await step(http, 1, kind)
        for other in range(2, 8):
            await step(http, other, steps[number - other])

    again = await told(http, 1)
    for each in (alone, again):
        for request in each["requests"]["requests"] + each["requests/unmatched"]["requests"]:
            del request["ms"]
    assert again == alone
