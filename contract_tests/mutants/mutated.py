"""The mock with at most one fault in what it says. It exists for tests, and only in this folder."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from contract_tests.mutants.exchange import Answer, Heard, Mutant, Request, healthy, meet
from mock_runpod import create_app, server
from mock_runpod.app import App
from mock_runpod.runtime.worlds import Worlds


class Mutated(App):
    """Healthy until it `becomes` a mutant; `met` says whether the fault has shown since then."""

    mutant: Mutant | None = None
    met = False
    #: When it falls silent, so that a test that asks again and again comes to an end.
    until = float("inf")

    def __init__(self, **options: Any) -> None:
        super().__init__(create_app(**options).worlds)
        self.heard: Heard = []
        #: A fault that fails by itself shows nothing.
        self.accident: Exception | None = None
        self._memory: dict[str, Any] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def becomes(self, mutant: Mutant | None) -> None:
        """From the thread of the tests; the worlds of before are gone."""
        self.mutant, self.met, self._memory = mutant, False, {}
        before, self.worlds = self.worlds, Worlds(self.worlds.server, self.worlds.asked)
        if self._loop:
            asyncio.run_coroutine_threadsafe(before.close(), self._loop).result()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await super().__call__(scope, receive, send)
        self._loop = asyncio.get_running_loop()
        if monotonic() > self.until:
            return await _tell(Answer(status=503), send)
        mutant = self.mutant
        if mutant and not mutant.concerns(scope["method"], scope["path"]):
            return await super().__call__(scope, receive, send)
        return await self._meet(mutant, scope, receive, send)

    async def _meet(
        self, mutant: Mutant | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        request = await _heard(scope, receive)

        async def serve(asked: Request) -> Answer:
            return await self._served(asked, scope, receive)

        async def gone() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        fault = mutant.fault if mutant else healthy
        try:
            said, shown = await meet(fault, request, serve, gone, self._memory)
        except Exception as accident:
            self.accident = accident
            raise
        if self.mutant is mutant:
            self.met |= shown
            self.heard.append((request, said))
        await _tell(said, send)

    async def _served(self, asked: Request, scope: Scope, receive: Receive) -> Answer:
        """What the healthy server says to it."""
        unread, told = [asked.body], list[Message]()

        async def body() -> Message:
            return {"type": "http.request", "body": unread.pop()} if unread else await receive()

        async def keep(message: Message) -> None:
            told.append(message)

        path = asked.path.encode()
        changed = {"method": asked.method, "path": asked.path, "raw_path": path}
        changed |= {"query_string": asked.query.encode(), "headers": list(asked.headers)}
        await super().__call__({**scope, **changed}, body, keep)
        if not told:
            await asyncio.sleep(0)  # the client went away
            return Answer(status=499)
        start, *parts = told
        headers = tuple(pair for pair in start["headers"] if pair[0] != b"content-length")
        return Answer(headers, b"".join(part["body"] for part in parts), start["status"])


async def _heard(scope: Scope, receive: Receive) -> Request:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    query = scope["query_string"].decode()
    return Request(tuple(scope["headers"]), body, scope["method"], scope["path"], query)


async def _tell(said: Answer, send: Send) -> None:
    headers = list(said.headers)
    if said.status != 204:
        headers.append((b"content-length", b"%d" % len(said.body)))
    await send({"type": "http.response.start", "status": said.status, "headers": headers})
    await send({"type": "http.response.body", "body": said.body if said.status != 204 else b""})


@contextmanager
def listening(app: Mutated) -> Iterator[str]:
    """Its URL, for as long as the block takes."""
    listener = server.listen("127.0.0.1", 0)
    started, stop = threading.Event(), server.Stop()
    running = server.run(app, listener, started.set, stop)
    thread = threading.Thread(target=asyncio.run, args=[running], daemon=True)
    thread.start()
    started.wait()
    try:
        yield server.url_of(listener)
    finally:
        stop.now()
        thread.join()
