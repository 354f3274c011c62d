"""The job client of the apps layer, of which `Queue` stubs and decorated functions are made.

A target speaks to one endpoint: a live one by its id; the stub of a deployed one always asks the
endpoint `flash`, and says in headers whom it means.
"""

import re
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import runpod
from runpod import Job, Queue
from runpod.apps.targets import LiveTarget


class Apps:
    def __init__(self) -> None:
        self._targets: dict[tuple[str, ...], Any] = {}
        self._jobs: dict[tuple[str, ...], Any] = {}
        self.calls: dict[str, Callable[..., Any]] = {
            "job.run": self.run,
            "job.run_sync": self.run_sync,
            "job.status": self.status,
            "job.output": self.output,
            "job.stream": self.stream,
            "job.cancel": self.cancel,
            "job.retry": self.retry,
            "queue.remote": self.remote,
            "queue.stream": self.streamed,
        }

    async def run(self, endpoint: str, input: Any = None, request: Any = None) -> Any:
        target = self._at(endpoint)
        job = Job(await target.submit(body(input, request)), target)
        self._jobs[self._place(endpoint, job.id)] = job
        return shown(job)

    async def run_sync(
        self, endpoint: str, input: Any = None, request: Any = None, **says: Any
    ) -> Any:
        return {"output": await self._at(endpoint).invoke(body(input, request), **says)}

    async def status(self, endpoint: str, job: str) -> Any:
        return {"id": job, "status": await self._job(endpoint, job).status.aio()}

    async def output(self, endpoint: str, job: str, **says: Any) -> Any:
        return {"output": await self._job(endpoint, job).result.aio(**says)}

    async def stream(self, endpoint: str, job: str, limit: int | None = None, **says: Any) -> Any:
        chunks: list[Any] = []
        async with aclosing(self._job(endpoint, job).stream.aio(**says)) as stream:
            async for chunk in stream:
                chunks.append(chunk)
                if len(chunks) == limit:
                    break
        return {"chunks": chunks}

    async def cancel(self, endpoint: str, job: str) -> Any:
        return await shown_after(self._job(endpoint, job).cancel)

    async def retry(self, endpoint: str, job: str) -> Any:
        return await shown_after(self._job(endpoint, job).retry)

    def remote(self, app: str, resource: str, input: dict[str, Any], options: Any = None) -> Any:
        """As a user calls it who has no event loop; the client brings its own."""
        queue = Queue(app=app, name=resource).with_options(**(options or {}))
        return {"output": queue.remote(**input)}

    def streamed(self, app: str, resource: str, input: dict[str, Any]) -> Any:
        return {"chunks": list(Queue(app=app, name=resource).stream(**input))}

    def _at(self, endpoint: str) -> Any:
        return self._targets.setdefault(self._place(endpoint), LiveTarget(endpoint))

    def _job(self, endpoint: str, job: str) -> Any:
        place = self._place(endpoint, job)
        if place not in self._jobs:
            self._jobs[place] = Job({"id": job, "status": "UNKNOWN"}, self._at(endpoint))
        return self._jobs[place]

    def _place(self, *path: str) -> tuple[str, ...]:
        return (runpod.endpoint_url_base, runpod.api_key, *path)


def body(input: Any, request: Any) -> Any:
    return {"input": input} if request is None else request


def shown(job: Any) -> dict[str, Any]:
    """What a job shows of itself without asking again; its status only in its `repr`."""
    status = re.search(r"status='(\w+)'", repr(job))
    return {"id": job.id, "status": status and status[1]}


async def shown_after(verb: Any) -> dict[str, Any]:
    return shown(await verb.aio())
