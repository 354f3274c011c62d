"""Time that skips, flows while a real worker has something to do: its seconds are real ones."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from contract_tests.wire.gateway.conftest import Voice

pytestmark = pytest.mark.anyio
Seconds = Callable[[], Awaitable[float]]


@pytest.fixture
def options() -> dict[str, Any]:
    return {"clock": "auto", "long_poll_s": 0.05}


@pytest.fixture
async def worker(http: httpx.AsyncClient) -> Voice:
    """A real one, which waits for work."""
    worker = Voice(http)
    await worker.take()
    return worker


@pytest.fixture
def seconds(http: httpx.AsyncClient) -> Seconds:
    async def told() -> float:
        now: float = (await http.get("/__mock/clock")).json()["now"]
        return now

    return told


def run(http: httpx.AsyncClient, verb: str = "run", **more: Any) -> "asyncio.Task[httpx.Response]":
    return asyncio.create_task(http.post(f"/v2/demo/{verb}", json={"input": 1, **more}))


async def passes(seconds: Seconds) -> float:
    """How much of the world's time passes in a fifth of a second."""
    before = await seconds()
    await asyncio.sleep(0.2)
    return await seconds() - before


async def test_time_flows_while_a_job_is_worked_on_and_never_skips(
    http: httpx.AsyncClient, worker: Voice, seconds: Seconds
) -> None:
    began, sync = await seconds(), run(http, "runsync")
    job = await worker.has()
    await asyncio.sleep(0.3)
    await worker.done(job["id"], {"output": "real"})
    said = (await sync).json()

    assert said["output"] == "real"
    assert 300 <= said["executionTime"] < 5_000
    assert await seconds() - began < 5


async def test_it_flows_while_a_job_waits_for_one_that_is_there(
    http: httpx.AsyncClient, worker: Voice, seconds: Seconds
) -> None:
    await run(http)

    assert 0.2 <= await passes(seconds) < 5


async def test_it_stands_still_while_they_only_wait(worker: Voice, seconds: Seconds) -> None:
    assert await passes(seconds) == 0


async def test_it_stands_again_when_the_work_is_done(
    http: httpx.AsyncClient, worker: Voice, seconds: Seconds
) -> None:
    await run(http)
    await worker.done((await worker.has())["id"], {"output": 1})

    assert await passes(seconds) == 0


async def test_it_skips_again_when_the_work_is_done(
    http: httpx.AsyncClient, worker: Voice, seconds: Seconds
) -> None:
    await run(http)
    await worker.done((await worker.has())["id"], {"output": 1})
    before = await seconds()
    other = await http.post("/v2/stream-demo/runsync", json={"input": {"mock_delay": 60}})

    assert other.json()["status"] == "COMPLETED"
    assert await seconds() - before >= 60


@pytest.mark.parametrize("end", ["gone", "endpoint", "reset", "fake"])
async def test_it_skips_again_when_the_last_worker_has_gone(
    http: httpx.AsyncClient, worker: Voice, seconds: Seconds, end: str
) -> None:
    await run(http)
    await worker.has()
    ends: dict[str, Callable[[], Awaitable[httpx.Response]]] = {
        "gone": lambda: http.post("/__mock/workers/w1/gone", json={"expected": True}),
        "endpoint": lambda: http.delete("/v1/endpoints/demo"),
        "reset": lambda: http.post("/__mock/reset"),
        "fake": lambda: http.put("/__mock/endpoints/demo", json={"workers": "fake"}),
    }
    (await ends[end]()).raise_for_status()
    before = await seconds()
    other = await http.post("/v2/stream-demo/runsync", json={"input": {"mock_delay": 60}})

    assert other.json()["status"] == "COMPLETED"
    assert await seconds() - before >= 60


async def test_an_announced_worker_has_real_time_to_start(
    http: httpx.AsyncClient, seconds: Seconds
) -> None:
    announced = {"launcher": "l1", "id": "w9"}
    (await http.post("/__mock/endpoints/demo/workers", json=announced)).raise_for_status()
    other = run(http, "runsync")
    flowed = await passes(seconds)
    late = Voice(http, "w9")
    await late.done((await late.has())["id"], {"output": "in time"})

    assert 0.2 <= flowed < 5
    assert (await other).json()["output"] == "in time"


@pytest.mark.parametrize("options", [{"clock": "manual", "long_poll_s": 0.05}])
async def test_in_manual_it_flows_while_somebody_moves_it_and_not_a_moment_longer(
    http: httpx.AsyncClient, worker: Voice, seconds: Seconds
) -> None:
    await run(http)
    await worker.has()
    still = await passes(seconds)
    until = {"until": {"endpoint": "demo", "jobs": 7}, "seconds": 0.3}
    moved = asyncio.create_task(http.post("/__mock/wait", json=until))
    await asyncio.sleep(0)
    flowed = await passes(seconds)
    ended: float = (await moved).json()["now"]
    await asyncio.sleep(0.1)

    assert still == 0
    assert 0.1 <= flowed < 5
    assert await seconds() == pytest.approx(ended, abs=0.05)


@pytest.mark.parametrize("options", [{"clock": "scaled:10", "long_poll_s": 0.05}])
async def test_in_scaled_it_flows_as_it_always_does(
    http: httpx.AsyncClient, worker: Voice, seconds: Seconds
) -> None:
    await run(http)
    await worker.has()

    assert 2 <= await passes(seconds) < 50
