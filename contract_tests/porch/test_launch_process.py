"""One worker process: in its own session, and ended together with all that it began."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from contract_tests.porch.processes import surroundings, until
from contract_tests.porch.scripts import alive, running, written

SLEEPS = """
import signal, time

signal.signal(signal.SIGTERM, lambda *_: (print("asked to end", flush=True), exit(3)))
print("up", flush=True)
time.sleep(60)
"""
#: A child that outlives its parent and holds on to the same output, as the one that pings does.
LEAVES_A_CHILD = """
import subprocess, sys

child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
"""
FAST = pytest.mark.parametrize("fast", [True, False], ids=["fast", "plain"])


@FAST
def test_it_can_be_asked_to_end(tmp_path: Path, fast: bool) -> None:
    with running(written(tmp_path, SLEEPS), fast=fast) as ran:
        ran.says("up")

        ran.child.terminate()

        assert str(ran.over()) == "exit code 3"
        assert "asked to end" in ran.says("asked")


def test_it_can_be_killed(tmp_path: Path) -> None:
    with running(written(tmp_path, SLEEPS)) as ran:
        ran.says("up")

        ran.child.kill()

        assert str(ran.over()) == "signal 9 (SIGKILL)"


@pytest.mark.rule("W15")
@FAST
def test_what_it_began_ends_with_it(tmp_path: Path, fast: bool) -> None:
    with running(written(tmp_path, LEAVES_A_CHILD), fast=fast) as ran:
        assert str(ran.over()) == "exit code 0"  # though the child holds its output open

        until(lambda: not alive(int(ran.output)))


@pytest.mark.rule("W15")
def test_ctrl_c_at_the_terminal_is_not_for_it(tmp_path: Path) -> None:
    says = written(tmp_path, "import os; print(os.getsid(0) == os.getpid())")

    with running(says) as ran:
        ran.over()

    assert ran.output == b"True\n"


def test_errors_stand_among_what_it_prints_in_order(tmp_path: Path) -> None:
    both = """
    import os

    for line in (b"one\\n", b"two\\n", b"three\\n"):
        os.write(1 + (line == b"two\\n"), line)
    """

    with running(written(tmp_path, both)) as ran:
        ran.over()

    assert ran.output == b"one\ntwo\nthree\n"


LAUNCHES = """
import sys, time
from pathlib import Path
from mock_runpod.client.launching.keeper import Keeper
from mock_runpod.client.launching.process import Child, Spawn
from os import environ

fast = sys.argv[2] == "True"
spawn = Spawn(Path(sys.argv[1]), sys.executable, Path.cwd(), environ, fast)
out = sys.stdout.buffer
said = lambda chunk: (out.write(chunk), out.flush())
child = Child(spawn, Keeper(), said=said, ended=print)
time.sleep(60)
"""


@FAST
def test_it_never_outlives_its_launcher(tmp_path: Path, fast: bool) -> None:
    script = written(tmp_path, LEAVES_A_CHILD + "\nimport time; time.sleep(60)")
    launcher = subprocess.Popen(
        [sys.executable, "-c", LAUNCHES, str(script), str(fast)],
        env=surroundings(),
        stdout=subprocess.PIPE,
    )
    with launcher:
        assert launcher.stdout
        grandchild = int(launcher.stdout.readline())

        launcher.send_signal(signal.SIGKILL)

        until(lambda: not alive(grandchild))


def test_there_is_no_process_without_an_interpreter(tmp_path: Path) -> None:
    script = written(tmp_path, "print()")

    with pytest.raises(OSError, match="nowhere"), running(script, python="/nowhere/python"):
        pass
