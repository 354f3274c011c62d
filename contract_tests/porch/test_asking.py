"""The small commands: health, routes, version and help."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from contract_tests.house.tree import CHECKOUT
from contract_tests.porch.conftest import Say
from contract_tests.porch.processes import ran, surroundings
from mock_runpod import __version__, start
from mock_runpod.app import DOORS
from mock_runpod.settings import ALL_OPTIONS

HEAVY = ("asyncio", "httpx", "orjson", "pydantic", "starlette", "uvicorn")


def test_health_of_a_running_server_ends_with_0(say: Say) -> None:
    with start() as mock:
        result = say("health", "--url", mock.base_url, HTTP_PROXY="http://127.0.0.1:1")

    assert result.exit_code == 0
    assert result.stdout.startswith(f"ok: mock-runpod {__version__}, up ")


def test_health_of_nobody_ends_with_3(say: Say, taken_port: int) -> None:
    result = say("health", MOCK_RUNPOD_URL=f"http://127.0.0.1:{taken_port - 1}")

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("no mock-runpod answers at http://127.0.0.1:")


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9\r\n",
        b"HTTP/1.0 404 Not Found\r\n\r\n{}",
        b"HTTP/1.0 200 OK\r\n\r\n<html>",
        b"HTTP/1.0 200 OK\r\n\r\n[1]",
        b'HTTP/1.0 200 OK\r\n\r\n{"status": "ok"}',
    ],
)
def test_health_of_somebody_else_ends_with_3(say: Say, answer: bytes) -> None:
    with stranger(answer) as url:
        result = say("health", "--url", url)

    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 1


@contextmanager
def stranger(answer: bytes) -> Iterator[str]:
    """A server on a port where one might look for ours."""

    class Handler(BaseHTTPRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            self.wfile.write(answer)

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        thread.join()


def test_routes_name_every_address_and_a_file_that_is_there(say: Say) -> None:
    rows = [line.split() for line in say("routes").stdout.splitlines()]

    assert ["POST", "/v2/{endpoint_id}/run"] in [row[:2] for row in rows]
    assert len(rows) == sum(len(door.dialect.routes) for door in DOORS.values())
    assert [file for *_, file in rows if not (CHECKOUT / file).is_file()] == []
    answers = {address: file for _, address, file in rows}
    assert answers["/v1/endpoints"] == "mock_runpod/surfaces/rest_v1/endpoints.py"
    assert answers["/__mock/clock"] == "mock_runpod/surfaces/control/clock.py"


def test_the_version_is_told_in_both_ways(say: Say) -> None:
    assert say("version").stdout == f"mock-runpod {__version__}\n"
    assert __version__ in say("--version").stdout


def test_help_names_the_commands_and_what_to_type_first(say: Say) -> None:
    shown = say("--help").stdout

    assert "mock-runpod serve --data demo" in shown
    for command in ("serve", "env", "routes", "health", "version"):
        assert f"\n  {command} " in shown
        assert say(command, "--help").exit_code == 0


def test_who_mistypes_a_command_hears_the_right_one(say: Say) -> None:
    mistyped, nonsense = say("jobs", "list"), say("xyz")

    assert (mistyped.exit_code, nonsense.exit_code) == (2, 2)
    assert "there is no command 'jobs'; did you mean job?" in mistyped.stderr
    assert "did you mean" not in nonsense.stderr


def test_help_shows_the_options_of_the_server_only_and_help_all_shows_all(say: Say) -> None:
    few, all_of_them = say("serve", "--help").stdout, say("serve", "--help-all").stdout

    assert "--log-format text|json" in few
    assert "--boot-s" not in few
    for option in ALL_OPTIONS:
        assert f"--{option.name.replace('_', '-')} " in all_of_them


def test_help_needs_no_web_server(tmp_path: Path) -> None:
    script = (
        "import sys, click.testing, mock_runpod.cli as cli\n"
        "for words in (['--help'], ['serve', '--help-all'], ['env'], ['version']):\n"
        "    assert click.testing.CliRunner().invoke(cli.main, words).exit_code == 0\n"
        "print([name for name in sys.argv[1:] if name in sys.modules])"
    )

    loaded = subprocess.run(
        [sys.executable, "-c", script, *HEAVY],
        env=surroundings(),
        cwd=tmp_path,
        capture_output=True,
        check=True,
        text=True,
    ).stdout

    assert loaded.strip() == "[]"


def test_python_can_run_the_package(tmp_path: Path) -> None:
    shown = ran("env", "--format", "json", cwd=tmp_path)

    assert shown.returncode == 0
    assert json.loads(shown.stdout)["MOCK_RUNPOD_URL"] == "http://127.0.0.1:8642"
