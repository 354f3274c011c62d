"""`runpod.Endpoint` and its jobs."""

from collections.abc import Callable
from itertools import islice
from typing import Any

import runpod
from runpod.endpoint import Job


class Sync:
    """Endpoints and jobs are kept, as a program keeps them: a job remembers how it ended."""

    def __init__(self) -> None:
        self._endpoints: dict[tuple[str, ...], Any] = {}
        self._jobs: dict[tuple[str, ...], Any] = {}
        self.calls: dict[str, Callable[..., Any]] = {
            "job.run": self.run,
            "job.run_sync": self.run_sync,
            "job.status": self.status,
            "job.output": self.output,
            "job.stream": self.stream,
            "job.cancel": self.cancel,
            "job.purge_queue": lambda endpoint, **says: self._at(endpoint).purge_queue(**says),
            "job.health": lambda endpoint, **says: self._at(endpoint).health(**says),
        }

    def run(self, endpoint: str, input: Any = None, request: Any = None) -> Any:
        """The client itself decides whether what it is given is an input or a whole body."""
        job = self._at(endpoint).run(input if request is None else request)
        self._jobs[self._place(endpoint, job.job_id)] = job
        return {"id": job.job_id}

    def run_sync(self, endpoint: str, input: Any = None, request: Any = None, **says: Any) -> Any:
        body = input if request is None else request
        return {"output": self._at(endpoint).run_sync(body, **says)}

    def status(self, endpoint: str, job: str) -> Any:
        return {"id": job, "status": self._job(endpoint, job).status()}

    def output(self, endpoint: str, job: str, **says: Any) -> Any:
        return {"output": self._job(endpoint, job).output(**says)}

    def stream(self, endpoint: str, job: str, limit: int | None = None) -> Any:
        return {"chunks": list(islice(self._job(endpoint, job).stream(), limit))}

    def cancel(self, endpoint: str, job: str, **says: Any) -> Any:
        return self._job(endpoint, job).cancel(**says)

    def _at(self, endpoint: str) -> Any:
        place = self._place(endpoint)
        if place not in self._endpoints:
            self._endpoints[place] = runpod.Endpoint(endpoint)
        return self._endpoints[place]

    def _job(self, endpoint: str, job: str) -> Any:
        place = self._place(endpoint, job)
        if place not in self._jobs:
            self._jobs[place] = Job(endpoint, job, self._at(endpoint).rp_client)
        return self._jobs[place]

    def _place(self, *path: str) -> tuple[str, ...]:
        return (runpod.endpoint_url_base, runpod.api_key, *path)
