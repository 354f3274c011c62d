"""`runpod.AsyncioEndpoint`, which never looks at the HTTP status."""

import asyncio
from typing import Any

import aiohttp
import httpx
import pytest
import runpod
from runpod.http_client import AsyncClientSession

from mock_runpod.testing.starting import MockRunPod

pytestmark = [pytest.mark.clients, pytest.mark.anyio]


@pytest.fixture
def endpoint(key: str, session: aiohttp.ClientSession) -> Any:
    return runpod.AsyncioEndpoint("demo", session, api_key=key)


def at(endpoint_id: str, session: aiohttp.ClientSession, key: str) -> Any:
    return runpod.AsyncioEndpoint(endpoint_id, session, api_key=key)


async def test_a_job_is_run_and_its_output_awaited(endpoint: Any) -> None:
    job = await endpoint.run({"a": 1})

    assert await job.output(timeout=5) == {"a": 1}
    assert await job.status() == "COMPLETED"


async def test_input_is_always_wrapped(endpoint: Any) -> None:
    job = await endpoint.run({"input": {"a": 1}})

    assert await job.output(timeout=5) == {"input": {"a": 1}}


async def test_many_jobs_at_once_all_end(endpoint: Any) -> None:
    jobs = await asyncio.gather(*(endpoint.run({"n": n}) for n in range(50)))

    outputs = await asyncio.gather(*(job.output(timeout=30) for job in jobs))

    assert outputs == [{"n": n} for n in range(50)]


async def test_a_job_waits_for_a_worker_and_its_output_times_out(
    endpoint: Any, halted: httpx.Client
) -> None:
    job = await endpoint.run({"a": 1})

    assert await job.status() == "IN_QUEUE"
    with pytest.raises(TimeoutError, match=r"Job timed out\."):
        await job.output(timeout=0.2)


async def test_output_without_patience_times_out_before_it_asks(endpoint: Any) -> None:
    job = await endpoint.run({"a": 1})

    with pytest.raises(TimeoutError):
        await job.output()


async def test_a_failed_job_has_no_output(endpoint: Any) -> None:
    job = await endpoint.run({"mock_error": "boom"})

    assert await job.output(timeout=5) is None
    assert await job.status() == "FAILED"


async def test_a_job_is_cancelled(endpoint: Any, halted: httpx.Client) -> None:
    job = await endpoint.run({"a": 1})

    assert await job.cancel() == {"id": job.job_id, "status": "CANCELLED"}
    assert await job.status() == "CANCELLED"


async def test_health_and_purging_are_told(endpoint: Any, halted: httpx.Client) -> None:
    await endpoint.run({"a": 1})

    assert (await endpoint.health())["jobs"]["inQueue"] == 1
    assert await endpoint.purge_queue() == {"removed": 1, "status": "completed"}


@pytest.mark.rule("B-006")
async def test_a_bad_key_lacks_an_id_and_else_reads_like_an_answer(
    session: aiohttp.ClientSession,
) -> None:
    endpoint = at("demo", session, "rpa_mock_invalid")

    with pytest.raises(KeyError, match="id"):
        await endpoint.run({"a": 1})
    assert (await endpoint.health())["status"] == 401
    assert (await endpoint.purge_queue())["status"] == 401


async def test_an_unknown_endpoint_lacks_an_id(session: aiohttp.ClientSession, key: str) -> None:
    with pytest.raises(KeyError, match="id"):
        await at("nosuchendpoint", session, key).run({"a": 1})


async def test_a_session_may_insist_on_success(key: str) -> None:
    async with aiohttp.ClientSession(raise_for_status=True) as strict:
        with pytest.raises(aiohttp.ClientResponseError) as caught:
            await at("nosuchendpoint", strict, key).run({"a": 1})

    assert caught.value.status == 404


@pytest.mark.rule("B-005")
async def test_the_sdks_own_session_sends_a_bare_key(
    mock: MockRunPod, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUNPOD_AI_API_KEY", key)

    async with (
        AsyncClientSession() as session,
        session.get(f"{mock.base_url}/v2/demo/health") as answer,
    ):
        assert answer.status == 200
        assert "jobs" in await answer.json()
