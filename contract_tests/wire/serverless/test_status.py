import asyncio
from typing import Any

import pytest

from contract_tests.wire.serverless.caller import Caller, soon

pytestmark = pytest.mark.anyio


@pytest.mark.rule("B-076")
async def test_a_queued_job_shows_nothing_but_its_id_and_status(api: Caller) -> None:
    id = await api.run()
    await api.advance(28)

    assert await api.status(id) == {"id": id, "status": "IN_QUEUE"}


@pytest.mark.rule("B-077")
@pytest.mark.rule("B-127")
async def test_a_running_job_shows_its_delay_and_its_worker(api: Caller) -> None:
    id = await api.run()
    await api.advance(28.5)
    said = await api.status(id)

    worker = said["workerId"]
    assert said == {"delayTime": 28_500, "id": id, "status": "IN_PROGRESS", "workerId": worker}
    assert await api.health() | {"jobs": {}} == {
        "jobs": {},
        "workers": {
            "idle": 0,
            "initializing": 0,
            "ready": 0,
            "running": 1,
            "throttled": 0,
            "unhealthy": 0,
        },
    }


@pytest.mark.rule("B-074")
@pytest.mark.rule("B-075")
@pytest.mark.rule("B-078")
async def test_a_completed_job_shows_exact_times_and_its_output(api: Caller) -> None:
    id = await api.run({"prompt": "hi"})
    await api.advance(1_000)
    said = await api.status(id)

    assert said == {
        "delayTime": 28_500,
        "executionTime": 1_500,
        "id": id,
        "output": {"prompt": "hi"},
        "status": "COMPLETED",
        "workerId": said["workerId"],
    }


@pytest.mark.rule("B-129")
async def test_a_warm_worker_takes_the_next_job_without_a_cold_start(api: Caller) -> None:
    await api.warm()
    first = await api.status(await api.run())
    await api.advance(5)
    second = await api.run()
    await api.advance(2)

    assert first == {"id": first["id"], "status": "IN_QUEUE"}
    assert (await api.status(second))["delayTime"] == 500


@pytest.mark.rule("B-078")
@pytest.mark.parametrize("returned", [None, {}])
async def test_an_empty_output_is_left_out(api: Caller, returned: Any) -> None:
    id = await api.run({"mock_return": returned})
    await api.advance(60)

    assert "output" not in await api.status(id)


@pytest.mark.rule("B-078")
@pytest.mark.parametrize("returned", [0, False, "", [], [None], "text", 1.5, {"a": None}])
async def test_an_output_may_be_any_json(api: Caller, returned: Any) -> None:
    id = await api.run({"mock_return": returned})
    await api.advance(60)

    assert (await api.status(id))["output"] == returned


@pytest.mark.rule("B-107")
async def test_progress_is_the_output_until_the_real_one_comes(api: Caller) -> None:
    id = await api.run(
        {
            "mock_progress": {"updates": ["a third", "two thirds"], "wait_time": 10},
            "mock_return": "all",
        }
    )

    seen = []
    for _ in range(4):
        await api.advance(10)
        seen.append((await api.status(id)).get("output"))

    assert seen == [None, None, None, "a third"]
    await api.advance(10)
    said = await api.status(id)
    assert (said["status"], said["output"]) == ("COMPLETED", "all")


@pytest.mark.rule("B-087")
@pytest.mark.parametrize(
    ("sync", "wait", "kept"), [(False, None, 1_800), (True, None, 60), (True, 2_000, 300)]
)
async def test_a_result_is_kept_for_a_while(
    api: Caller, sync: bool, wait: int | None, kept: float
) -> None:
    """Cold, a job is done after exactly 30 seconds; reading does not keep it longer."""
    if sync:
        waiting = asyncio.create_task(api.runsync(wait=wait))
        await soon(lambda: api.driver.waiting == 1)
        await api.advance(30)
        id = (await waiting)["id"]
    else:
        id = await api.run()
        await api.advance(30)

    await api.advance(kept - 0.001)
    assert (await api.status(id))["status"] == "COMPLETED"
    await api.advance(0.001)
    assert await api.gone(id)


@pytest.mark.rule("B-090")
@pytest.mark.parametrize("verb", ["GET", "POST"])
async def test_status_sync_waits_for_the_end(api: Caller, verb: str) -> None:
    id = await api.run()
    waiting = asyncio.create_task(api.said(verb, f"/v2/echo/status-sync/{id}?wait=60000"))
    await soon(lambda: api.driver.waiting == 1)
    await api.advance(30)

    said = await waiting
    assert said["status"] == "COMPLETED"
    assert said == await api.status(id)
    assert said == await api.said(verb, f"/v2/echo/status-sync/{id}")


@pytest.mark.rule("B-090")
async def test_status_sync_answers_how_things_stand_when_its_wait_is_over(api: Caller) -> None:
    id = await api.run()
    waiting = asyncio.create_task(api.said("GET", f"/v2/echo/status-sync/{id}?wait=1000"))
    await soon(lambda: api.driver.waiting == 1)
    await api.advance(1)

    assert await waiting == {"id": id, "status": "IN_QUEUE"}


@pytest.mark.rule("B-071")
async def test_ttl_in_a_status_request_counts_the_time_to_live_anew(api: Caller) -> None:
    id = await api.run(endpoint="paused", policy={"ttl": 10_000})
    await api.advance(9)
    await api.said("GET", f"/v2/paused/status/{id}?ttl=60000")

    await api.advance(59.999)
    assert (await api.status(id, "paused"))["status"] == "IN_QUEUE"
    await api.advance(0.001)
    assert await api.gone(id, "paused")


@pytest.mark.rule("B-089")
async def test_a_job_belongs_to_its_endpoint(api: Caller) -> None:
    id = await api.run(endpoint="echo")

    assert await api.gone(id, "words")
    assert await api.gone("no-such-job")
