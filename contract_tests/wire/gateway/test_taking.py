"""How real workers get their jobs: W1, W2, W4, W5, W6 of the worker protocol."""

import asyncio
from time import monotonic
from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import Advance
from contract_tests.wire.gateway.conftest import Run, Status, Voice, crew, remarks

pytestmark = pytest.mark.anyio


@pytest.mark.rule("B-151")
@pytest.mark.rule("W1")
async def test_an_empty_question_is_held_and_then_answered_with_nothing(worker: Voice) -> None:
    began = monotonic()
    answer = await worker.take()

    assert (answer.status_code, answer.content) == (204, b"")
    assert monotonic() - began >= 0.05


@pytest.mark.rule("B-151")
@pytest.mark.rule("W1")
@pytest.mark.parametrize("options", [{"long_poll_s": 60}])
async def test_a_question_that_is_held_is_answered_as_soon_as_there_is_a_job(
    worker: Voice, run: Run
) -> None:
    question = asyncio.ensure_future(worker.take())
    await asyncio.sleep(0.01)
    id = await run({"prompt": "a house"})
    answer = await question

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"id": id, "input": {"prompt": "a house"}}


@pytest.mark.rule("W2")
@pytest.mark.parametrize("path", ["job-take/w1", "job-take-batch/w1?batch_size=2", "job-stop/w1"])
async def test_a_refused_question_is_answered_slowly(http: httpx.AsyncClient, path: str) -> None:
    began = monotonic()
    answer = await http.get(f"/v2/nowhere/{path}")

    assert answer.status_code == 404
    assert "this is mock_runpod" in answer.json()["detail"]
    assert "there is " in answer.json()["detail"]
    assert monotonic() - began >= 1


@pytest.mark.rule("W2")
async def test_a_fault_on_a_question_is_slow_too_unless_it_says_to_wait(
    http: httpx.AsyncClient, worker: Voice
) -> None:
    on = {"fault": "status", "on": "GET /v2/*/job-take/*", "count": 1}
    for status in (500, 429):
        await http.post("/__mock/faults", json={**on, "status": status})
    began = monotonic()
    slow, slow_at = await worker.take(), monotonic()
    quick, quick_at = await worker.take(), monotonic()

    assert (slow.status_code, quick.status_code) == (500, 429)
    assert slow_at - began >= 1 > quick_at - slow_at


@pytest.mark.rule("W4")
async def test_a_worker_that_is_to_end_gets_nothing_more(
    http: httpx.AsyncClient, worker: Voice, run: Run, status: Status
) -> None:
    await worker.take()
    await http.post("/__mock/workers/w1/drain")
    id = await run()

    assert (await worker.take()).status_code == 204
    assert (await worker.batch(5)).status_code == 204
    assert (await status(id))["status"] == "IN_QUEUE"


@pytest.mark.rule("B-151")
@pytest.mark.rule("W5")
async def test_a_batch_has_as_many_as_there_are_and_normal_ones_first(
    worker: Voice, run: Run, status: Status
) -> None:
    await worker.take()
    low = await run(1, policy={"lowPriority": True})
    normal = [await run(n) for n in range(2)]
    two = [job["id"] for job in (await worker.batch(2)).json()]
    rest = [job["id"] for job in (await worker.batch(5, busy=True)).json()]

    assert (two, rest) == (normal, [low])
    assert (await worker.batch(5, busy=True)).status_code == 204


@pytest.mark.rule("W5")
@pytest.mark.rule("B-074")
async def test_a_job_is_in_progress_from_its_handing_out_on(
    worker: Voice, run: Run, status: Status, advance: Advance
) -> None:
    await worker.take()
    id = await run()
    await advance(2.5)
    await worker.has()

    assert await status(id) == {
        **{"delayTime": 2500, "id": id, "status": "IN_PROGRESS", "workerId": "w1"}
    }


@pytest.mark.rule("W5")
@pytest.mark.parametrize("size", ["0", "-1", "many", "1.5"])
async def test_a_batch_of_nothing_is_refused(worker: Voice, size: str) -> None:
    answer = await worker.get(f"job-take-batch/w1?batch_size={size}")

    assert answer.status_code == 400
    assert "batch_size must be a number, at least 1" in answer.json()["detail"]


@pytest.mark.rule("W6")
async def test_who_asks_is_a_worker_of_the_endpoint_from_then_on(
    http: httpx.AsyncClient, worker: Voice
) -> None:
    await worker.take()
    there = await crew(http)
    health = (await http.get("/v2/demo/health")).json()["workers"]
    include = {"includeWorkers": "true"}
    pods = (await http.get("/v1/endpoints/demo", params=include)).json()["workers"]

    assert list(there) == ["w1"]  # the simulated ones have gone
    assert (there["w1"]["status"], there["w1"]["real"]) == ("IDLE", True)
    assert (there["w1"]["sdk"], there["w1"]["sdkVersion"]) == ("RunPod-Python-SDK", "1.12.0")
    assert (health["idle"], health["ready"], health["running"]) == (1, 1, 0)
    assert [(pod["id"], pod["desiredStatus"]) for pod in pods] == [("w1", "RUNNING")]


@pytest.mark.rule("W6")
async def test_a_heartbeat_is_enough_to_be_known(http: httpx.AsyncClient, worker: Voice) -> None:
    assert (await worker.ping()).status_code == 200

    assert "w1" in await crew(http)


@pytest.mark.rule("W6")
@pytest.mark.parametrize("name", ["$ID", "$RUNPOD_POD_ID", "%24ID"])
async def test_one_that_does_not_say_its_name_works_all_the_same(
    http: httpx.AsyncClient, run: Run, status: Status, name: str
) -> None:
    worker = Voice(http, name)
    await worker.take()
    id = await run()
    await worker.has()
    await worker.done(id, {"output": "done"})

    (there,) = await crew(http)
    assert there.startswith("anonymous-")
    assert (await status(id))["output"] == "done"


async def test_a_name_that_another_endpoint_has_is_refused(
    http: httpx.AsyncClient, worker: Voice
) -> None:
    await worker.take()
    answer = await http.get("/v2/stream-demo/job-take/w1", headers=worker.headers)

    assert answer.status_code == 409
    assert "worker w1 works for endpoint demo; choose another id" in answer.json()["detail"]


async def test_a_job_has_all_that_was_said_with_it(worker: Voice, run: Run) -> None:
    await worker.take()
    more = {
        "webhook": "http://127.0.0.1:9/x",
        "policy": {"executionTimeout": 9000, "lowPriority": True},
        "s3Config": {"bucketName": "b"},
    }
    id = await run([1], **more)

    assert await worker.has() == {"id": id, "input": [1], **more}


@pytest.mark.rule("B-066")
@pytest.mark.parametrize(("options", "drops"), [({"drop_empty_input": True}, True), ({}, False)])
async def test_an_empty_input_can_be_dropped_as_on_runpod(
    http: httpx.AsyncClient, worker: Voice, run: Run, drops: bool
) -> None:
    await worker.take()
    id = await run({})

    assert await worker.has() == ({"id": id} if drops else {"id": id, "input": {}})
    assert ("its input is empty" in await remarks(http)) is not drops


SPELLINGS: list[Any] = [
    "job-take/w1&job_in_progress=0",
    "job-take/w1?&job_in_progress=0",
    "job-take/w1",
    "job-take/w1?",
    "job-take&job_in_progress=0",
    "job-take-batch/w1&batch_size=2&job_in_progress=0",
    "job-take/a1b2c3d4-0000-4000-8000-000000000000?gpu=$RUNPOD_GPU_TYPE_ID&job_in_progress=0",
]


@pytest.mark.rule("B-151")
@pytest.mark.parametrize("path", SPELLINGS)
async def test_every_spelling_of_the_question_is_understood(
    worker: Voice, run: Run, path: str
) -> None:
    await worker.get(path)
    id = await run()
    answer = await worker.get(path)

    assert answer.status_code == 200, answer.text
    jobs = answer.json()
    assert [job["id"] for job in (jobs if isinstance(jobs, list) else [jobs])] == [id]
