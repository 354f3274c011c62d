"""Streams: each chunk once, and an end."""

import aiohttp
import httpx
import pytest
import runpod
from runpod.endpoint import runner

from contract_tests.clients.python_sdk.conftest import Open

pytestmark = pytest.mark.clients
CHUNKS = ["a", {"b": 1}, None, 4]


@pytest.mark.rule("B-100")
def test_a_stream_gives_each_chunk_once_and_ends(open_endpoint: Open) -> None:
    job = open_endpoint("stream-demo").run({"input": {"mock_return": CHUNKS}})

    assert list(job.stream()) == CHUNKS
    assert job.output() == CHUNKS


@pytest.mark.rule("B-101")
def test_chunks_come_one_by_one_while_the_job_runs(
    open_endpoint: Open, control: httpx.Client
) -> None:
    control.patch("/config", json={"boot_s": 3})
    job = open_endpoint("stream-demo").run({"input": {"mock_return": CHUNKS}})

    stream = job.stream()

    assert next(stream) == "a"
    assert job.status() == "COMPLETED"
    assert list(stream) == CHUNKS[1:]


@pytest.mark.anyio
async def test_the_asyncio_stream_gives_each_chunk_once_and_ends(
    key: str, session: aiohttp.ClientSession
) -> None:
    endpoint = runpod.AsyncioEndpoint("stream-demo", session, api_key=key)
    job = await endpoint.run({"mock_return": CHUNKS})

    assert [chunk async for chunk in job.stream()] == CHUNKS
    assert await job.output(timeout=5) == CHUNKS


def test_a_failed_stream_ends(open_endpoint: Open) -> None:
    job = open_endpoint("stream-demo").run({"input": {"mock_error": "boom"}})

    assert list(job.stream()) == []
    assert job.status() == "FAILED"


class GaveUp(Exception):
    """Somebody has lost patience with a loop of the SDK's."""


def test_the_stream_of_a_cancelled_job_never_ends_as_with_the_real_service(
    open_endpoint: Open, halted: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The SDK does not take CANCELLED for an end; what the server says is true all the same."""
    job = open_endpoint("stream-demo").run({"input": "x"})
    job.cancel()
    monkeypatch.setattr(runner, "time", Patience(looks=4))

    with pytest.raises(GaveUp):
        list(job.stream())

    assert job.job_status == "CANCELLED"


class Patience:
    """Stands for the module `time` inside the SDK: does not sleep, and ends in the end."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    def sleep(self, seconds: float) -> None:
        self.looks -= 1
        if not self.looks:
            raise GaveUp
