"""The Python SDK does not really sleep, and what it thinks of time is still true."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import httpx
import pytest

from mock_runpod import Client

runpod = pytest.importorskip("runpod")

Ask = Callable[[], Any]
#: A job that waits 30 s for its worker, and then takes 5 s.
SLOW = pytest.mark.runpod(data="demo", boot_s=30, execution_s=5)
#: What is seen of it, asked every second: at 0 s, 1 s, ...
SEEN = ["IN_QUEUE"] * 30 + ["IN_PROGRESS"] * 5 + ["COMPLETED"]
STATUS = "GET /v2/demo/status/*"


def submitted() -> Any:
    return runpod.Endpoint("demo").run({"prompt": "a quiet house"})


def seen(mock: Client) -> list[str]:
    return [request.answer["status"] for request in mock.requests(STATUS)]


async def awaited(timeout: int | None) -> Any:
    async with aiohttp.ClientSession() as session:
        job = await runpod.AsyncioEndpoint("demo", session).run({"prompt": "a quiet house"})
        return await job.output(timeout=timeout)


@SLOW
def test_the_sync_sdk_sees_the_job_second_by_second(runpod_mock: Client) -> None:
    output = submitted().output(timeout=60)

    assert output == {"prompt": "a quiet house"}
    assert seen(runpod_mock) == SEEN
    assert runpod_mock.clock.now == 35


@SLOW
def test_the_asyncio_sdk_sees_the_same(runpod_mock: Client) -> None:
    output = asyncio.run(awaited(60))

    assert output == {"prompt": "a quiet house"}
    assert seen(runpod_mock) == [*SEEN, "COMPLETED"]  # it asks once more for the output
    assert runpod_mock.clock.now == 35


@SLOW
def test_a_client_that_knows_nothing_of_us_sees_the_same(runpod_mock: Client) -> None:
    job = submitted().job_id
    headers = {"Authorization": f"Bearer {runpod_mock.key}"}

    with httpx.Client(base_url=f"{runpod_mock.base_url}/v2/demo", headers=headers) as http:
        while http.get(f"/status/{job}").json()["status"] != "COMPLETED":
            pass

    assert seen(runpod_mock) == SEEN


POLLS = """
import os, time, runpod
runpod.api_key = os.environ["RUNPOD_API_KEY"]
time.sleep = lambda seconds: None  # nothing of ours: only that this test does not last so long
print(runpod.Endpoint("demo").run({"prompt": "a quiet house"}).output(timeout=60))
"""


@SLOW
def test_a_child_process_sees_the_same(runpod_mock: Client) -> None:
    done = subprocess.run([sys.executable, "-c", POLLS], capture_output=True, text=True)

    assert done.stdout.strip() == "{'prompt': 'a quiet house'}", done.stderr
    assert seen(runpod_mock) == SEEN


@SLOW
def test_the_sync_timeout_is_in_seconds_of_the_world(runpod_mock: Client) -> None:
    job = submitted()

    with pytest.raises(TimeoutError):
        job.output(timeout=20)

    assert runpod_mock.clock.now == 20
    assert job.output(timeout=16) == {"prompt": "a quiet house"}


@SLOW
def test_the_asyncio_timeout_is_in_seconds_of_the_world(runpod_mock: Client) -> None:
    with pytest.raises(TimeoutError):
        asyncio.run(awaited(20))

    assert runpod_mock.clock.now == 20


@SLOW
def test_the_asyncio_sdk_without_a_timeout_waits_for_ever(runpod_mock: Client) -> None:
    assert asyncio.run(awaited(None)) == {"prompt": "a quiet house"}
    assert runpod_mock.clock.now == 35


@SLOW
def test_a_timeout_of_0_is_over_at_once_as_ever(runpod_mock: Client) -> None:
    with pytest.raises(TimeoutError):
        asyncio.run(awaited(0))

    assert runpod_mock.clock.now == 0


@pytest.mark.runpod(data="demo", execution_s=2)
def test_a_stream_sleeps_before_each_look(runpod_mock: Client) -> None:
    job = runpod.Endpoint("stream-demo").run({"input": ["a", "b"]})

    assert list(job.stream()) == ["a", "b"]
    # It sleeps 1 s, is kept waiting until there is something to see at 2 s, and sleeps again.
    assert [each.at for each in runpod_mock.requests("GET /v2/*/stream/*")] == [2, 3]
    assert runpod_mock.clock.now == 3


def test_those_who_sleep_at_once_sleep_together(runpod_mock: Client) -> None:
    async def three() -> None:
        sleep = runpod.endpoint.asyncio.asyncio_runner.asyncio.sleep
        await asyncio.gather(sleep(1), sleep(3), sleep(2))

    asyncio.run(three())

    assert runpod_mock.clock.now == 3


@pytest.mark.runpod(data="demo", execution_s=60, sleep="skip")
def test_skipping_takes_a_few_requests_for_a_job_of_a_minute(runpod_mock: Client) -> None:
    for _ in range(10):
        assert submitted().output(timeout=60) == {"prompt": "a quiet house"}

    assert runpod_mock.requests().count <= 5 * 10
    assert runpod_mock.clock.now == pytest.approx(600, abs=10)


@pytest.mark.runpod(data="demo", execution_s=60, sleep="skip")
def test_the_asyncio_sdk_skips_too(runpod_mock: Client) -> None:
    assert asyncio.run(awaited(60)) == {"prompt": "a quiet house"}
    assert runpod_mock.requests().count <= 6


@pytest.mark.runpod(data="demo", boot_s=30, sleep="real")
def test_it_can_be_switched_off(runpod_mock: Client) -> None:
    assert runpod.endpoint.runner.time is time
    assert runpod.endpoint.asyncio.asyncio_runner.asyncio is asyncio


@pytest.mark.runpod(data="demo", boot_s=30, clock="manual")
def test_a_clock_in_somebodys_hand_is_left_alone(
    runpod_mock: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, slept = submitted(), list[float]()
    monkeypatch.setattr(time, "sleep", slept.append)

    with pytest.raises(TimeoutError):
        job.output(timeout=3)

    assert (slept, runpod_mock.clock.now) == ([1, 1, 1], 0)


@pytest.mark.runpod(data="demo", boot_s=30)
def test_time_passes_in_the_world_of_the_job(make_runpod_mock: Callable[..., Client]) -> None:
    first = make_runpod_mock()
    job = submitted()
    second = make_runpod_mock()

    assert job.output(timeout=60) == {"prompt": "a quiet house"}
    assert (first.clock.now, second.clock.now) == (30, 0)


@pytest.mark.runpod(data="demo")
def test_everybody_elses_sleep_is_real(runpod_mock: Client) -> None:
    assert time.sleep is not runpod.endpoint.runner.time.sleep
    assert runpod.endpoint.runner.time.monotonic is time.monotonic
    time.sleep(0.001)
    asyncio.run(asyncio.sleep(0.001))

    assert runpod_mock.clock.now == 0
    assert os.environ["RUNPOD_API_KEY"] == runpod_mock.key
