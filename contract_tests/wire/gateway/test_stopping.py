"""Jobs that are to be stopped: each worker's mailbox, and how long its questions are held.

Rules W15, W16, and section 5 of the worker protocol.
"""

import asyncio
from time import monotonic
from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import Advance
from contract_tests.wire.gateway.conftest import Run, Status, Voice, crew

pytestmark = pytest.mark.anyio


async def given(worker: Voice, run: Run) -> str:
    """A job that is given to a worker whose questions are held for long."""
    question = asyncio.ensure_future(worker.take())
    await asyncio.sleep(0.01)
    job = await run()
    await question
    return job


@pytest.mark.rule("B-155")
@pytest.mark.rule("W15")
@pytest.mark.parametrize("options", [{"long_poll_s": 60, "busy_poll_s": 60}])
async def test_a_cancelled_job_is_told_at_once_and_once(http: httpx.AsyncClient, run: Run) -> None:
    worker = Voice(http)
    job = await given(worker, run)
    stop = asyncio.ensure_future(worker.stop())
    await asyncio.sleep(0.01)
    await http.post(f"/v2/demo/cancel/{job}")
    told = await stop
    again = asyncio.ensure_future(worker.stop())
    await asyncio.wait([again], timeout=0.05)

    assert told.json() == {"jobsToStop": [job]}
    assert not again.done()
    await http.post("/__mock/reset")
    await again


@pytest.mark.rule("B-155")
async def test_what_happened_while_nobody_asked_is_told_when_somebody_does(
    http: httpx.AsyncClient, worker: Voice, job: str
) -> None:
    await http.post(f"/v2/demo/cancel/{job}")

    assert (await worker.stop()).json() == {"jobsToStop": [job]}
    assert (await worker.stop()).status_code == 204


@pytest.mark.rule("B-085")
async def test_an_execution_timeout_is_told_and_the_worker_goes_on(
    http: httpx.AsyncClient, worker: Voice, run: Run, status: Status, advance: Advance
) -> None:
    await worker.take()
    id = await run(policy={"executionTimeout": 5000})
    await worker.has()
    await advance(9)

    assert (await worker.stop()).json() == {"jobsToStop": [id]}
    assert (await status(id))["error"] == "executionTimeout exceeded"
    await run()
    assert (await worker.take()).status_code == 200


@pytest.mark.rule("B-086")
async def test_the_end_of_its_time_to_live_is_told(
    worker: Voice, run: Run, advance: Advance
) -> None:
    await worker.take()
    id = await run(policy={"ttl": 10_000})
    await worker.has()
    await advance(11)

    assert (await worker.stop()).json() == {"jobsToStop": [id]}


async def test_one_that_was_told_to_stop_looks_busy_until_it_asks_again(
    http: httpx.AsyncClient, worker: Voice, job: str
) -> None:
    """A handler that blocks does not even read it, so nothing more would be done there."""
    await http.post(f"/v2/demo/cancel/{job}")
    before = (await crew(http))["w1"]["status"]
    await worker.take()

    assert (before, (await crew(http))["w1"]["status"]) == ("RUNNING", "IDLE")


async def test_its_late_result_is_an_end_too(
    http: httpx.AsyncClient, worker: Voice, job: str
) -> None:
    await http.post(f"/v2/demo/cancel/{job}")
    await worker.done(job, {"output": "late"})

    assert (await crew(http))["w1"]["status"] == "IDLE"
    assert (await worker.stop()).status_code == 204


@pytest.mark.rule("W16")
@pytest.mark.parametrize("options", [{"long_poll_s": 0.05, "busy_poll_s": 0.6}])
async def test_the_question_of_one_at_work_is_held_longer(worker: Voice, job: str) -> None:
    began = monotonic()
    await worker.stop()
    busy, began = monotonic() - began, monotonic()
    await worker.done(job, {"output": 1})
    await worker.stop()
    idle = monotonic() - began

    assert idle < 0.6 <= busy


@pytest.mark.rule("W16")
@pytest.mark.parametrize("options", [{"long_poll_s": 0.05, "busy_poll_s": 60}])
async def test_it_is_let_go_soon_after_the_work_is_done(worker: Voice, job: str) -> None:
    stop = asyncio.ensure_future(worker.stop())
    await asyncio.wait([stop], timeout=0.2)
    held = not stop.done()
    await worker.done(job, {"output": 1})

    assert held
    assert (await asyncio.wait_for(stop, 5)).status_code == 204


@pytest.mark.rule("W15")
@pytest.mark.parametrize("options", [{"long_poll_s": 60, "busy_poll_s": 60}])
async def test_who_is_to_end_is_answered_at_once_so_that_it_can(
    http: httpx.AsyncClient, worker: Voice
) -> None:
    take, stop = (asyncio.ensure_future(asked) for asked in (worker.take(), worker.stop()))
    await asyncio.sleep(0.01)
    await http.post("/__mock/workers/w1/drain")

    assert (await asyncio.wait_for(take, 5)).status_code == 204
    assert (await asyncio.wait_for(stop, 5)).json() == {"jobsToStop": ["drain"]}


@pytest.mark.rule("W15")
@pytest.mark.parametrize("options", [{"long_poll_s": 60, "busy_poll_s": 60}])
async def test_who_is_to_end_may_finish_what_it_has(
    http: httpx.AsyncClient, run: Run, status: Status
) -> None:
    worker = Voice(http)
    job = await given(worker, run)
    stop = asyncio.ensure_future(worker.stop())
    await asyncio.sleep(0.01)
    await http.post("/__mock/workers/w1/drain")
    await asyncio.wait([stop], timeout=0.1)
    held = not stop.done()
    await worker.done(job, {"output": "done"})

    assert held
    assert (await asyncio.wait_for(stop, 5)).json() == {"jobsToStop": ["drain"]}
    assert (await status(job))["output"] == "done"


KILLS: list[Any] = [({"kill_old_workers": True}, True), ({}, False)]


@pytest.mark.parametrize(("options", "ends"), KILLS)
async def test_a_launched_worker_that_never_asks_what_to_stop_can_be_ended(
    http: httpx.AsyncClient, run: Run, ends: bool
) -> None:
    """SDKs before 1.10 do not know that question."""
    await http.post("/__mock/endpoints/demo/workers", json={"launcher": "l1", "id": "old"})
    worker = Voice(http, "old", **{"User-Agent": "RunPod-Python-SDK/1.7.13"})
    await worker.take()
    job = await run()
    await worker.has()
    await http.post(f"/v2/demo/cancel/{job}")

    assert (await crew(http))["old"]["leaving"] is ends


@pytest.mark.parametrize("options", [{"long_poll_s": 30, "busy_poll_s": 60}])
async def test_one_that_still_has_a_job_it_should_stop_is_reminded_once(
    http: httpx.AsyncClient, run: Run
) -> None:
    """The SDK takes no notice of a job that it has been given a moment ago, and not begun."""
    worker = Voice(http)
    job = await given(worker, run)
    await http.post(f"/v2/demo/cancel/{job}")
    told = [(await asyncio.wait_for(worker.stop(), 5)).json() for _ in range(2)]
    third = asyncio.ensure_future(worker.stop())
    await asyncio.wait([third], timeout=1.5)

    assert told == [{"jobsToStop": [job]}] * 2
    assert not third.done()
    await http.post("/__mock/reset")
    await third
