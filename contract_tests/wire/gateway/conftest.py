"""A worker as it speaks on the wire, and a client beside it. Time stands still unless it is told to
move; questions are held for a twentieth of a real second.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

SDK = {"User-Agent": "RunPod-Python-SDK/1.12.0 (Linux; x86_64)", "Authorization": "rpa_mock_wire"}


class Voice:
    """What one worker says. It begins each address with its endpoint."""

    def __init__(self, http: httpx.AsyncClient, worker_id: str = "w1", **headers: str) -> None:
        self.http, self.id = http, worker_id
        self.headers = {**SDK, **headers}

    async def take(self, *, busy: bool = False, query: str = "gpu=A") -> httpx.Response:
        asked = f"job-take/{self.id}?{query}&job_in_progress={int(busy)}"
        return await self.get(asked)

    async def batch(self, size: int, *, busy: bool = False) -> httpx.Response:
        asked = f"job-take-batch/{self.id}?gpu=A&batch_size={size}&job_in_progress={int(busy)}"
        return await self.get(asked)

    async def stop(self) -> httpx.Response:
        return await self.get(f"job-stop/{self.id}?gpu=A")

    async def ping(self, *jobs: str, **more: str) -> httpx.Response:
        said = {**({"job_id": ",".join(jobs)} if jobs else {}), **more, "runpod_version": "1.12.0"}
        return await self.get(f"ping/{self.id}?" + str(httpx.QueryParams(said)))

    async def done(self, job: str, body: Any, *, stream: bool = False) -> httpx.Response:
        asked = f"job-done/{self.id}/{job}?gpu=A&isStream={str(stream).lower()}"
        return await self.post(asked, body)

    async def chunk(self, job: str, output: Any) -> httpx.Response:
        asked = f"job-stream/{self.id}/{job}?gpu=A&isStream=false"
        return await self.post(asked, {"output": output})

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(f"/v2/demo/{path}", headers=self.headers)

    async def post(self, path: str, body: Any) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        form = {"Content-Type": "application/x-www-form-urlencoded", "charset": "utf-8"}
        headers = {**self.headers, **form}
        return await self.http.post(f"/v2/demo/{path}", content=content, headers=headers)

    async def has(self) -> dict[str, Any]:
        """The job that it takes."""
        answer = await self.take()
        assert answer.status_code == 200
        job: dict[str, Any] = answer.json()
        return job


@pytest.fixture
def started_with(started_with: dict[str, Any]) -> dict[str, Any]:
    return {**started_with, "long_poll_s": 0.05}


@pytest.fixture
def worker(http: httpx.AsyncClient) -> Voice:
    return Voice(http)


Run = Callable[..., Awaitable[str]]


@pytest.fixture
def run(http: httpx.AsyncClient) -> Run:
    """Submit a job, and get its id."""

    async def submitted(input: Any = 1, **more: Any) -> str:
        answer = await http.post("/v2/demo/run", json={"input": input, **more})
        id: str = answer.raise_for_status().json()["id"]
        return id

    return submitted


@pytest.fixture
async def job(worker: Voice, run: Run) -> str:
    """One that the worker has."""
    await worker.take()
    id = await run({"a": 1})
    await worker.has()
    return id


Status = Callable[[str], Awaitable[dict[str, Any]]]


@pytest.fixture
def status(http: httpx.AsyncClient) -> Status:
    async def of(job: str) -> dict[str, Any]:
        said: dict[str, Any] = (await http.get(f"/v2/demo/status/{job}")).json()
        return said

    return of


async def crew(http: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    """The workers of the endpoint, by id."""
    rows = (await http.get("/__mock/workers?endpoint=demo")).json()
    return {row["id"]: row for row in rows}


async def remarks(http: httpx.AsyncClient) -> str:
    """All that was remarked on."""
    events = (await http.get("/__mock/events")).json()["events"]
    return "\n".join(each.get("text") or "" for each in events)
