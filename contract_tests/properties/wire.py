"""A whole mock in this process, spoken to in single requests, as bytes, without a socket.

The scope is what uvicorn makes of a request line, so that an odd one can be tried too.
"""

import asyncio
import json
from collections.abc import Iterable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import unquote

from mock_runpod import create_app
from mock_runpod.engine.world import World

Header = tuple[bytes, bytes]
Message = MutableMapping[str, Any]
KEY = "rpa_mock_property"
#: Real seconds.
PATIENCE_S = 2.0
UNANSWERED: list[Message] = [{"status": 0, "headers": []}]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[Header]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def media_type(self) -> bytes:
        return dict(self.headers).get(b"content-type", b"")


class Wire:
    """Use it in a `with` block. Whatever escapes the app is raised here."""

    def __init__(self, **options: Any) -> None:
        self.app = create_app(**options)
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> "Wire":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.run_until_complete(self.app.worlds.close())
        self._loop.close()

    @property
    def world(self) -> World:
        """The world of `KEY`, with all that is due by now done."""
        with self.app.worlds.at(KEY).turn() as world:
            return world

    def __call__(self, method: str, target: str, body: Any = None, *more: Header) -> Answer:
        """One request by the owner of the world, its body said in JSON."""
        said = b"" if body is None else json.dumps(body).encode()
        mine = [(b"host", b"127.0.0.1:8642"), (b"authorization", f"Bearer {KEY}".encode())]
        return self.send(method, target.encode(), [*mine, *more], said)

    def send(
        self, method: str, target: bytes, headers: Iterable[Header], body: bytes = b""
    ) -> Answer:
        """One request, as bare as it comes."""
        return self._loop.run_until_complete(self._send(method, target, list(headers), body))

    async def _send(self, method: str, target: bytes, headers: list[Header], body: bytes) -> Answer:
        answered, told = asyncio.Event(), list[Message]()
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            if not waiting:
                with suppress(TimeoutError):  # the client stays until it has its answer, or enough
                    await asyncio.wait_for(answered.wait(), PATIENCE_S)
                return {"type": "http.disconnect"}
            return waiting.pop()

        async def send(message: Message) -> None:
            told.append(message)
            if message.get("more_body"):
                answered.set()  # of a stream without an end, the beginning is enough

        await self.app(_scope(method, target, headers), receive, send)
        answered.set()
        start, *rest = told or UNANSWERED
        content = b"".join(message["body"] for message in rest)
        return Answer(start["status"], list(start["headers"]), content)


def _scope(method: str, target: bytes, headers: list[Header]) -> dict[str, Any]:
    path, _, query = target.partition(b"?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "server": ("127.0.0.1", 8642),
        "client": ("127.0.0.1", 50_000),
        "scheme": "http",
        "root_path": "",
        "method": method,
        "path": unquote(path.decode("ascii")),
        "raw_path": path,
        "query_string": query,
        "headers": headers,
    }
