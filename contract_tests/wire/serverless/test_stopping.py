"""Cancel, retry and purge: what a caller can do to a job after it was submitted."""

import asyncio

import pytest

from contract_tests.wire.serverless.caller import Caller, soon

pytestmark = pytest.mark.anyio


@pytest.mark.rule("B-080")
@pytest.mark.rule("B-091")
async def test_a_queued_job_is_cancelled_and_never_runs(api: Caller) -> None:
    id = await api.run()
    await api.advance(10)

    assert await api.cancel(id) == {"id": id, "status": "CANCELLED"}
    assert await api.status(id) == {"id": id, "status": "CANCELLED"}
    await api.advance(60)
    assert await api.status(id) == {"id": id, "status": "CANCELLED"}
    assert (await api.health())["jobs"]["completed"] == 0


@pytest.mark.rule("B-080")
@pytest.mark.rule("B-091")
async def test_a_running_job_is_cancelled_at_once_and_its_worker_is_free(api: Caller) -> None:
    id = await api.run({"mock_delay": 100})
    await api.advance(28.5 + 40)

    assert await api.cancel(id) == {"id": id, "status": "CANCELLED"}
    assert await api.status(id) == {
        **{"delayTime": 28_500, "executionTime": 40_000, "id": id, "status": "CANCELLED"}
    }
    health = await api.health()
    assert health["workers"]["idle"] == 1
    assert health["jobs"]["inProgress"] == 0


@pytest.mark.rule("B-091")
async def test_a_late_result_of_a_cancelled_job_is_ignored(api: Caller) -> None:
    id = await api.run({"mock_delay": 10, "mock_return": "late"})
    await api.advance(30)
    cancelled = await api.cancel(id)
    await api.advance(100)

    assert cancelled["status"] == "CANCELLED"
    assert "output" not in await api.status(id)


@pytest.mark.rule("B-092")
@pytest.mark.parametrize("given", [{"mock_return": 1}, {"mock_error": "oh"}])
async def test_a_finished_job_stays_as_it_is(api: Caller, given: dict[str, object]) -> None:
    id = await api.run(given)
    await api.advance(60)
    before = await api.status(id)

    assert await api.cancel(id) == before
    assert await api.status(id) == before


@pytest.mark.rule("B-092")
@pytest.mark.rule("B-093")
@pytest.mark.parametrize("operation", ["cancel", "retry"])
async def test_an_unknown_job_is_not_found(api: Caller, operation: str) -> None:
    problem = await api.refused("POST", f"/v2/echo/{operation}/nobody")

    assert problem == {"status": 404, "title": "Not Found", "detail": "job not found"}


@pytest.mark.rule("B-093")
async def test_a_failed_job_runs_again_under_its_id(api: Caller) -> None:
    id = await api.run({"mock_error": "oh"})
    await api.advance(30)
    again = await api.said("POST", f"/v2/echo/retry/{id}")
    queued = await api.status(id)
    await api.advance(2)
    said = await api.status(id)

    assert again == {"id": id, "status": "IN_QUEUE"}
    assert queued == {"id": id, "status": "IN_QUEUE"}
    assert (said["status"], said["retries"], said["delayTime"]) == ("FAILED", 1, 30_500)


@pytest.mark.rule("B-093")
async def test_only_a_failed_job_can_be_retried(api: Caller) -> None:
    queued = await api.run()
    assert (await api.refused("POST", f"/v2/echo/retry/{queued}"))["status"] == 400
    await api.advance(29)
    assert (await api.refused("POST", f"/v2/echo/retry/{queued}"))["status"] == 400
    await api.advance(30)
    assert (await api.refused("POST", f"/v2/echo/retry/{queued}"))["status"] == 400

    assert (await api.status(queued))["status"] == "COMPLETED"


@pytest.mark.rule("B-093")
async def test_a_forgotten_failure_cannot_be_retried(api: Caller) -> None:
    id = await api.run({"mock_error": "oh"})
    await api.advance(1_900)

    assert (await api.refused("POST", f"/v2/echo/retry/{id}"))["detail"] == "job not found"


@pytest.mark.rule("B-094")
@pytest.mark.rule("B-264")
async def test_purging_removes_what_waits_and_leaves_what_runs(api: Caller) -> None:
    await api.warm()
    running = await api.run({"mock_delay": 50})
    await api.advance(0.5)
    waiting = [await api.run(), await api.run(policy={"lowPriority": True})]

    removed = await api.said("POST", "/v2/echo/purge-queue")

    assert removed == {"removed": 2, "status": "completed"}
    assert [await api.gone(id) for id in waiting] == [True, True]
    await api.advance(60)
    assert (await api.status(running))["status"] == "COMPLETED"


@pytest.mark.rule("B-094")
async def test_who_waits_for_a_purged_job_learns_that_it_is_gone(api: Caller) -> None:
    waiting = asyncio.create_task(
        api.refused("POST", "/v2/paused/runsync?wait=300000", json={"input": 1})
    )
    await soon(lambda: api.driver.waiting == 1)
    await api.said("POST", "/v2/paused/purge-queue")

    assert (await waiting)["detail"] == "job not found"
