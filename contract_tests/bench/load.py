"""Orders for the load generator, and what a burst of requests came to."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from subprocess import PIPE
from typing import Any

from contract_tests.bench.processes import Server, spawn

KEY = "rpa_mock_bench"
ENOUGH = 10**9


def request(method: str, path: str, body: Any = None, *, key: str = KEY) -> str:
    """An HTTP/1.1 request, as an ordinary client would send it."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {key}",
        "Accept: application/json",
        "User-Agent: mock-runpod-bench",
    ]
    text = "" if body is None else json.dumps(body)
    if method != "GET":
        lines += ["Content-Type: application/json", f"Content-Length: {len(text)}"]
    return "\r\n".join([*lines, "", text])


@dataclass(frozen=True, slots=True)
class Sample:
    """One burst: the server's CPU time is that of the whole process, by the number of answers."""

    requests: int
    errors: int
    rate: float
    cpu_us: float
    p50_ms: float
    p99_ms: float
    worst_ms: float


@dataclass(frozen=True, slots=True)
class Contender:
    """Somebody who answers requests. `before` each burst the server is brought into shape."""

    server: Server
    requests: Sequence[str]
    connections: int = 16
    most: int = ENOUGH
    warm: bool = True
    before: Callable[[], object] | None = None


class Load:
    def __init__(self, core: int | None) -> None:
        self._process = spawn(["-m", "contract_tests.bench.generator"], stdin=PIPE)
        if core is not None:
            os.sched_setaffinity(self._process.pid, {core})

    def burst(self, by: Contender, seconds: float) -> Sample:
        said = self._do(
            "burst",
            pid=by.server.pid,
            port=by.server.port,
            requests=list(by.requests),
            connections=by.connections,
            seconds=seconds,
            most=by.most,
            warm=by.warm,
        )
        return Sample(**said)

    def work(self, server: Server, take: str, done: str, most: int) -> dict[str, Any]:
        """Sixteen workers do so many jobs, which are there."""
        return self._do(
            "work",
            pid=server.pid,
            port=server.port,
            take=take,
            done=done,
            connections=16,
            most=most,
        )

    def hold(self, server: Server, request: str, count: int) -> None:
        self._do("hold", port=server.port, request=request, count=count)

    def release(self, server: Server, request: str) -> dict[str, Any]:
        return self._do("release", port=server.port, request=request)

    def _do(self, what: str, **order: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": what, **order}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise ChildProcessError("the load generator has ended")
        said: dict[str, Any] = json.loads(answer)
        return said

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
