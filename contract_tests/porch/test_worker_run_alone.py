"""`mock-runpod worker run` where no server runs: it brings one."""

import signal
import socket
from pathlib import Path

import pytest

from contract_tests.porch.jobs import post
from contract_tests.porch.scripts import handler
from contract_tests.porch.terminals import terminal
from mock_runpod import Client

PORT = 8642


@pytest.fixture
def free_port() -> None:
    """The one where a server is by default."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", PORT)) == 0:
            pytest.skip("something listens on the default port here")


def test_where_there_is_no_server_it_brings_one(free_port: None, tmp_path: Path) -> None:
    with terminal(tmp_path, str(handler(tmp_path)), "--endpoint", "sdxl") as run:
        shown = run.shows("curl http://127.0.0.1:8642/v2/sdxl/runsync")
        with Client("http://127.0.0.1:8642") as client:
            assert post(client, "sdxl/runsync", "here")["output"] == "here"
        run.process.send_signal(signal.SIGINT)
        assert run.ends() == 0

    assert '-H "Authorization: Bearer rpa_mock_default"' in shown


def test_somebody_else_there_is_told_of(free_port: None, tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", PORT)) as stranger,
        terminal(tmp_path, str(handler(tmp_path)), "--endpoint", "sdxl") as run,
    ):
        line, _ = stranger.accept()
        line.sendall(b"220 this is something else\r\n")
        line.close()

        assert run.ends() == 2
    assert "what listens on 127.0.0.1:8642 is no mock-runpod" in run.text
