"""What a launcher says to the mock: processes that it is about to start, has started, has lost."""

import asyncio
from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import Advance

pytestmark = pytest.mark.anyio

#: What a worker asks.
TAKE = "/v2/demo/job-take/{}?gpu=A&job_in_progress=0"


@pytest.fixture
def options() -> dict[str, Any]:
    return {"long_poll_s": 0.05}


async def announced(http: httpx.AsyncClient, **said: Any) -> dict[str, Any]:
    answer = await http.post("/__mock/endpoints/demo/workers", json={"launcher": "l1", **said})
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


async def crew(http: httpx.AsyncClient, **said: Any) -> dict[str, Any]:
    answer = await http.post("/__mock/endpoints/demo/crew", json={"launcher": "l1", **said})
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


async def ask(http: httpx.AsyncClient, worker_id: str) -> httpx.Response:
    return await http.get(
        TAKE.format(worker_id), headers={"User-Agent": "RunPod-Python-SDK/1.12.0"}
    )


async def test_an_announced_worker_starts_and_is_idle_once_it_asks(http: httpx.AsyncClient) -> None:
    worker = (await announced(http))["worker"]
    await ask(http, worker["id"])
    (there,) = (await crew(http))["workers"]

    assert (worker["status"], worker["real"], worker["launcher"]) == ("STARTING", True, "l1")
    assert (there["status"], there["sdk"], there["sdkVersion"]) == (
        *("IDLE", "RunPod-Python-SDK"),
        "1.12.0",
    )


async def test_one_that_crashed_is_unhealthy_until_it_is_announced_again(
    http: httpx.AsyncClient,
) -> None:
    id = (await announced(http))["worker"]["id"]
    await ask(http, id)
    await http.post(f"/__mock/workers/{id}/gone", json={"exitCode": 3})
    (crashed,) = (await crew(http))["workers"]
    again = (await announced(http, id=id))["worker"]

    assert (crashed["status"], crashed["why"]) == (
        *("UNHEALTHY",),
        "its process has ended with exit code 3",
    )
    assert again["status"] == "STARTING"


async def test_one_that_was_to_end_is_gone(http: httpx.AsyncClient) -> None:
    id = (await announced(http))["worker"]["id"]
    await http.post(f"/__mock/workers/{id}/drain")
    (leaving,) = (await crew(http))["workers"]
    await http.post(f"/__mock/workers/{id}/gone", json={"exitCode": 0, "expected": True})

    assert leaving["leaving"] is True
    assert (await crew(http))["workers"] == []


async def test_an_id_that_is_taken_is_refused(http: httpx.AsyncClient) -> None:
    id = (await announced(http))["worker"]["id"]

    again = await http.post("/__mock/endpoints/demo/workers", json={"launcher": "l2", "id": id})
    elsewhere = await http.post("/__mock/endpoints/demos/workers", json={"launcher": "l1"})

    assert (again.status_code, elsewhere.status_code) == (409, 404)
    assert f"there is a worker {id} already" in again.json()["error"]
    assert "there is `demo`" in elsewhere.json()["error"]


@pytest.mark.timeout(10)  # less than the question is held
async def test_news_of_the_crew_is_told_as_soon_as_there_is_some(http: httpx.AsyncClient) -> None:
    seen = (await crew(http))["told"]
    question = asyncio.ensure_future(crew(http, seen=seen, wait=20))
    await asyncio.sleep(0)
    id = (await announced(http))["worker"]["id"]

    assert [row["id"] for row in (await question)["workers"]] == [id]


async def test_a_reset_is_another_era(http: httpx.AsyncClient) -> None:
    await announced(http)
    before = await crew(http)
    await http.post("/__mock/reset")
    after = await crew(http)

    assert after["era"] != before["era"]
    assert after["workers"] == []


@pytest.mark.timeout(10)  # less than the question is held
async def test_a_launcher_that_waits_hears_of_a_reset(http: httpx.AsyncClient) -> None:
    before = await crew(http)
    question = asyncio.ensure_future(crew(http, seen=before["told"], wait=20))
    await asyncio.sleep(0)
    await http.post("/__mock/reset")

    assert (await question)["era"] != before["era"]


async def test_with_scale_the_autoscaler_says_who_starts_and_who_ends(
    http: httpx.AsyncClient, advance: Advance
) -> None:
    (standby,) = (await crew(http, scale=True))["workers"]
    await http.post("/v2/demo/run", json={"input": {"a": 1}})
    (wanted,) = (await crew(http, scale=True))["workers"]
    job = (await ask(http, standby["id"])).json()
    await http.post(f"/v2/demo/job-done/{standby['id']}/{job['id']}", content=b'{"output": 1}')
    await advance(6)
    (after,) = (await crew(http, scale=True))["workers"]

    assert (standby["status"], wanted["status"]) == ("STANDBY", "STARTING")
    assert wanted["id"] == standby["id"] != after["id"]
    assert after["status"] == "STANDBY"


async def test_only_one_launcher_scales_an_endpoint(http: httpx.AsyncClient) -> None:
    await crew(http, scale=True)

    other = {"launcher": "l2", "scale": True}
    refused = await http.post("/__mock/endpoints/demo/crew", json=other)

    assert refused.status_code == 409
    assert "another launcher scales endpoint demo already" in refused.json()["error"]


@pytest.mark.parametrize("verb", ["drain", "gone"])
async def test_a_simulated_worker_has_no_process(http: httpx.AsyncClient, verb: str) -> None:
    (simulated,) = (await http.get("/__mock/workers?endpoint=demo")).json()

    answer = await http.post(f"/__mock/workers/{simulated['id']}/{verb}")

    assert answer.status_code == 409
    assert "is a simulated one" in answer.json()["error"]


async def test_what_a_process_cannot_do_on_order_is_refused(http: httpx.AsyncClient) -> None:
    await ask(http, "theirs")
    mine = (await announced(http))["worker"]["id"]

    said = {
        verb: await http.post(f"/__mock/workers/theirs/{verb}")
        for verb in ("crash", "oom", "lose", "sicken", "evict")
    }
    crashed = await http.post(f"/__mock/workers/{mine}/crash")

    assert {verb: answer.status_code for verb, answer in said.items()} == dict.fromkeys(said, 409)
    assert crashed.status_code == 204
