"""Keeping a request waiting, for as long as its client is there."""

import asyncio
from collections import deque
from typing import Any

from starlette.types import Receive

from mock_runpod.runtime.waiting import HungUp
from mock_runpod.surfaces.kit import MIB, Call

#: How much of a body is kept while its request waits; the rest stays with the client.
MOST = 32 * MIB


class Overheard:
    """What a client sends while it waits, kept for the handler that will ask for it."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._kept: deque[Any] = deque()
        self._size = 0

    async def __call__(self) -> Any:
        return self._kept.popleft() if self._kept else await self._receive()

    async def body(self) -> bytes:
        """The whole body, or what is kept of it. Raises HungUp when the client goes away."""
        more = True
        while more and self._size <= MOST:
            message = await self._hear()
            if message["type"] == "http.disconnect":
                raise HungUp
            more = message.get("more_body", False)
        return b"".join(message["body"] for message in self._kept)

    async def gone(self) -> None:
        """Returns when the client has gone."""
        while self._size <= MOST:
            if (await self._hear())["type"] == "http.disconnect":
                return
        await asyncio.Event().wait()

    async def _hear(self) -> Any:
        message = await self._receive()
        self._kept.append(message)
        self._size += len(message.get("body", b""))
        return message


def overheard(call: Call) -> Overheard:
    """What this client sends from now on."""
    if not isinstance(call.receive, Overheard):
        call.receive = Overheard(call.receive)
    return call.receive


async def pause(call: Call, seconds: float, *, real: bool) -> None:
    """So many seconds of the world, or of real time. Raises HungUp when the client goes away."""
    gone = asyncio.get_running_loop().create_task(overheard(call).gone())
    try:
        if real:
            await asyncio.wait([gone], timeout=seconds)
        else:
            await call.driver.wait("", lambda _: None, seconds, gone)
        if gone.done():
            raise HungUp
    finally:
        gone.cancel()
