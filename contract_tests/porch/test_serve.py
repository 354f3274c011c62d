"""`mock-runpod serve` as a process: how it begins and how it ends."""

import os
import pty
import signal
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from contract_tests.porch.processes import COMMAND, PATIENCE_S, ran, serving, surroundings, until

KEY = {"authorization": "Bearer rpa_mock_default"}


def test_it_says_where_it_is_and_nothing_else(tmp_path: Path) -> None:
    with serving("--data", "demo", cwd=tmp_path) as served:
        answer = httpx.get(f"{served.url}/__mock/health", trust_env=False)
        code = served.signalled(signal.SIGTERM)
        assert served.process.stdout
        rest = served.process.stdout.read()

    assert answer.json()["status"] == "ok"
    assert not served.url.endswith((":0", ":8642"))
    assert (code, rest) == (0, "")


def test_a_terminal_gets_a_short_banner(tmp_path: Path) -> None:
    ours, its = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--data", "demo", "--clock", "auto"],
        cwd=tmp_path,
        env=surroundings(),
        stdout=its,
        stderr=its,
    )
    os.close(its)

    with process:
        begun = read(ours, end="ready on http")
        process.terminate()
        shown = (begun + read(ours)).splitlines()

    url = shown[0].removeprefix("mock-runpod ready on ")
    assert shown[1] == "  data: demo   clock: auto   profile: quick   seed: 0"
    assert f'eval "$(mock-runpod env --url {url})"' in shown[2]
    assert f"curl {url}/__mock/state" in shown[3]


def read(terminal: int, end: str | None = None) -> str:
    """What stands on a terminal, up to these words or until it is closed."""
    shown = ""
    with suppress(OSError):  # how Linux says that the other side is closed
        while (end is None or end not in shown) and (more := os.read(terminal, 4096)):
            shown += more.decode()
    return shown


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_while_clients_wait(tmp_path: Path, number: int) -> None:
    flags = ["--data", "demo", "--clock", "manual"]
    with serving(*flags, cwd=tmp_path) as served, ThreadPoolExecutor() as pool, client() as http:
        jobs = f"{served.url}/v2/demo"
        waiting = pool.submit(http.post, f"{jobs}/runsync?wait=300000", json={"input": 1})
        until(lambda: http.get(f"{jobs}/health").json()["jobs"]["inQueue"])
        unfinished = half_a_request(served.url)

        code = served.signalled(number)

        assert code == 0
        assert waiting.result(PATIENCE_S).json()["status"] == "IN_QUEUE"
        unfinished.close()
    assert (tmp_path / "log").read_text().count("Traceback") == 0


def client() -> httpx.Client:
    return httpx.Client(headers=KEY, timeout=PATIENCE_S, trust_env=False)


def half_a_request(url: str) -> socket.socket:
    """Somebody who is not done asking."""
    host, _, port = url.removeprefix("http://").partition(":")
    connection = socket.create_connection((host, int(port)))
    head = "POST /v2/demo/run HTTP/1.1\r\nhost: x\r\nauthorization: a\r\ncontent-length: 99\r\n\r\n"
    connection.sendall(head.encode())
    return connection


def test_a_taken_port_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    with serving(cwd=tmp_path) as served:
        port = served.url.rpartition(":")[2]
        second = ran("serve", "--port", port, cwd=tmp_path)

    assert (second.returncode, second.stdout) == (2, "")
    assert second.stderr == (
        f"Error: cannot listen on 127.0.0.1:{port}: Address already in use; "
        "--port 0 takes a free one\n"
    )


def test_a_log_that_breaks_does_not_break_the_server(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no device here that is always full")

    with serving("--log-file", str(full), cwd=tmp_path) as served, client() as http:
        answers = [http.get(f"{served.url}/v1/endpoints").status_code for _ in range(3)]

    assert answers == [200, 200, 200]
    assert (tmp_path / "log").read_text() == ""
