"""What callers of the job API are told while something is wrong with the workers."""

from typing import Any

import pytest

from contract_tests.wire.serverless.caller import Caller

pytestmark = pytest.mark.anyio


async def fault(api: Caller, kind: str, **spec: Any) -> None:
    answer = await api.http.post("/__mock/faults", json={"fault": kind, "name": "f", **spec})
    assert answer.status_code == 201, answer.text


async def counted(api: Caller) -> dict[str, int]:
    """The counters of the workers that are not zero."""
    workers = (await api.health())["workers"]
    return {name: count for name, count in workers.items() if count}


@pytest.mark.rule("B-074")
@pytest.mark.rule("B-083")
@pytest.mark.parametrize("kind", ["worker.crash", "worker.oom"])
async def test_a_job_survives_one_dead_worker(api: Caller, kind: str) -> None:
    await api.warm()
    await fault(api, kind, count=1, afterS=1)
    id = await api.run()
    await api.advance(0.5 + 1 + 39.9)
    before = await api.status(id)
    await api.advance(0.1 + 28 + 0.5 + 1.5)
    after = await api.status(id)

    assert before["status"] == "IN_PROGRESS"
    assert (after["status"], after["retries"], after["output"]) == ("COMPLETED", 1, "x")
    assert after["delayTime"] == 500 + 1000 + 40_000 + 28_500
    assert (await api.health())["jobs"] == {
        **{"completed": 2, "failed": 0, "inProgress": 0, "inQueue": 0},
        "retried": 1,
    }


@pytest.mark.rule("B-083")
async def test_a_job_without_heartbeats_fails_after_two_attempts_on_one_worker(api: Caller) -> None:
    await api.warm()
    await fault(api, "worker.lost_heartbeat")
    id = await api.run()
    await api.advance(1)
    first = await api.status(id)
    await api.advance(90)
    said = await api.status(id)

    assert (said["status"], said["error"]) == ("FAILED", "job timed out after 1 retries")
    assert said["workerId"] == first["workerId"]
    assert (await api.health())["jobs"]["failed"] == 1


@pytest.mark.rule("B-123")
@pytest.mark.parametrize("kind", ["worker.throttled", "stock_out"])
async def test_without_a_machine_jobs_wait_and_the_worker_counts_as_throttled(
    api: Caller, kind: str
) -> None:
    await fault(api, kind, endpoint="echo")
    id = await api.run()
    await api.advance(3_600)

    assert await counted(api) == {"throttled": 1}
    assert (await api.status(id))["status"] == "IN_QUEUE"
    await api.http.delete("/__mock/faults/f")
    await api.advance(10 + 28 + 2)

    assert (await api.status(id))["status"] == "COMPLETED"


@pytest.mark.rule("B-124")
async def test_an_unhealthy_worker_consumes_no_jobs(api: Caller) -> None:
    await fault(api, "worker.unhealthy", count=1)
    id = await api.run()
    await api.advance(28)

    assert await counted(api) == {"unhealthy": 1}
    assert (await api.status(id))["status"] == "IN_QUEUE"
    await api.advance(60 + 8 + 2)

    done = await api.status(id)
    assert (done["status"], "retries" in done) == ("COMPLETED", False)


@pytest.mark.rule("B-127")
async def test_a_slow_image_pull_is_a_longer_cold_start(api: Caller) -> None:
    await fault(api, "worker.slow_pull", seconds=500)
    template = {"name": "t", "imageName": "mock/worker:1", "isServerless": True}
    made = await api.said("POST", "/v1/templates", json=template)
    endpoint = (await api.said("POST", "/v1/endpoints", json={"templateId": made["id"]}))["id"]
    id = await api.run(endpoint=endpoint)

    await api.advance(507)
    waiting = await api.health(endpoint)
    await api.advance(100)

    assert waiting["workers"]["initializing"] == 1
    assert (await api.status(id, endpoint))["delayTime"] == 508_500
