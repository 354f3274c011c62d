"""Faults that are aimed at what real workers ask and tell (section 13 of the worker protocol)."""

import asyncio
from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import Advance
from contract_tests.wire.gateway.conftest import Run, Status, Voice, crew

pytestmark = pytest.mark.anyio


async def fail(http: httpx.AsyncClient, on: str, **says: Any) -> None:
    answer = await http.post("/__mock/faults", json={"fault": "status", "on": on, **says})
    answer.raise_for_status()


@pytest.mark.rule("W2")
@pytest.mark.parametrize("status", [400, 429, 503])
async def test_a_question_that_is_refused_takes_no_job(
    http: httpx.AsyncClient, worker: Voice, run: Run, status: int
) -> None:
    await worker.take()
    id = await run()
    await fail(http, "GET /v2/*/job-take/*", status=status, count=1)

    assert (await worker.take()).status_code == status
    assert (await worker.has())["id"] == id


@pytest.mark.rule("W7")
async def test_a_result_that_is_refused_once_counts_the_second_time(
    http: httpx.AsyncClient, worker: Voice, job: str, status: Status
) -> None:
    """The SDK tries again after a 500, and gives up after a 400."""
    await fail(http, "POST /v2/*/job-done/*/*", status=500, count=1)
    first = await worker.done(job, {"output": 1})
    between = await status(job)
    second = await worker.done(job, {"output": 1})

    assert (first.status_code, between["status"]) == (500, "IN_PROGRESS")
    assert (second.status_code, (await status(job))["output"]) == (200, 1)


@pytest.mark.rule("W13")
async def test_a_result_that_is_refused_for_good_is_lost_and_tried_again(
    http: httpx.AsyncClient, worker: Voice, job: str, status: Status
) -> None:
    await fail(http, "POST /v2/demo/job-done/*/*", status=400, count=1)
    await worker.done(job, {"output": 1})
    again = await worker.has()

    assert (again["id"], (await status(job))["retries"]) == (job, 1)


async def test_a_chunk_that_is_refused_is_not_on_the_stream(
    http: httpx.AsyncClient, worker: Voice, job: str
) -> None:
    await fail(http, "POST /v2/*/job-stream/*/*", status=500, count=1)
    told = [(await worker.chunk(job, n)).status_code for n in (1, 1, 2)]
    await worker.done(job, {"output": []})
    stream = (await http.get(f"/v2/demo/stream/{job}")).json()["stream"]

    assert told == [500, 200, 200]
    assert stream == [{"output": 1}, {"output": 2}]


async def test_a_heartbeat_that_is_refused_changes_nothing(
    http: httpx.AsyncClient, worker: Voice
) -> None:
    await fail(http, "GET /v2/*/ping/*", status=502, count=1)

    assert (await worker.ping()).status_code == 502
    assert "w1" not in await crew(http)
    assert (await worker.ping()).status_code == 200


async def test_what_to_stop_can_come_late(
    http: httpx.AsyncClient, worker: Voice, job: str, advance: Advance
) -> None:
    late = {"fault": "latency", "on": "GET /v2/*/job-stop/*", "seconds": 10, "count": 1}
    (await http.post("/__mock/faults", json=late)).raise_for_status()
    question = asyncio.ensure_future(worker.stop())
    await asyncio.sleep(0.01)
    await http.post(f"/v2/demo/cancel/{job}")
    await asyncio.wait([question], timeout=0.05)
    before = question.done()
    await advance(10)

    assert not before
    assert (await asyncio.wait_for(question, 5)).json() == {"jobsToStop": [job]}


@pytest.mark.parametrize("kind", ["reset", "empty"])
async def test_a_connection_that_breaks_under_a_result_leaves_the_job_as_it_was(
    http: httpx.AsyncClient, worker: Voice, job: str, status: Status, kind: str
) -> None:
    on = {"fault": kind, "on": "POST /v2/*/job-done/*/*", "count": 1}
    (await http.post("/__mock/faults", json=on)).raise_for_status()
    with pytest.raises(ConnectionError):
        await worker.done(job, {"output": 1})

    assert (await status(job))["status"] == "IN_PROGRESS"


@pytest.mark.rule("W12")
async def test_one_worker_can_be_hit_and_no_other(
    http: httpx.AsyncClient, worker: Voice, run: Run
) -> None:
    await worker.take()
    await fail(http, "GET /v2/*/job-take/w1", status=429, count=5)
    id = await run()

    assert (await worker.take()).status_code == 429
    assert (await Voice(http, "w2").has())["id"] == id


async def test_a_journal_of_what_clients_asked_has_nothing_of_it(
    http: httpx.AsyncClient, worker: Voice, job: str
) -> None:
    """Those ask again and again: they would push out everything else."""
    await worker.done(job, {"output": 1})
    paths = [each["path"] for each in (await http.get("/__mock/requests")).json()["requests"]]

    assert "/v2/demo/run" in paths
    assert not [path for path in paths if "job-" in path or "ping" in path]
