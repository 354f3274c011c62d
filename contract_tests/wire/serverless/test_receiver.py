"""Webhooks over the wire: a real mock on a real port, and a real receiver."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import httpx
import orjson
import pytest

import mock_runpod

pytestmark = pytest.mark.rule("B-110")


class Receiver(HTTPServer):
    """Fails as often as it is told to, then accepts; remembers what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hook)
        self.failures = 0
        self.got: list[tuple[dict[str, str], dict[str, Any]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class Hook(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.got.append((headers, orjson.loads(body)))
        failed = len(self.server.got) <= self.server.failures
        self.send_response(500 if failed else 200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        thread = Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield receiver
        receiver.shutdown()
        thread.join()


@pytest.mark.parametrize(("failures", "attempts"), [(0, 1), (2, 3), (9, 3)])
def test_a_real_receiver_gets_the_document_until_it_accepts(
    receiver: Receiver, failures: int, attempts: int
) -> None:
    receiver.failures = failures
    key = {"Authorization": "Bearer rpa_mock_receiver"}

    with (
        mock_runpod.start(data="demo", profile="typical") as mock,
        httpx.Client(base_url=mock.base_url, headers=key) as http,
    ):
        body = {"input": {"n": 1}, "webhook": receiver.url}
        said = http.post("/v2/demo/runsync", json=body).json()
        http.post("/__mock/clock/advance", json={"seconds": 60})

    headers, document = receiver.got[-1]
    assert len(receiver.got) == attempts
    assert document == {
        **{key: value for key, value in said.items() if key != "workerId"},
        **{"input": {"n": 1}, "webhook": receiver.url},
    }
    assert set(headers) == {
        *("content-type", "content-length", "host", "traceparent", "user-agent")
    }
