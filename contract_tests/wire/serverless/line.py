"""One connection, seen from below HTTP: the client may send in pieces, stop listening, or hang up.

httpx in one process always listens to the end; what happens otherwise needs ASGI itself.
"""

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any

from contract_tests.wire.serverless.caller import KEY
from mock_runpod.app import App


class Line:
    """A request whose body comes as `pieces`; without `ends`, more was announced than comes."""

    def __init__(
        self, app: App, method: str, path: str, pieces: Iterable[bytes] = (), *, ends: bool = True
    ) -> None:
        self.app, self.ends = app, ends
        self.status, self.body = 0, b""
        self.listens = asyncio.Event()
        self.listens.set()
        self._gone = asyncio.Event()
        self._pieces: Iterator[bytes] = iter(pieces)
        path, _, query = path.partition("?")
        self._scope: dict[str, Any] = {
            **{"type": "http", "method": method, "path": path, "raw_path": path.encode()},
            "query_string": query.encode(),
            "headers": [(b"host", b"127.0.0.1:8642"), (b"authorization", KEY.encode())],
        }

    async def open(self) -> "Line":
        """Ends when the mock has said everything, or given up."""
        await self.app(self._scope, self._receive, self._send)
        return self

    def hang_up(self) -> None:
        self._gone.set()

    async def _receive(self) -> dict[str, Any]:
        piece = next(self._pieces, None)
        if piece is not None:
            return {"type": "http.request", "body": piece, "more_body": True}
        if self.ends:
            self.ends = False
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        await self.listens.wait()
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")
