"""The contract of RunPod's own test worker: the input says what becomes of the job (B-156)."""

from typing import Any

import pytest

from contract_tests.wire.serverless.caller import Caller

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-156")]


async def done(api: Caller, given: Any, endpoint: str = "echo") -> dict[str, Any]:
    id = await api.run(given, endpoint)
    await api.advance(100)
    return await api.status(id, endpoint)


@pytest.mark.parametrize("given", [{"prompt": "hi"}, "text", 7, [1, [2]], {"mock": "data"}, False])
async def test_an_input_without_a_key_of_the_contract_is_given_back(
    api: Caller, given: Any
) -> None:
    said = await done(api, given)

    assert (said["output"], said["executionTime"]) == (given, 1_500)


async def test_an_output_is_never_null_unless_it_is_asked_for(api: Caller) -> None:
    assert (await done(api, {"mock_delay": 1}))["output"] == "Hello World!"


@pytest.mark.parametrize("returned", ["text", {"a": 1}, [1, 2], 0])
async def test_mock_return_is_the_output(api: Caller, returned: Any) -> None:
    said = await done(api, {"mock_return": returned})

    assert (said["output"], said["executionTime"]) == (returned, 0)


async def test_mock_delay_is_how_long_it_takes(api: Caller) -> None:
    assert (await done(api, {"mock_delay": 12.25}))["executionTime"] == 12_250


async def test_mock_error_is_raised(api: Caller) -> None:
    said = await done(api, {"mock_error": "boom", "mock_delay": 3, "mock_return": "unused"})

    assert (said["status"], said["executionTime"]) == ("FAILED", 3_000)
    assert "boom" in said["error"]


async def test_mock_crash_ends_the_worker_without_a_report(api: Caller) -> None:
    id = await api.run({"mock_crash": True, "mock_return": "unused"})
    await api.advance(30)

    assert (await api.status(id))["status"] == "IN_PROGRESS"
    assert (await api.health())["workers"]["running"] == 1


@pytest.mark.rule("B-131")
async def test_mock_refresh_ends_the_worker_after_the_job(api: Caller) -> None:
    first = await done(api, {"mock_refresh": True, "mock_return": 1})
    second = await done(api, {"mock_return": 2})

    assert first["status"] == second["status"] == "COMPLETED"
    assert first["workerId"] != second["workerId"]


async def test_mock_progress_is_reported_step_by_step(api: Caller) -> None:
    given = {"mock_progress": {"updates": 2, "wait_time": 10}, "mock_return": "end"}
    id = await api.run(given)
    await api.advance(28.5)

    seen = []
    for _ in range(3):
        seen.append((await api.status(id)).get("output"))
        await api.advance(9.999)
    assert seen == [None, None, "update 1 of 2"]
    assert (await done(api, given))["output"] == "end"


async def test_mock_logs_stand_in_the_log(api: Caller, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "mock_runpod.world")
    said = await done(api, {"mock_logs": ["loading", "loaded"]})

    lines = [record.getMessage() for record in caplog.records]
    assert f"caller {said['workerId']}: loading" in lines
    assert f"caller {said['workerId']}: loaded" in lines


async def test_a_generator_streams_a_list_and_everything_else_as_one_chunk(api: Caller) -> None:
    listed = await done(api, {"mock_return": ["a", "b"]}, "words")
    single = await done(api, {"mock_return": "ab"}, "words")

    assert (listed["output"], listed["executionTime"]) == (["a", "b"], 4_000)
    assert single["output"] == ["ab"]


@pytest.mark.parametrize(
    "nonsense",
    [
        {"mock_delay": "long"},
        {"mock_delay": -5},
        {"mock_delay": None},
        {"mock_progress": "much"},
        {"mock_progress": {"updates": "many", "wait_time": []}},
        {"mock_logs": {"a": 1}},
        {"mock_error": 0},
        {"mock_crash": 0, "mock_refresh": []},
    ],
)
async def test_nonsense_under_a_key_of_the_contract_does_no_harm(
    api: Caller, nonsense: Any
) -> None:
    assert (await done(api, nonsense | {"mock_return": "fine"}))["output"] == "fine"
