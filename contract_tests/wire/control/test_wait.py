"""Waiting until something is so, in the time of the world."""

import asyncio
from typing import Any

import httpx
import pytest

from mock_runpod.app import App

pytestmark = pytest.mark.anyio
AUTO = pytest.mark.parametrize("options", [{"clock": "auto"}])
BOTH = pytest.mark.parametrize("options", [{"clock": "auto"}, {"clock": "manual"}])


async def run(http: httpx.AsyncClient, given: Any = 1, endpoint: str = "demo") -> str:
    answer = await http.post(f"/v2/{endpoint}/run", json={"input": given})
    id: str = answer.raise_for_status().json()["id"]
    return id


async def wait(http: httpx.AsyncClient, seconds: Any = 600, **until: Any) -> dict[str, Any]:
    answer = await http.post("/__mock/wait", json={"until": until, "seconds": seconds})
    said: dict[str, Any] = answer.raise_for_status().json()
    return said


@BOTH
async def test_a_job_is_waited_for_and_the_clock_stops_there(http: httpx.AsyncClient) -> None:
    """In `manual` nobody else moves the clock, so whoever waits does."""
    id = await run(http, {"mock_delay": 5})
    said = await wait(http, job=id, status="COMPLETED")

    assert said == {"met": True, "now": 33, "why": f"job {id} is COMPLETED since 33.0 s"}
    assert (await http.get("/__mock/clock")).json()["now"] == 33


async def test_in_real_time_the_world_is_not_hurried(app: App, http: httpx.AsyncClient) -> None:
    await http.post("/__mock/clock", json={"mode": "scaled:2000"})
    said = await wait(http, job=await run(http), status=["COMPLETED", "FAILED"])

    assert said["met"]
    assert said["now"] < 3_000


@AUTO
async def test_a_job_that_ends_in_another_way_is_told_with_its_reason(
    http: httpx.AsyncClient,
) -> None:
    id = await run(http, {"mock_error": "out of memory"})
    said = await wait(http, job=id, status="COMPLETED")

    why = f"job {id} is FAILED since 28.0 s: out of memory"
    assert said == {"met": False, "now": 28, "why": why}


@AUTO
async def test_what_does_not_come_in_time_is_told_with_what_is_in_its_way(
    http: httpx.AsyncClient,
) -> None:
    id = await run(http)
    said = await wait(http, seconds="10s", job=id, status="COMPLETED")

    why = (
        f"10 s have gone by: job {id} is IN_QUEUE since 0.0 s; its endpoint has workers: 1 STARTING"
    )
    assert said == {"met": False, "now": 10, "why": why}


@AUTO
async def test_a_status_that_lasted_no_time_counts_too(http: httpx.AsyncClient) -> None:
    id = await run(http, {"mock_return": 1})
    said = await wait(http, job=id, status="IN_PROGRESS")

    assert said == {"met": True, "now": 28, "why": f"job {id} was IN_PROGRESS at 28.0 s"}


@AUTO
async def test_without_a_status_any_end_will_do(http: httpx.AsyncClient) -> None:
    id = await run(http, {"mock_error": "no"})

    assert (await wait(http, job=id))["why"] == f"job {id} is FAILED since 28.0 s: no"


@AUTO
async def test_a_job_that_is_forgotten_cannot_end_any_more(http: httpx.AsyncClient) -> None:
    id = await run(http)
    waiting = asyncio.create_task(wait(http, job=id, status="COMPLETED"))
    await asyncio.sleep(0)
    await http.post("/v2/demo/purge-queue")

    said = await waiting
    assert (said["met"], said["why"].startswith(f"job {id} is no longer known")) == (False, True)


@BOTH
@pytest.mark.parametrize(
    ("until", "now", "why"),
    [
        ({"workers": 1, "status": "STARTING"}, 0, "workers: 1 STARTING"),
        ({"workers": 1, "status": ["IDLE", "RUNNING"]}, 28, "workers: 1 RUNNING"),
        ({"jobs": 1, "status": "IN_PROGRESS"}, 28, "jobs: 1 IN_PROGRESS, 1 IN_QUEUE"),
        ({"jobs": 2, "status": "COMPLETED"}, 34, "jobs: 2 COMPLETED"),
        ({"jobs": 0, "status": "IN_QUEUE"}, 31, "jobs: 1 COMPLETED, 1 IN_PROGRESS"),
        ({"jobs": 0}, 1_834, "no jobs"),
    ],
)
async def test_an_endpoint_is_waited_for_until_it_has_so_many(
    http: httpx.AsyncClient, until: dict[str, Any], now: float, why: str
) -> None:
    for _ in range(2):
        await run(http, {"mock_delay": 3})
    said = await wait(http, seconds="1h", endpoint="demo", **until)

    assert said == {"met": True, "now": now, "why": f"endpoint demo has {why}"}


@AUTO
async def test_an_endpoint_that_is_deleted_will_have_nothing(http: httpx.AsyncClient) -> None:
    waiting = asyncio.create_task(wait(http, endpoint="demo", workers=9))
    await asyncio.sleep(0)
    await http.delete("/v1/endpoints/demo")

    assert await waiting == {"met": False, "now": 0, "why": "endpoint demo is gone"}


async def test_requests_are_waited_for(app: App, http: httpx.AsyncClient) -> None:
    await run(http)
    before = await wait(http, requests="POST /v2/*/run", seconds=0)
    await http.post("/__mock/clock", json={"mode": "real"})
    waiting = asyncio.create_task(wait(http, requests="POST /v2/*/run", count=2))
    driver = app.worlds.named("steered")
    while not driver.waiting:
        await asyncio.sleep(0)
    await run(http)

    assert before == {"met": True, "now": 0, "why": "POST /v2/*/run was called once"}
    assert (await waiting)["why"] == "POST /v2/*/run was called 2 times"


@AUTO
async def test_requests_that_do_not_come_are_counted(http: httpx.AsyncClient) -> None:
    said = await wait(http, seconds=5, requests="GET /v1/**", count=2)

    why = "5 s have gone by: GET /v1/** was called never"
    assert said == {"met": False, "now": 5, "why": why}


@BOTH
async def test_a_remark_is_waited_for(http: httpx.AsyncClient) -> None:
    await run(http, {"mock_logs": ["loading", "CUDA out of memory"]})
    said = await wait(http, event="out of MEMORY")
    again = await wait(http, event="out of memory", since=10_000, seconds=1)

    assert (said["met"], said["now"]) == (True, 28)
    assert said["why"].endswith("CUDA out of memory")
    assert (again["met"], again["now"]) == (False, 29)


@BOTH
async def test_a_moment_is_waited_for(http: httpx.AsyncClient) -> None:
    assert await wait(http, time=120) == {"met": True, "now": 120, "why": "it is 120.0 s"}
    assert (await wait(http, time=60))["met"]
    late = await wait(http, seconds=5, time=200)
    assert late == {"met": False, "now": 125, "why": "5 s have gone by: it is 125.0 s"}


@pytest.mark.parametrize(
    ("until", "status", "complaint"),
    [
        ({}, 400, "cannot wait for nothing; say job (and status) or endpoint"),
        ({"job": "x", "time": 1}, 400, "cannot wait for job, time"),
        ({"job": "x", "count": 1}, 400, "cannot wait for count, job"),
        ({"endpoint": "demo"}, 400, "cannot wait for endpoint"),
        ({"workers": 1}, 400, "say the endpoint, too"),
        ({"job": "x"}, 404, "x"),
        ({"endpoint": "dmeo", "workers": 1}, 404, "demo"),
        ({"endpoint": "demo", "workers": 1, "status": "IDEL"}, 400, "did you mean IDLE?"),
        ({"endpoint": "demo", "jobs": 1, "status": "x"}, 400, "there are IN_QUEUE, IN_PROGRESS"),
        ({"endpoint": "demo", "jobs": -1}, 400, "until.jobs"),
        ({"requests": "run"}, 400, "write it like POST /v2/*/run"),
        ({"time": -1}, 400, "until.time"),
        ({"jbo": "x"}, 400, "until.jbo"),
    ],
)
async def test_what_makes_no_sense_is_refused_at_once(
    http: httpx.AsyncClient, until: dict[str, Any], status: int, complaint: str
) -> None:
    answer = await http.post("/__mock/wait", json={"until": until})

    assert answer.status_code == status
    assert complaint in answer.json()["error"]
    assert (await http.get("/__mock/clock")).json()["now"] == 0
