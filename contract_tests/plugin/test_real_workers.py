"""A user's own handler in a user's test: the SDK's sleeps take as long as the handler does."""

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from mock_runpod import Client

runpod = pytest.importorskip("runpod")

SLEEPER = """
import asyncio, runpod

async def handler(job):
    await asyncio.sleep(job["input"])
    return "slept"

runpod.serverless.start({"handler": handler})
"""


@pytest.fixture
def sleeper(runpod_mock: Client, tmp_path: Path) -> str:
    """An endpoint whose handler sleeps as long as it is told."""
    script = tmp_path / "sleeper.py"
    script.write_text(SLEEPER)
    endpoint = runpod_mock.endpoint("sleeper", idle_timeout=60)
    endpoint.run_worker(script)
    return endpoint.id


async def awaited(endpoint: str, seconds: float) -> Any:
    async with aiohttp.ClientSession() as session:
        job = await runpod.AsyncioEndpoint(endpoint, session).run(seconds)
        return await job.output(timeout=30)


def test_the_sync_sdk_waits_for_as_long_as_the_handler_works(
    runpod_mock: Client, sleeper: str
) -> None:
    job = runpod.Endpoint(sleeper).run({"input": 1.5})

    assert job.output(timeout=30) == "slept"
    done = runpod_mock.job(job.job_id)
    assert done.execution is not None
    assert 1.4 < done.execution < 10


def test_the_asyncio_sdk_does_too(sleeper: str) -> None:
    assert asyncio.run(awaited(sleeper, 0.5)) == "slept"


def test_what_comes_after_the_work_is_skipped_again(runpod_mock: Client, sleeper: str) -> None:
    job = runpod.Endpoint(sleeper).run({"input": 0})
    job.output(timeout=30)
    before = runpod_mock.clock.now

    runpod_mock.clock.advance(minutes=31)

    assert runpod_mock.find(job.job_id) is None
    assert runpod_mock.clock.now >= before + 1860


@pytest.mark.runpod(sleep="skip")
def test_skipping_does_not_outrun_the_handler(sleeper: str) -> None:
    job = runpod.Endpoint(sleeper).run({"input": 1.5})

    assert job.output(timeout=30) == "slept"


@pytest.mark.runpod(clock="manual")
def test_with_the_clock_in_the_hand_the_handler_still_works(
    runpod_mock: Client, sleeper: str
) -> None:
    job = runpod.Endpoint(sleeper).run({"input": 0.2})

    done = runpod_mock.wait(job)

    assert done.output == "slept"
