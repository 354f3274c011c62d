"""Answers that go wrong on their way. They need a hand on the connection, which `server` puts into
the scope of each request. In process there is no connection to break: what a client would see as
one that broke is raised there, as ConnectionError, or as TimeoutError for one that hangs.
"""

from dataclasses import dataclass

from starlette.types import Send

from mock_runpod.runtime.waiting import HungUp
from mock_runpod.surfaces.connections import connection
from mock_runpod.surfaces.faults.delays import pause
from mock_runpod.surfaces.kit import NO_BODY, Call, Reply


@dataclass(slots=True)
class Reset(Reply):
    """The connection is reset. Nothing is answered, so its status is 0, as with those below."""

    status: int = 0

    async def send(self, call: Call, send: Send) -> None:
        line = connection(call)
        if line is None:
            raise ConnectionResetError("a fault reset the connection")
        line.reset()
        await call.hangup()


@dataclass(slots=True)
class Empty(Reply):
    """The connection is closed without a byte."""

    status: int = 0

    async def send(self, call: Call, send: Send) -> None:
        await _close(call, "before a byte was answered")


@dataclass(slots=True)
class Hang(Reply):
    """Nothing comes, until the client has enough."""

    status: int = 0

    async def send(self, call: Call, send: Send) -> None:
        if connection(call) is None:
            raise TimeoutError("a fault lets this request hang, and in process nobody gives up")
        await call.hangup()


@dataclass(slots=True)
class Truncated(Reply):
    """All is announced, only the share `keep` of it comes. Where there is no body, nothing does."""

    keep: float = 0.5

    async def send(self, call: Call, send: Send) -> None:
        if _has_body(self, call):
            await _begin(self, send)
            part = self.body[: int(len(self.body) * self.keep)]
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await _close(call, "in the middle of an answer")


@dataclass(slots=True)
class Drip(Reply):
    """The body comes in so many pieces, with `gap` seconds between two."""

    pieces: int = 2
    gap: float = 0.0
    real: bool = False

    async def send(self, call: Call, send: Send) -> None:
        if not _has_body(self, call):
            await Reply.send(self, call, send)
            return
        await _begin(self, send)
        size = -(-len(self.body) // self.pieces)
        for start in range(0, len(self.body), size):
            piece, more = self.body[start : start + size], start + size < len(self.body)
            await send({"type": "http.response.body", "body": piece, "more_body": more})
            if more and not await _patient(call, self.gap, self.real):
                return


def _has_body(answer: Reply, call: Call) -> bool:
    return bool(answer.body) and answer.status not in NO_BODY and call.method != "HEAD"


async def _begin(answer: Reply, send: Send) -> None:
    length = (b"content-length", b"%d" % len(answer.body))
    headers = [*answer.headers, length]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})


async def _close(call: Call, when: str) -> None:
    line = connection(call)
    if line is None:
        raise ConnectionAbortedError(f"a fault closed the connection {when}")
    line.close()
    await call.hangup()


async def _patient(call: Call, seconds: float, real: bool) -> bool:
    """Whether the client still waits afterwards."""
    try:
        await pause(call, seconds, real=real)
    except HungUp:
        return False
    return True
