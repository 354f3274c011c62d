"""The load generator, a process of its own: it takes orders as JSON lines and answers in kind.

It speaks just enough HTTP/1.1 for keep-alive connections and whole answers with a content-length,
so that a request costs it far less than it costs the server.
"""

import asyncio
import itertools
import json
import re
import sys
import time
from collections.abc import Iterator
from typing import Any, cast

from contract_tests.bench.processes import cpu_seconds

ID = re.compile(rb'"id":"([^"]+)"')
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
#: How long after its end a burst may take to hear the last answers.
PATIENCE_S = 60.0
#: Connections opened at once.
RAMP = 200
#: Requests of each connection before the measuring begins.
WARM_UP = 5


def whole(answer: bytes | bytearray) -> bool:
    """Head and body are there; an answer without a length (204) has no body."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    length = LENGTH.search(answer, 0, end)
    return len(answer) >= end + 4 + (int(length[1]) if length else 0)


class Caller(asyncio.Protocol):
    """A connection that asks and hears, one request at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self._heard = bytearray()
        self._answered: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's are none by class

    def ask(self, request: bytes) -> "asyncio.Future[bytes]":
        self._heard.clear()
        self._answered = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self._answered

    def data_received(self, data: bytes) -> None:
        self._heard += data
        if whole(self._heard) and not self._answered.done():
            self._answered.set_result(bytes(self._heard))

    def connection_lost(self, _: Exception | None) -> None:
        if not self._answered.done():
            self._answered.set_result(b"")


def refused(answer: bytes) -> bool:
    """No answer, or one with a status of 400 or more."""
    return answer[9:10] not in (b"2", b"3")


class Burst:
    """Everybody asks as fast as answers come, until time is up or enough was asked."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._requests = itertools.cycle([r.encode() for r in order["requests"]])
        self._left, self._ends = order["most"], time.perf_counter() + order["seconds"]
        self.waits: list[float] = []
        self.errors = 0

    async def ask(self, caller: Caller) -> None:
        while self._left > 0 and (asked_at := time.perf_counter()) < self._ends:
            self._left -= 1
            answer = await caller.ask(next(self._requests))
            self.waits.append(time.perf_counter() - asked_at)
            if refused(answer):
                self.errors += 1
                if not answer:
                    return


async def connected(port: int, count: int) -> list[Caller]:
    loop, callers = asyncio.get_running_loop(), list[Caller]()
    for begin in range(0, count, RAMP):
        some = range(begin, min(begin + RAMP, count))
        made = [loop.create_connection(Caller, "127.0.0.1", port) for _ in some]
        callers += [caller for _, caller in await asyncio.gather(*made)]
    return callers


async def burst(order: dict[str, Any]) -> dict[str, Any]:
    callers = await connected(order["port"], order["connections"])
    for _ in range(WARM_UP if order["warm"] else 0):
        await asyncio.gather(*(caller.ask(order["requests"][0].encode()) for caller in callers))
    run, pid = Burst(order), order["pid"]
    cpu, began = cpu_seconds(pid), time.perf_counter()
    asking = [asyncio.create_task(run.ask(caller)) for caller in callers]
    _, silent = await asyncio.wait(asking, timeout=order["seconds"] + PATIENCE_S)
    took, cpu = time.perf_counter() - began, cpu_seconds(pid) - cpu
    for caller in callers:
        caller.transport.abort()
    waits = sorted(run.waits) or [0.0]
    return {
        "requests": len(run.waits),
        "errors": run.errors + len(silent),
        "rate": len(run.waits) / took,
        "cpu_us": cpu / max(1, len(run.waits)) * 1e6,
        "p50_ms": waits[len(waits) // 2] * 1000,
        "p99_ms": waits[int(len(waits) * 0.99)] * 1000,
        "worst_ms": waits[-1] * 1000,
    }


class Shift:
    """Workers that take a job and tell its result, as fast as answers come, until enough is done.

    `take` and `done` are what they ask and tell; WORKER and JOB stand for the ids.
    """

    def __init__(self, order: dict[str, Any]) -> None:
        self._take, self._done, self._left = order["take"], order["done"], order["most"]
        self.errors = 0

    async def work(self, caller: Caller, number: int) -> None:
        take = self._take.replace("WORKER", f"w{number}").encode()
        while self._left > 0:
            self._left -= 1
            found = ID.search(await caller.ask(take))
            if not found:
                self.errors += 1
                return
            done = self._done.replace("WORKER", f"w{number}").replace("JOB", found[1].decode())
            self.errors += refused(await caller.ask(done.encode()))


async def work(order: dict[str, Any]) -> dict[str, Any]:
    callers = await connected(order["port"], order["connections"])
    shift, pid = Shift(order), order["pid"]
    cpu, began = cpu_seconds(pid), time.perf_counter()
    await asyncio.gather(*(shift.work(caller, n) for n, caller in enumerate(callers)))
    took, cpu = time.perf_counter() - began, cpu_seconds(pid) - cpu
    for caller in callers:
        caller.transport.abort()
    jobs = order["most"]
    return {"errors": shift.errors, "rate": jobs / took, "cpu_us": cpu / jobs * 1e6}


class Crowd:
    """Many who have asked once, and wait."""

    def __init__(self) -> None:
        self.callers: list[Caller] = []
        self.answers: list[asyncio.Future[bytes]] = []

    async def hold(self, order: dict[str, Any]) -> dict[str, Any]:
        request = order["request"].encode()
        self.callers = await connected(order["port"], order["count"])
        self.answers = [caller.ask(request) for caller in self.callers]
        return {"asked": len(self.answers)}

    async def release(self, order: dict[str, Any]) -> dict[str, Any]:
        """Send the request that lets them go, and tell when the last has heard."""
        (opener,) = await connected(order["port"], 1)
        began = time.perf_counter()
        opener.ask(order["request"].encode())
        done, late = await asyncio.wait(self.answers, timeout=PATIENCE_S)
        took = time.perf_counter() - began
        errors = len(late) + sum(refused(answer.result()) for answer in done)
        for caller in (opener, *self.callers):
            caller.transport.abort()
        return {"last_s": took, "errors": errors}


def orders() -> Iterator[dict[str, Any]]:
    for line in sys.stdin:
        yield json.loads(line)


def main() -> None:
    crowd = Crowd()
    doing = {"burst": burst, "work": work, "hold": crowd.hold, "release": crowd.release}
    with _runner() as runner:
        for order in orders():
            print(json.dumps(runner.run(doing[order["do"]](order))), flush=True)


def _runner() -> asyncio.Runner:
    try:
        import uvloop  # not on every platform
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


if __name__ == "__main__":
    main()
