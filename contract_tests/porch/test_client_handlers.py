"""A Python function as a worker: `@mock.endpoint("x").handler`."""

import asyncio
import json
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from contract_tests.porch.jobs import Job, post
from contract_tests.porch.processes import until
from mock_runpod import Client, MockRunPod


@pytest.fixture
def mock(mock: Client) -> Client:
    """A world that skips what somebody waits for."""
    mock.clock.mode = "auto"
    return mock


def test_what_it_returns_is_the_output(mock: Client) -> None:
    @mock.endpoint("double").handler
    def double(job: Job) -> Any:
        return job["input"] * 2

    assert post(mock, "double/runsync", 21)["output"] == 42
    assert double({"id": "x", "input": 3}) == 6  # it is still a function


def test_it_can_be_async(mock: Client) -> None:
    @mock.endpoint("double").handler
    async def double(job: Job) -> Any:
        await asyncio.sleep(0)
        return job["input"] * 2

    assert post(mock, "double/runsync", 21)["output"] == 42


def words(job: Job) -> Iterator[str]:
    yield from job["input"].split()


async def words_async(job: Job) -> AsyncIterator[str]:
    for word in job["input"].split():
        yield word


@pytest.mark.parametrize("handler", [words, words_async])
def test_what_it_yields_is_a_stream(mock: Client, handler: Callable[[Job], Any]) -> None:
    mock.endpoint("llm").handler(handler)

    id = post(mock, "llm/run", "a quiet house")["id"]
    mock.wait(id)

    chunks = post(mock, f"llm/stream/{id}")["stream"]
    assert [chunk["output"] for chunk in chunks] == ["a", "quiet", "house"]


@pytest.mark.rule("B-082")
def test_an_exception_fails_the_job_as_the_worker_sdk_says_it(mock: Client) -> None:
    @mock.endpoint("broken").handler
    def broken(job: Job) -> Any:
        raise ValueError("no such style")

    answer = post(mock, "broken/runsync")

    error = json.loads(answer["error"])
    assert (answer["status"], error["error_message"]) == ("FAILED", "no such style")
    assert error["error_type"] == "<class 'ValueError'>"
    assert "raise ValueError" in error["error_traceback"]
    assert set(error) > {"hostname", "worker_id", "runpod_version"}


@pytest.mark.rule("B-082")
def test_an_exception_in_a_stream_is_plain_text(mock: Client) -> None:
    @mock.endpoint("broken").handler
    def broken(job: Job) -> Iterator[str]:
        yield "one"
        raise ValueError("no such style")

    job = mock.wait(post(mock, "broken/run")["id"], None)

    assert job.status == "FAILED"
    assert job.error
    assert job.error.startswith("handler: no such style \ntraceback: ")


@pytest.mark.rule("B-082")
def test_an_error_in_what_it_returns_fails_the_job(mock: Client) -> None:
    mock.endpoint("picky").handler(lambda job: {"error": "no prompt", "seen": job["input"]})

    answer = post(mock, "picky/runsync", "x")

    assert (answer["status"], answer["error"]) == ("FAILED", "no prompt")


@pytest.mark.rule("B-083")
def test_a_handler_that_exits_loses_its_worker(mock: Client) -> None:
    calls: list[str] = []

    @mock.endpoint("fragile").handler
    def fragile(job: Job) -> Any:
        calls.append(job["id"])
        if len(calls) == 1:
            sys.exit(1)
        return "the second time"

    job = mock.wait(post(mock, "fragile/run")["id"])

    assert (job.output, job.retries) == ("the second time", 1)


def test_a_handler_may_call_another_endpoint(mock: Client) -> None:
    mock.endpoint("inner").handler(lambda job: job["input"] + 1)
    mock.endpoint("outer").handler(
        lambda job: post(mock, "inner/runsync", job["input"])["output"] * 10
    )

    assert post(mock, "outer/runsync", 4)["output"] == 50


def test_jobs_run_beside_each_other(mock: Client) -> None:
    together = threading.Barrier(3, timeout=10)

    @mock.endpoint("slow", workers_max=3, scaler_type="REQUEST_COUNT", scaler_value=1).handler
    def slow(job: Job) -> Any:
        return together.wait() >= 0

    ids = [post(mock, "slow/run")["id"] for _ in range(3)]

    assert [mock.wait(id).output for id in ids] == [True] * 3


def test_something_else_that_is_said_ends_it(mock: Client) -> None:
    endpoint, before = mock.endpoint("double"), threading.active_count()
    endpoint.handler(lambda job: "by handler")
    assert post(mock, "double/runsync")["output"] == "by handler"

    endpoint.answers("as said")

    assert post(mock, "double/runsync")["output"] == "as said"
    until(lambda: threading.active_count() == before)


def test_it_ends_with_the_client(server: MockRunPod) -> None:
    before = set(threading.enumerate())

    with server.worlds.create() as client:
        client.endpoint("double").handler(lambda job: job["input"] * 2)
        assert len(set(threading.enumerate()) - before) == 1
        assert post(client, "double/runsync", 2)["output"] == 4

    until(lambda: not set(threading.enumerate()) - before)
    server.worlds.delete(client.world)
