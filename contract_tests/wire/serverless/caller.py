"""Somebody who calls the job API of one mock in this process, and may hold its clock."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx

from mock_runpod.app import App
from mock_runpod.runtime.driver import Driver

Document = dict[str, Any]
KEY = "rpa_mock_caller"
#: Turns of the event loop in which whatever needs no real time must have happened.
SOON = 2_000


class Caller:
    """Each method is one operation; it returns the body of a 200 and fails on anything else."""

    def __init__(self, app: App, http: httpx.AsyncClient) -> None:
        self.app, self.http = app, http

    @property
    def driver(self) -> Driver:
        return self.app.worlds.at(KEY)

    async def said(self, method: str, path: str, **request: Any) -> Document:
        answer = await self.http.request(method, path, **request)
        assert answer.status_code == 200, answer.text
        body: Document = answer.json()
        return body

    async def run(self, given: Any = "x", endpoint: str = "echo", **body: Any) -> str:
        said = await self.said("POST", f"/v2/{endpoint}/run", json={"input": given, **body})
        id: str = said["id"]
        return id

    async def runsync(
        self, given: Any = "x", endpoint: str = "echo", wait: int | None = None, **body: Any
    ) -> Document:
        query = "" if wait is None else f"?wait={wait}"
        path = f"/v2/{endpoint}/runsync{query}"
        return await self.said("POST", path, json={"input": given, **body})

    async def status(self, id: str, endpoint: str = "echo") -> Document:
        return await self.said("GET", f"/v2/{endpoint}/status/{id}")

    async def stream(self, id: str, endpoint: str = "words", query: str = "") -> Document:
        return await self.said("GET", f"/v2/{endpoint}/stream/{id}{query}")

    async def cancel(self, id: str, endpoint: str = "echo") -> Document:
        return await self.said("POST", f"/v2/{endpoint}/cancel/{id}")

    async def health(self, endpoint: str = "echo") -> Document:
        return await self.said("GET", f"/v2/{endpoint}/health")

    async def gone(self, id: str, endpoint: str = "echo") -> bool:
        """Whether nobody knows this job (any more)."""
        answer = await self.http.get(f"/v2/{endpoint}/status/{id}")
        unknown = {"status": 404, "title": "Not Found", "detail": "job not found"}
        return bool(answer.json() == unknown)

    async def refused(self, method: str, path: str, **request: Any) -> Document:
        """The problem document of a request that must not succeed."""
        answer = await self.http.request(method, path, **request)
        assert answer.status_code >= 400, answer.text
        problem: Document = answer.json()
        return problem

    async def warm(self) -> None:
        """The worker of `echo` is up and at rest."""
        await self.run("warm-up")
        await self.advance(30)

    async def advance(self, seconds: float) -> None:
        await self.said("POST", "/__mock/clock/advance", json={"seconds": seconds})

    async def configure(self, **settings: Any) -> None:
        await self.said("PATCH", "/__mock/config", json=settings)


async def soon(happened: Callable[[], bool]) -> None:
    """Let the others run until it has happened. No real time passes; it fails if it never does."""
    for _ in range(SOON):
        if happened():
            return
        await asyncio.sleep(0)
    raise AssertionError("it did not happen")
