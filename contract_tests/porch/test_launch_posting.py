"""Log lines on their way to a server that takes none."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from contract_tests.porch.processes import until
from mock_runpod.client.control import Control, headers
from mock_runpod.client.launching import posting
from mock_runpod.client.launching.crew import Desk
from mock_runpod.client.launching.lines import Line
from mock_runpod.client.launching.posting import MOST, Poster
from mock_runpod.client.transport import Transport


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections, and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def nowhere() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}"


def poster(url: str) -> tuple[Poster, Desk]:
    desk = Desk(Control(Transport(url), headers(None, None, None)), "x", "launcher-1")
    return Poster(desk), desk


@pytest.mark.timeout(5)  # one question alone would wait for longer
@pytest.mark.parametrize("where", ["silent", "nowhere"])
def test_nobody_waits_for_it(where: str, request: pytest.FixtureRequest) -> None:
    sender, desk = poster(request.getfixturevalue(where))

    for number in range(50):
        sender.add([Line("w1", str(number))] * 1_000)
    sender.close(0.1)
    desk.close()

    assert len(sender._lines) <= MOST + posting.BATCH


class Late(BaseHTTPRequestHandler):
    """Takes lines, and remembers them."""

    lines: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.lines.extend(line["text"] for line in body["lines"])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_what_was_lost_is_told(nowhere: str) -> None:
    sender, desk = poster(nowhere)
    sender.add([Line("w1", "early")] * MOST + [Line("w1", "late")] * 5)

    with HTTPServer(("127.0.0.1", int(nowhere.rpartition(":")[2])), Late) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        until(lambda: Late.lines.count("late") == 5)
        sender.close()
        desk.close()
        server.shutdown()
        thread.join()

    assert "(5 lines were lost here: the server took none)" in Late.lines
