"""A server that says what the mock never does: answers of success which are none."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import orjson
import pytest


class Odd(ThreadingHTTPServer):
    """It gives the answers it was told to, one after the other, and then the last one again."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked: list[str] = []
        self._answers: list[tuple[int, str, bytes]] = []

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def says(self, *documents: Any, status: int = 200) -> None:
        """JSON each; bytes are sent as they are, and called JSON all the same."""
        for document in documents:
            body = document if isinstance(document, bytes) else orjson.dumps(document)
            self.writes(body, status=status, kind="application/json")

    def writes(self, body: bytes, *, kind: str, status: int = 200) -> None:
        self._answers.append((status, kind, body))

    def next(self) -> tuple[int, str, bytes]:
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Odd)
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.asked.append(f"{self.command} {self.path}")
        status, kind, body = self.server.next()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """A test has its own words."""


@pytest.fixture
def odd() -> Iterator[Odd]:
    with Odd() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
