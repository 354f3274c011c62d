"""Old news: a reader sees the world as it was some seconds ago, and the world does not mind."""

from typing import Any

import pytest

from contract_tests.wire.serverless.caller import Caller

pytestmark = pytest.mark.anyio


async def fault(api: Caller, **spec: Any) -> None:
    answer = await api.http.post("/__mock/faults", json=spec)
    assert answer.status_code == 201, answer.text


async def test_a_finished_job_still_looks_at_work(api: Caller) -> None:
    await api.warm()
    id = await api.run()
    await api.advance(2.5)  # it began at 0.5, and was done at 2
    await fault(api, fault="stale", on="GET /v2/*/status/*", seconds=1, count=1)

    old, new = await api.status(id), await api.status(id)

    assert (old["status"], new["status"]) == ("IN_PROGRESS", "COMPLETED")
    assert "output" not in old
    assert new["output"] == "x"


async def test_a_job_is_not_known_yet(api: Caller) -> None:
    await api.warm()
    await fault(api, fault="stale", on="GET /v2/*/status/*", seconds=5)
    await api.advance(10)

    id = await api.run()
    await api.advance(4)
    assert await api.gone(id)
    await api.advance(2)

    assert not await api.gone(id)
    assert (await api.health())["jobs"]["completed"] == 2


async def test_a_job_that_was_forgotten_is_seen_once_more(api: Caller) -> None:
    await api.warm()
    id = await api.run()
    await api.advance(1_805)  # a result of /run is kept for half an hour
    assert await api.gone(id)
    await fault(api, fault="stale", on="GET /v2/*/status/*", seconds=60)

    assert (await api.status(id))["status"] == "COMPLETED"


@pytest.mark.rule("B-097")
async def test_the_counters_lag_behind(api: Caller) -> None:
    await fault(api, fault="health_lag", seconds=3)
    await api.warm()
    await api.advance(3)
    before = await api.health()
    await api.run({"mock_delay": 60})
    await api.advance(2)

    assert await api.health() == before
    await api.advance(2)

    after = await api.health()
    assert (before["jobs"]["inProgress"], after["jobs"]["inProgress"]) == (0, 1)
    assert (before["workers"]["running"], after["workers"]["running"]) == (0, 1)


async def test_a_new_endpoint_appears_late_in_rest_v1_and_takes_jobs_at_once(api: Caller) -> None:
    template = {"name": "t", "imageName": "mock/worker:1", "isServerless": True}
    id = (await api.said("POST", "/v1/templates", json=template))["id"]
    await fault(api, fault="control_lag", seconds=5)

    made = await api.said("POST", "/v1/endpoints", json={"templateId": id})
    job = await api.run(endpoint=made["id"])
    hidden = await api.http.get(f"/v1/endpoints/{made['id']}")
    await api.advance(6)
    shown = await api.http.get(f"/v1/endpoints/{made['id']}")

    assert (hidden.status_code, shown.status_code) == (404, 200)
    assert (await api.status(job, endpoint=made["id"]))["status"] == "IN_QUEUE"


async def test_old_news_read_no_chunk_away(api: Caller) -> None:
    id = await api.run(["a", "b"], endpoint="words")
    await api.advance(100)
    await fault(api, fault="stale", on="GET /v2/*/stream/*", seconds=1, count=1)

    first, second = await api.stream(id), await api.stream(id)

    assert [chunk["output"] for chunk in first["stream"]] == ["a", "b"]
    assert second["stream"] == first["stream"]
