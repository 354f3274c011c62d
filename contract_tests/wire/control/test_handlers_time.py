"""While a function elsewhere works, the time of its world stands still, but not for ever."""

import asyncio
from typing import Any

import httpx
import pytest

from contract_tests.wire.control.work import LONG, OPTIONS, WORK, arranged, run
from mock_runpod.runtime import handlers

pytestmark = pytest.mark.anyio


@pytest.fixture
def options() -> dict[str, Any]:
    return OPTIONS


async def second(http: httpx.AsyncClient) -> float:
    now: float = (await http.get("/__mock/clock")).json()["now"]
    return now


async def test_time_stands_still_while_a_handler_works(http: httpx.AsyncClient) -> None:
    await arranged(http, execution=12)
    body = {"input": 21}
    caller = asyncio.create_task(http.post("/v2/double/runsync", json=body))
    job = (await http.post(WORK, json=LONG)).json()

    for _ in range(50):  # as many turns as anything would need to skip
        await http.get(f"/v2/double/status/{job['id']}")
    assert (await second(http), caller.done()) == (0, False)
    await http.post(f"/__mock/jobs/{job['id']}/finish", json={"output": 42})

    done = (await caller).json()
    assert (done["output"], done["executionTime"]) == (42, 12_000)


async def test_an_advance_waits_for_the_handler(http: httpx.AsyncClient) -> None:
    await http.post("/__mock/clock", json={"mode": "manual"})
    await arranged(http)
    id = await run(http)
    further = asyncio.create_task(http.post("/__mock/clock/advance", json={"seconds": 5}))

    for _ in range(50):
        await http.get(f"/__mock/jobs/{id}")
    assert (await second(http), further.done()) == (0, False)
    await http.post(f"/__mock/jobs/{id}/finish", json={"output": 42})

    assert (await further).json()["now"] == 5
    assert (await http.get(f"/__mock/jobs/{id}")).json()["finishedAt"] == 0


async def test_a_handler_may_wait_for_the_same_world(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """After a while time goes on all the same, and stops again when what it waits for is there."""
    monkeypatch.setattr(handlers, "VALVE_S", 0.05)
    await http.put("/__mock/endpoints/other", json={"coldStart": 30})
    await arranged(http, execution=0)
    caller = asyncio.create_task(http.post("/v2/double/runsync", json={"input": 1}))
    id = (await http.post(WORK, json=LONG)).json()["id"]

    inner = (await http.post("/v2/other/runsync", json={"input": 2})).json()
    for _ in range(50):
        await http.get(f"/__mock/jobs/{id}")
    await http.post(f"/__mock/jobs/{id}/finish", json={"output": inner["output"]})

    assert (inner["status"], inner["delayTime"]) == ("COMPLETED", 30_000)
    assert (await caller).json()["executionTime"] == 30_000
    assert f"still works on job {id} after 0.05 s; time goes on without it" in caplog.text


async def test_nobody_who_fetches_does_not_stop_the_world(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(handlers, "VALVE_S", 0.05)
    await arranged(http)

    said = (await http.post("/v2/double/runsync?wait=5000", json={"input": 1})).json()

    assert (said["status"], await second(http)) == ("IN_PROGRESS", 5)
    assert "the handler of endpoint double has not fetched job" in caplog.text
    late = (await http.post(WORK, json={})).json()
    assert late["id"] == said["id"]


async def test_a_fork_has_its_own_handlers(http: httpx.AsyncClient) -> None:
    await arranged(http)
    id = await run(http)
    await http.post(WORK, json={})

    await http.post("/__mock/worlds/steered/fork", json={"as": "twin"})

    twin = {"X-Mock-World": "twin"}
    assert (await http.post(WORK, json={}, headers=twin)).json()["id"] == id
    body = {"seconds": 5}
    further = asyncio.create_task(http.post("/__mock/clock/advance", json=body, headers=twin))
    for _ in range(50):
        await http.get(f"/__mock/jobs/{id}", headers=twin)
    assert not further.done()
    await http.post(f"/__mock/jobs/{id}/finish", json={"output": 1}, headers=twin)
    assert (await further).json()["now"] == 5
    there = (await http.get(f"/__mock/jobs/{id}", headers=twin)).json()
    here = (await http.get(f"/__mock/jobs/{id}")).json()
    assert (there["status"], here["status"]) == ("COMPLETED", "IN_PROGRESS")
