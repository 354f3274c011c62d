import asyncio
import json
import re

import pytest

from contract_tests.wire.serverless.caller import Caller, soon
from contract_tests.wire.serverless.line import Line

pytestmark = pytest.mark.anyio
UUID4 = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


@pytest.mark.rule("B-067")
async def test_run_answers_at_once_that_the_job_is_queued(api: Caller) -> None:
    said = await api.said("POST", "/v2/echo/run", json={"input": {"prompt": "hi"}})

    assert said == {"id": said["id"], "status": "IN_QUEUE"}


@pytest.mark.rule("B-067")
@pytest.mark.parametrize(
    "options",
    [{"profile": "instant", "image_pull_s": 0, "boot_s": 0, "dispatch_s": 0, "execution_s": 0}],
)
async def test_run_says_queued_even_when_the_job_is_done_already(api: Caller) -> None:
    said = await api.said("POST", "/v2/echo/run", json={"input": 1})

    assert said["status"] == "IN_QUEUE"
    assert (await api.status(said["id"]))["status"] == "COMPLETED"


@pytest.mark.rule("B-067")
async def test_a_paused_endpoint_still_takes_jobs(api: Caller) -> None:
    id = await api.run(endpoint="paused")
    await api.advance(3_600)

    assert (await api.status(id, "paused"))["status"] == "IN_QUEUE"


@pytest.mark.rule("B-013")
async def test_a_job_id_is_a_uuid_with_the_suffix_of_a_region(api: Caller) -> None:
    assert re.fullmatch(UUID4 + "-u1", await api.run())


@pytest.mark.rule("B-013")
@pytest.mark.parametrize("options", [{"job_id_suffix": "-e2"}])
async def test_the_suffix_of_job_ids_can_be_set(api: Caller) -> None:
    assert (await api.run()).endswith("-e2")


@pytest.mark.rule("B-069")
async def test_the_id_of_a_runsync_job_says_so_and_works_everywhere(api: Caller) -> None:
    waiting = asyncio.create_task(api.runsync())
    await soon(lambda: api.driver.waiting == 1)
    listed = await api.said("GET", "/v2/echo/requests")
    id = listed["requests"][0]["id"]

    assert re.fullmatch(f"sync-{UUID4}-u1", id)
    assert (await api.status(id))["status"] == "IN_QUEUE"
    assert await api.cancel(id) == {"id": id, "status": "CANCELLED"}
    assert (await waiting) == {"id": id, "status": "CANCELLED"}
    assert await api.stream(id, "echo") == {"status": "CANCELLED", "stream": []}


@pytest.mark.rule("B-068")
async def test_runsync_in_time_answers_what_status_would(api: Caller) -> None:
    waiting = asyncio.create_task(api.runsync({"n": 1}))
    await soon(lambda: api.driver.waiting == 1)
    await api.advance(60)
    said = await waiting

    assert said["status"] == "COMPLETED"
    assert said["output"] == {"n": 1}
    assert said == await api.status(said["id"])


@pytest.mark.rule("B-068")
async def test_runsync_out_of_time_answers_how_things_stand_and_the_job_goes_on(
    api: Caller,
) -> None:
    waiting = asyncio.create_task(api.runsync({"mock_delay": 500}))
    await soon(lambda: api.driver.waiting == 1)
    await api.advance(90)
    said = await waiting

    assert said["status"] == "IN_PROGRESS"
    assert said["delayTime"] == 28_500
    assert "executionTime" not in said
    await api.advance(450)
    assert (await api.status(said["id"]))["status"] == "COMPLETED"


@pytest.mark.rule("B-068")
async def test_runsync_of_a_job_nobody_takes_ends_in_the_queue(api: Caller) -> None:
    waiting = asyncio.create_task(api.runsync(endpoint="paused"))
    await soon(lambda: api.driver.waiting == 1)
    await api.advance(90)
    said = await waiting

    assert said == {"id": said["id"], "status": "IN_QUEUE"}


@pytest.mark.rule("B-068")
@pytest.mark.parametrize(
    ("query", "seconds"),
    [
        ("", 90),
        ("?wait=2500", 2.5),
        ("?wait=1", 1),
        ("?wait=-5", 1),
        ("?wait=999999999", 300),
        ("?wait=", 90),
    ],
)
async def test_a_wait_outside_its_limits_is_clamped(
    api: Caller, query: str, seconds: float
) -> None:
    path = f"/v2/paused/runsync{query}"
    waiting = asyncio.create_task(api.said("POST", path, json={"input": 1}))
    await soon(lambda: api.driver.waiting == 1)

    await api.advance(seconds - 0.001)
    assert not waiting.done()
    await api.advance(0.001)
    assert (await waiting)["status"] == "IN_QUEUE"


@pytest.mark.rule("B-068")
@pytest.mark.parametrize("options", [{"runsync_wait_ms": 200}])
async def test_the_wait_of_runsync_can_be_set_shorter_than_a_caller_may(api: Caller) -> None:
    waiting = asyncio.create_task(api.runsync(endpoint="paused"))
    await soon(lambda: api.driver.waiting == 1)
    await api.advance(0.2)

    assert (await waiting)["status"] == "IN_QUEUE"


@pytest.mark.rule("B-271")
async def test_a_job_can_be_read_before_run_has_returned(api: Caller) -> None:
    """The reading of B-271 is that nothing lags. The id is known in advance: same seed, same id."""
    id = await api.run()
    await api.http.post("/__mock/reset")
    line = Line(api.app, "POST", "/v2/echo/run", [b'{"input": 1}'])
    line.listens.clear()
    submitting = asyncio.create_task(line.open())
    await asyncio.sleep(0)

    assert (await api.status(id))["status"] == "IN_QUEUE"
    assert not line.body
    line.listens.set()
    assert json.loads((await submitting).body)["id"] == id


async def test_double_slashes_collapse(api: Caller) -> None:
    """Some clients join URLs carelessly."""
    id = (await api.said("POST", "http://127.0.0.1:8642//v2//echo///run", json={"input": 1}))["id"]

    assert (await api.said("GET", f"/v2/echo//status//{id}"))["id"] == id


@pytest.mark.rule("B-065")
async def test_unknown_keys_of_a_body_are_accepted(api: Caller) -> None:
    id = await api.run(webhookV2="whatever", client={"version": 3})

    assert (await api.status(id))["status"] == "IN_QUEUE"
