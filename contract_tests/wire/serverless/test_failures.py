"""What goes wrong with a job by itself: its handler, its worker, its time."""

import json

import pytest

from contract_tests.wire.serverless.caller import Caller

pytestmark = pytest.mark.anyio


@pytest.mark.rule("B-079")
@pytest.mark.rule("B-082")
@pytest.mark.rule("B-084")
async def test_an_exception_in_the_handler_fails_the_job_once_and_for_all(api: Caller) -> None:
    id = await api.run({"mock_error": "out of cheese"})
    await api.advance(200)
    said = await api.status(id)

    assert list(said) == ["delayTime", "error", "executionTime", "id", "status", "workerId"]
    assert said["status"] == "FAILED"
    error = json.loads(said["error"])
    assert error["error_message"] == "out of cheese"
    assert error["worker_id"] == said["workerId"]
    assert list(error) == [
        *("error_type", "error_message", "error_traceback"),
        *("hostname", "worker_id", "runpod_version"),
    ]
    assert (await api.health())["jobs"]["retried"] == 0


@pytest.mark.rule("B-079")
@pytest.mark.rule("B-082")
async def test_an_error_that_is_returned_leaves_the_other_keys_as_output(api: Caller) -> None:
    id = await api.run({"mock_return": {"error": "half done", "half": [1, 2]}})
    await api.advance(60)
    said = await api.status(id)

    assert (said["status"], said["error"]) == ("FAILED", "half done")
    assert said["output"] == {"half": [1, 2]}


@pytest.mark.rule("B-082")
async def test_a_returned_error_that_is_no_string_fails_with_its_text(api: Caller) -> None:
    id = await api.run({"mock_return": {"error": {"code": 7}, "other": 1}})
    await api.advance(60)
    said = await api.status(id)

    assert (said["status"], said["error"], said["output"]) == (
        *("FAILED", '{"code": 7}'),
        {"other": 1},
    )


@pytest.mark.rule("B-082")
@pytest.mark.parametrize("options", [{"object_error_completes": True}])
async def test_a_returned_error_that_is_no_string_can_complete_without_output(api: Caller) -> None:
    id = await api.run({"mock_return": {"error": {"code": 7}, "other": 1}})
    await api.advance(60)
    said = await api.status(id)

    assert said["status"] == "COMPLETED"
    assert "output" not in said


@pytest.mark.rule("B-083")
async def test_a_lost_worker_costs_one_retry(api: Caller) -> None:
    """It looks busy for 40 seconds; the job keeps reading IN_PROGRESS, with a later delay."""
    id = await api.run({"mock_crash": True})
    await api.advance(28.5 + 39.999)
    before = await api.status(id)
    await api.advance(0.001)
    lost = await api.status(id)
    await api.advance(28.5)
    again = await api.status(id)

    assert "retries" not in before
    assert (lost["status"], lost["retries"]) == ("IN_PROGRESS", 1)
    assert (again["status"], again["delayTime"]) == ("IN_PROGRESS", 28_500 + 40_000 + 28_500)
    assert again["workerId"] != before["workerId"]
    assert (await api.health())["jobs"]["retried"] == 1


@pytest.mark.rule("B-083")
@pytest.mark.rule("B-224")
async def test_the_second_loss_fails_the_job_in_exactly_these_words(api: Caller) -> None:
    id = await api.run({"mock_crash": True})
    await api.advance(200)
    said = await api.status(id)

    assert said == {
        "delayTime": 97_000,
        "error": "job timed out after 1 retries",
        "executionTime": 40_000,
        "id": id,
        "retries": 1,
        "status": "FAILED",
        "workerId": said["workerId"],
    }


@pytest.mark.rule("B-066")
@pytest.mark.parametrize("options", [{"strict_python_worker": True}])
async def test_a_strict_worker_never_reports_on_an_empty_input(api: Caller) -> None:
    """Unlike a crash the worker lives, so that the second attempt needs no cold start."""
    id = await api.run({})
    await api.advance(28.5 + 40 + 0.5 + 40)
    said = await api.status(id)

    assert (said["status"], said["error"]) == ("FAILED", "job timed out after 1 retries")
    assert (await api.health())["workers"]["idle"] == 1


@pytest.mark.rule("B-066")
async def test_an_empty_input_is_run_like_any_other(api: Caller) -> None:
    id = await api.run({})
    await api.advance(60)

    assert (await api.status(id))["status"] == "COMPLETED"


@pytest.mark.rule("B-085")
@pytest.mark.rule("B-132")
async def test_an_execution_timeout_fails_the_job_and_replaces_its_worker(api: Caller) -> None:
    id = await api.run({"mock_delay": 100}, policy={"executionTimeout": 20_000})
    await api.advance(28.5 + 22.5)
    before = await api.status(id)
    await api.advance(0.5)
    said = await api.status(id)

    assert before["status"] == "IN_PROGRESS"
    assert said == {
        "delayTime": 28_500,
        "error": "executionTimeout exceeded",
        "executionTime": 23_000,
        "id": id,
        "status": "FAILED",
        "workerId": said["workerId"],
    }
    await api.advance(20)
    ready = (await api.said("GET", "/v2/echo/metrics"))["readyWorkers"]
    assert len(ready) == 1
    assert said["workerId"] not in ready


@pytest.mark.rule("B-086")
@pytest.mark.rule("B-247")
@pytest.mark.parametrize("endpoint", ["echo", "paused"])
async def test_a_job_whose_time_to_live_is_over_is_gone(api: Caller, endpoint: str) -> None:
    id = await api.run({"mock_delay": 900}, endpoint, policy={"ttl": 60_000})

    await api.advance(59.999)
    assert not await api.gone(id, endpoint)
    await api.advance(0.001)
    assert await api.gone(id, endpoint)
    assert (await api.health(endpoint))["workers"]["running"] == 0


@pytest.mark.rule("B-081")
@pytest.mark.rule("B-246")
@pytest.mark.parametrize(
    ("options", "of_ttl", "of_execution"),
    [
        ({"timed_out_status": "off"}, None, "FAILED"),
        ({"timed_out_status": "ttl"}, "TIMED_OUT", "FAILED"),
        ({"timed_out_status": "exec"}, None, "TIMED_OUT"),
        ({"timed_out_status": "both"}, "TIMED_OUT", "TIMED_OUT"),
    ],
)
async def test_the_documented_status_of_timeouts_can_be_switched_on(
    api: Caller, of_ttl: str | None, of_execution: str
) -> None:
    late = await api.run(endpoint="paused", policy={"ttl": 10_000})
    slow = await api.run({"mock_delay": 100}, policy={"executionTimeout": 5_000})
    await api.advance(60)

    answer = await api.http.get(f"/v2/paused/status/{late}")
    assert answer.json()["status"] == (of_ttl or 404)
    assert (await api.status(slow))["status"] == of_execution


@pytest.mark.rule("B-093")
@pytest.mark.parametrize("options", [{"timed_out_status": "both"}])
async def test_a_job_that_timed_out_can_be_retried(api: Caller) -> None:
    id = await api.run({"mock_delay": 100}, policy={"executionTimeout": 5_000})
    await api.advance(60)

    assert (await api.status(id))["status"] == "TIMED_OUT"
    assert (await api.said("POST", f"/v2/echo/retry/{id}"))["status"] == "IN_QUEUE"
