"""What was under way when a world was kept, and what it knew besides its records."""

import asyncio
from typing import Any

import httpx
import orjson
import pytest
import respx

pytestmark = pytest.mark.anyio
HOOK = "http://127.0.0.1:9/hook"


async def post(http: httpx.AsyncClient, path: str, **body: Any) -> Any:
    return (await http.post(path, json=body)).raise_for_status().json()


async def test_a_webhook_that_was_on_its_way_is_sent_again(
    http: httpx.AsyncClient, respx_mock: respx.MockRouter
) -> None:
    sent: list[bytes] = []

    async def silent_at_first(request: httpx.Request) -> httpx.Response:
        sent.append(request.content)
        if len(sent) == 1:
            await asyncio.Event().wait()
        return httpx.Response(200)

    respx_mock.post(HOOK).mock(side_effect=silent_at_first)
    await post(http, "/v2/demo/run", input=1, webhook=HOOK)
    passing = asyncio.create_task(post(http, "/__mock/clock/advance", seconds=40))
    while not sent:
        await asyncio.sleep(0)
    await http.put("/__mock/snapshots/out")
    await http.post("/__mock/snapshots/out/load")
    await passing
    await post(http, "/__mock/clock/advance", seconds=1)

    assert len(sent) == 2
    assert sent[0] == sent[1]
    (delivery,) = (await http.get("/__mock/state")).json()["deliveries"]
    assert (delivery["status"], delivery["attempt"]) == ("DELIVERED", 1)


async def test_both_a_world_and_its_fork_send_what_is_due(
    http: httpx.AsyncClient, respx_mock: respx.MockRouter
) -> None:
    route = respx_mock.post(HOOK).respond(200)
    await post(http, "/v2/demo/run", input=1, webhook=HOOK)
    await post(http, "/__mock/worlds/steered/fork", **{"as": "twin"})
    for world in ("steered", "twin"):
        headers = {"X-Mock-World": world}
        await http.post("/__mock/clock/advance", json={"seconds": 40}, headers=headers)

    assert route.call_count == 2


@pytest.mark.parametrize("options", [{"clock": "auto"}])
async def test_polls_are_counted_from_where_they_were(http: httpx.AsyncClient) -> None:
    id = (await post(http, "/v2/demo/run", input=1))["id"]
    for _ in range(3):
        await http.get(f"/v2/demo/status/{id}")
    saved = (await http.put("/__mock/snapshots/base")).json()
    await http.get(f"/v2/demo/status/{id}")
    gone_on = (await http.get("/__mock/clock")).json()["now"]
    await http.post("/__mock/snapshots/base/load")
    await http.get(f"/v2/demo/status/{id}")

    assert (saved["now"], gone_on) == (2, 3)
    assert (await http.get("/__mock/clock")).json()["now"] == gone_on


async def test_settings_and_the_mode_of_the_clock_come_back(http: httpx.AsyncClient) -> None:
    await http.patch("/__mock/config", json={"boot_s": 3, "webhook_delays_s": [1, 2]})
    await post(http, "/__mock/clock", mode="auto")
    await http.put("/__mock/snapshots/base")
    text = (await http.get("/__mock/snapshots/base")).content
    await http.post("/__mock/reset")
    await http.post("/__mock/load", content=text)

    settings = (await http.get("/__mock/config")).json()["settings"]
    assert (settings["boot_s"], settings["webhook_delays_s"]) == (3, [1, 2])
    assert (await http.get("/__mock/clock")).json()["mode"] == "auto"


async def test_the_order_of_keys_a_user_sent_comes_back(http: httpx.AsyncClient) -> None:
    given = {"z": 1, "$": {"$": "Job"}, "a": {"$$": [1.0, 1, True, None]}}
    id = (await post(http, "/v2/demo/run", input=given))["id"]
    await http.put("/__mock/snapshots/base")
    text = (await http.get("/__mock/snapshots/base")).content
    await http.post("/__mock/load", content=text)
    await post(http, "/__mock/clock/advance", seconds=40)
    answer = await http.get(f"/v2/demo/status/{id}")

    assert orjson.dumps(given) in answer.content
