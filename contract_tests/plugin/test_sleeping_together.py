"""Many wait for jobs of one world at once, and each one's seconds are still the world's."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import aiohttp
import pytest

from mock_runpod import Client
from mock_runpod.testing.passing import Passing

runpod = pytest.importorskip("runpod")

#: One worker that takes 5 s for each: the first has ended at 5 s, the next at 10 s, and so on.
JOBS = 20
INPUTS = [{"number": number} for number in range(JOBS)]
#: Every other one is waited for a second less than it takes.
PATIENCE = [5 * (n + 1) + (1 if n % 2 == 0 else -1) for n in range(JOBS)]
EXPECTED = [input if input["number"] % 2 == 0 else "too late" for input in INPUTS]
ENOUGH = 10 * 5 * JOBS


@pytest.fixture
def queue(runpod_mock: Client) -> Client:
    runpod_mock.endpoint("queue", workers_max=1, execution=5)
    return runpod_mock


def in_threads(patience: Sequence[int]) -> list[Any]:
    jobs = [runpod.Endpoint("queue").run(input) for input in INPUTS]
    all_wait = Barrier(JOBS)

    def output(job: Any, timeout: int) -> Any:
        status = job.status

        def first_status() -> Any:
            all_wait.wait()
            job.status = status
            return status()

        job.status = first_status
        try:
            return job.output(timeout=timeout)
        except TimeoutError:
            return "too late"

    with ThreadPoolExecutor(JOBS) as threads:
        return list(threads.map(output, jobs, patience))


def in_coroutines(patience: Sequence[int]) -> list[Any]:
    async def output(job: Any, timeout: int) -> Any:
        try:
            return await job.output(timeout=timeout)
        except TimeoutError:
            return "too late"

    async def together(jobs: list[Any]) -> list[Any]:
        return await asyncio.gather(*map(output, jobs, patience))

    return asyncio.run(with_jobs(together))


async def with_jobs(work: Callable[[list[Any]], Awaitable[Any]]) -> Any:
    async with aiohttp.ClientSession() as session:
        endpoint = runpod.AsyncioEndpoint("queue", session)
        return await work([await endpoint.run(input) for input in INPUTS])


@pytest.mark.parametrize("wait", [in_threads, in_coroutines])
def test_each_ones_timeout_is_in_seconds_of_the_world(
    queue: Client, wait: Callable[[Sequence[int]], list[Any]]
) -> None:
    assert wait(PATIENCE) == EXPECTED
    assert queue.clock.now == PATIENCE[-1]


@pytest.mark.runpod(sleep="skip")
@pytest.mark.parametrize("wait", [in_threads, in_coroutines])
def test_nobody_skips_more_than_what_the_last_one_waits_for(
    queue: Client, wait: Callable[[Sequence[int]], list[Any]]
) -> None:
    assert wait([ENOUGH] * JOBS) == INPUTS
    assert queue.clock.now == 5 * JOBS


@pytest.mark.runpod(clock="manual")
def test_who_sleeps_really_holds_up_nobody(
    runpod_mock: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing, all_sleep = Passing(runpod_mock.clock, "exact"), Barrier(3, timeout=20)
    monkeypatch.setattr(time, "sleep", lambda seconds: all_sleep.wait())

    def wait(number: int) -> int:
        with passing.waiting():
            passing.sleep(600)
        return number

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(wait, range(3))) == [0, 1, 2]


def test_who_gives_up_holds_up_nobody(queue: Client) -> None:
    async def one_is_cancelled(jobs: list[Any]) -> list[Any]:
        waits = [asyncio.create_task(job.output(timeout=ENOUGH)) for job in jobs]
        while queue.clock.now < 3:
            await asyncio.sleep(0)
        waits[1].cancel()
        return await asyncio.gather(*waits, return_exceptions=True)

    outputs = asyncio.run(with_jobs(one_is_cancelled))

    assert isinstance(outputs.pop(1), asyncio.CancelledError)
    assert outputs == [INPUTS[0], *INPUTS[2:]]
    assert queue.clock.now == 5 * JOBS


def test_who_is_stuck_is_waited_for_no_longer_than_there_was_to_sleep(
    queue: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def one_is_stuck(jobs: list[Any]) -> None:
        monkeypatch.setattr(jobs[0], "status", asyncio.Event().wait)
        stuck = asyncio.create_task(jobs[0].output(timeout=ENOUGH))
        with pytest.raises(TimeoutError):
            await jobs[1].output(timeout=0.01)
        stuck.cancel()

    asyncio.run(with_jobs(one_is_stuck))

    assert queue.clock.now == 0.01
