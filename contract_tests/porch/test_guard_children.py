"""Child Python processes stand under the same guard, and are otherwise left in peace."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from contract_tests.porch import watched
from mock_runpod import guard
from mock_runpod.guard.children import FOLDER

ASK = "import urllib.request as r; r.urlopen('https://api.runpod.ai/v2/it/run')"
STOPPED = "Stopped: the guard of mock_runpod stopped a request to api.runpod.ai"


def child(code: str, folder: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """A process that a test starts in the usual ways, but for the watch over it."""
    (folder / "watch.py").write_text(watched.PRELUDE, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-c", f"import watch\n{code}"],
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=watched.PATIENCE_S,
        check=False,
    )


def test_a_child_is_stopped(tmp_path: Path) -> None:
    with guard.on():
        done = child(ASK, tmp_path)

    assert done.returncode == 1
    assert STOPPED in done.stderr


def test_a_child_of_a_child_is_stopped(tmp_path: Path) -> None:
    with guard.on():
        code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {ASK!r}])"
        done = child(code, tmp_path)

    assert STOPPED in done.stderr


def test_a_spawned_worker_is_stopped(tmp_path: Path) -> None:
    code = f"""
import multiprocessing
def ask():
    {ASK}
if __name__ == "__main__":
    worker = multiprocessing.get_context("spawn").Process(target=ask)
    worker.start()
    worker.join()
"""
    with guard.on():
        (tmp_path / "it.py").write_text(code)
        done = child("import runpy; runpy.run_path('it.py', run_name='__main__')", tmp_path)

    assert STOPPED in done.stderr


def test_what_a_child_stopped_is_reported(tmp_path: Path) -> None:
    with guard.on(report=tmp_path / "report") as stops:
        child(f"try:\n    {ASK}\nexcept Exception:\n    pass", tmp_path)

    assert [(stop.host, stop.where) for stop in stops] == [("api.runpod.ai", "<string>:3")]
    assert stops.lines()[0][1] == "up"


def test_a_child_reaches_everybody_else(tmp_path: Path) -> None:
    code = "import socket; socket.create_connection(('127.0.0.1', {})).close()"
    with guard.on(), socket.create_server(("127.0.0.1", 0)) as listener:
        done = child(code.format(listener.getsockname()[1]), tmp_path)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_child_that_needs_no_network_does_not_pay_for_the_guard(tmp_path: Path) -> None:
    code = "import sys; print([m for m in sys.modules if m.startswith(('mock_runpod', 'typing'))])"
    with guard.on():
        shown = subprocess.check_output([sys.executable, "-c", code], text=True, cwd=tmp_path)

    assert shown == "[]\n"


@pytest.mark.parametrize("up", [True, False])
def test_the_sitecustomize_that_was_there_still_runs(tmp_path: Path, up: bool) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "sitecustomize.py").write_text("import sys; sys.path.append('/theirs')")
    path = os.pathsep.join([*([FOLDER] if up else []), str(theirs)])
    code = "import sitecustomize, sys; print(sitecustomize.__file__, '/theirs' in sys.path)"

    with guard.on():
        done = child(code, tmp_path, PYTHONPATH=path)

    assert done.stdout == f"{theirs / 'sitecustomize.py'} True\n"


def test_their_broken_sitecustomize_breaks_as_it_would(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import nothing_of_this_name")

    with guard.on():
        done = child("print('on')", tmp_path, PYTHONPATH=f"{FOLDER}{os.pathsep}{tmp_path}")

    assert done.stdout == "on\n"
    assert "nothing_of_this_name" in done.stderr


def test_a_child_finds_the_paths_it_would_have(tmp_path: Path) -> None:
    code = "import sys; print(sys.path)"
    without = child(code, tmp_path).stdout

    with guard.on():
        assert child(code, tmp_path).stdout == without


def test_a_child_keeps_a_path_of_its_own_where_the_guard_is(tmp_path: Path) -> None:
    home = str(Path(FOLDER).parents[2])
    code = "import socket, sys; print(sys.path)"
    without = child(code, tmp_path, PYTHONPATH=home).stdout

    with guard.on():
        within = child(code, tmp_path, PYTHONPATH=os.pathsep.join([FOLDER, home])).stdout

    assert within == without


def test_a_child_started_while_it_is_off_is_free(tmp_path: Path) -> None:
    with guard.on(), guard.off():
        done = child(ASK, tmp_path)

    assert done.returncode == watched.ESCAPED  # and went no further than the watch


def test_the_command_takes_no_notice_of_it(tmp_path: Path) -> None:
    """`MOCK_RUNPOD_GUARD` is no option of the server, and no mistake."""
    with guard.on():
        code = "from mock_runpod.cli import main; main(['serve', '--port', '99999'])"
        said = child(code, tmp_path).stderr

    assert "MOCK_RUNPOD_GUARD" not in said
    assert "port" in said
