"""`runpod.AsyncioEndpoint` and its jobs."""

from collections.abc import Callable
from contextlib import aclosing
from inspect import signature
from typing import Any

import aiohttp
import runpod
from runpod import AsyncioEndpoint, AsyncioJob


class Asynchronous:
    """The session is the caller's: `session` in a command says what it is made with, such as
    `{"raise_for_status": true}` or `{"seconds": 0.3}`, which is how long it waits for an answer.
    """

    def __init__(self) -> None:
        self._sessions: dict[str, aiohttp.ClientSession] = {}
        self._endpoints: dict[tuple[str, ...], Any] = {}
        self._jobs: dict[tuple[str, ...], Any] = {}
        self.calls: dict[str, Callable[..., Any]] = {
            "job.run": self.run,
            "job.status": self.status,
            "job.output": self.output,
            "job.stream": self.stream,
            "job.cancel": self.cancel,
            "job.purge_queue": lambda endpoint, **says: self._at(endpoint, **says).purge_queue(),
            "job.health": lambda endpoint, **says: self._at(endpoint, **says).health(),
        }

    async def run(self, endpoint: str, input: Any, session: Any = None) -> Any:
        job = await self._at(endpoint, session).run(input)
        self._jobs[self._place(endpoint, job.job_id, session)] = job
        return {"id": job.job_id}

    async def status(self, endpoint: str, job: str, **says: Any) -> Any:
        return {"id": job, "status": await self._job(endpoint, job, **says).status()}

    async def output(self, endpoint: str, job: str, session: Any = None, **says: Any) -> Any:
        return {"output": await self._job(endpoint, job, session).output(**says)}

    async def stream(self, endpoint: str, job: str, limit: int | None = None, **says: Any) -> Any:
        chunks: list[Any] = []
        async with aclosing(self._job(endpoint, job, **says).stream()) as stream:
            async for chunk in stream:
                chunks.append(chunk)
                if len(chunks) == limit:
                    break
        return {"chunks": chunks}

    async def cancel(self, endpoint: str, job: str, **says: Any) -> Any:
        return await self._job(endpoint, job, **says).cancel()

    def _at(self, endpoint: str, session: Any = None) -> Any:
        place = self._place(endpoint, session)
        if place not in self._endpoints:
            self._endpoints[place] = AsyncioEndpoint(endpoint, self._session(session))
        return self._endpoints[place]

    def _job(self, endpoint: str, job: str, session: Any = None) -> Any:
        """A job that another process has run is told its headers, or, in older versions, makes
        them itself.
        """
        place = self._place(endpoint, job, session)
        if place not in self._jobs:
            headers = {**self._at(endpoint, session).headers, "X-Request-ID": job}
            known = signature(AsyncioJob).parameters
            more = {"headers": headers} if "headers" in known else {}
            self._jobs[place] = AsyncioJob(endpoint, job, self._session(session), **more)
        return self._jobs[place]

    def _session(self, says: Any) -> aiohttp.ClientSession:
        name = str(says)
        if name not in self._sessions:
            self._sessions[name] = opened(**says or {})
        return self._sessions[name]

    def _place(self, *path: Any) -> tuple[str, ...]:
        return (runpod.endpoint_url_base, runpod.api_key, *map(str, path))


def opened(seconds: float = 300, **more: Any) -> aiohttp.ClientSession:
    """Without more said, one that waits as long as aiohttp does by itself."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=seconds), **more)
