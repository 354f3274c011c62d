"""Answers that come late, and answers that tell old news."""

import asyncio

import httpx
import pytest

from contract_tests.wire.faults.conftest import Fault, Jobs, moved, run
from contract_tests.wire.serverless.caller import KEY
from contract_tests.wire.serverless.line import Line
from mock_runpod.app import App

pytestmark = pytest.mark.anyio


async def now(http: httpx.AsyncClient) -> float:
    found: float = (await http.get("/__mock/clock")).json()["now"]
    return found


async def arrived(app: App, key: str = "rpa_mock_struck") -> None:
    """A request is being kept waiting."""
    while not app.worlds.at(key).waiting:
        await asyncio.sleep(0)


async def test_a_late_request_waits_for_the_world_s_own_time(
    app: App, http: httpx.AsyncClient, fault: Fault, jobs: Jobs
) -> None:
    await fault("latency", seconds=10)
    request = asyncio.create_task(run(http))
    await arrived(app)
    await moved(http, 9)

    assert not request.done()
    assert await jobs() == []

    await moved(http, 1)

    assert (await request).status_code == 200
    assert [job["created_at"] for job in await jobs()] == [10]


@pytest.mark.parametrize("options", [{"clock": "auto"}])
async def test_in_auto_nobody_waits_and_the_world_is_later(
    http: httpx.AsyncClient, fault: Fault
) -> None:
    await fault("latency", seconds=3600, count=2)
    await fault("latency", seconds=60, count=1)

    await http.get("/v1/endpoints")

    assert await now(http) == 3660


async def test_real_seconds_do_not_move_the_world(http: httpx.AsyncClient, fault: Fault) -> None:
    await fault("latency", seconds=0.01, real=True)

    answer = await run(http)

    assert answer.status_code == 200
    assert await now(http) == 0


async def test_who_leaves_before_the_request_arrives_has_asked_for_nothing(
    app: App, http: httpx.AsyncClient
) -> None:
    world = {"X-Mock-World": app.worlds.at(KEY).name}
    await http.post("/__mock/faults", json={"fault": "latency", "seconds": 30}, headers=world)
    line = Line(app, "POST", "/v2/demo/run", [b'{"input": 1}'])
    request = asyncio.create_task(line.open())
    await arrived(app, KEY)

    line.hang_up()
    await request
    await http.post("/__mock/clock/advance", json={"seconds": 60}, headers=world)

    assert line.status == 0
    assert (await http.get("/__mock/state", headers=world)).json()["jobs"] == []


async def test_a_status_may_not_know_a_job_for_a_while(
    http: httpx.AsyncClient, fault: Fault
) -> None:
    await fault("status_404_grace", seconds=5)
    job = (await run(http)).json()["id"]

    first = await http.get(f"/v2/demo/status/{job}")
    await moved(http, 5)
    second = await http.get(f"/v2/demo/status/{job}")

    assert (first.status_code, first.json()["detail"]) == (404, "job not found")
    assert (second.status_code, second.json()["id"]) == (200, job)


@pytest.mark.parametrize("options", [{"clock": "auto"}])
async def test_who_polls_in_auto_gets_over_it(http: httpx.AsyncClient, fault: Fault) -> None:
    await fault("status_404_grace", seconds=5)
    job = (await run(http)).json()["id"]

    seen = [(await http.get(f"/v2/demo/status/{job}")).status_code for _ in range(10)]

    assert seen[0] == 404
    assert seen[-1] == 200
    assert seen == sorted(seen, reverse=True)


@pytest.mark.rule("B-097")
async def test_health_lags(http: httpx.AsyncClient, fault: Fault, jobs: Jobs) -> None:
    await fault("health_lag", seconds=10)
    await run(http)

    counted = []
    for _ in range(2):
        health = (await http.get("/v2/demo/health")).json()["jobs"]
        counted.append(sum(health.values()))
        await moved(http, 10)

    assert counted == [0, 1]
    assert len(await jobs()) == 1


async def test_the_control_plane_shows_what_was(http: httpx.AsyncClient, fault: Fault) -> None:
    await moved(http, 60)
    await fault("control_lag", seconds=30)
    body = {"name": "new", "imageName": "i", "isServerless": True}
    made = (await http.post("/v1/templates", json=body)).json()["id"]

    before = await http.get(f"/v1/templates/{made}")
    await moved(http, 30)
    after = await http.get(f"/v1/templates/{made}")

    assert before.status_code == 404
    assert (after.status_code, after.json()["name"]) == (200, "new")


async def test_old_news_of_a_job_change_nothing_about_it(
    http: httpx.AsyncClient, fault: Fault
) -> None:
    job = (await run(http)).json()["id"]
    await moved(http, 60)
    await fault("stale", seconds=50, count=2)

    old = (await http.get(f"/v2/demo/status/{job}")).json()
    held = (await http.get(f"/v2/demo/status-sync/{job}")).json()
    new = (await http.get(f"/v2/demo/status/{job}")).json()

    assert (old["status"], held["status"], new["status"]) == ("IN_QUEUE", "IN_QUEUE", "COMPLETED")
    journal = (await http.get("/__mock/requests")).json()["requests"]
    assert [each["at"] for each in journal] == [0, 60, 60, 60]
