"""Processes that are started, watched and ended: what they cost in CPU time and memory."""

import os
import re
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

CHECKOUT = Path(__file__).parents[2]
READY = re.compile(r"ready on http://127\.0\.0\.1:(\d+)")
START_S, STOP_S = 30.0, 10.0
#: A process is quiet when it uses less than this share of a core, looked at this often.
QUIET, LOOK_S = 0.02, 0.05


def cpu_seconds(pid: int) -> float:
    """User and system time of a whole process, to the nanosecond: its CPU clock, as Linux and
    `clock_getcpuclockid(3)` number it (/proc counts in hundredths of a second only)."""
    return time.clock_gettime((~pid << 3) | 2)


def memory_mib(pid: int) -> float:
    """Resident memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def clean_environment() -> dict[str, str]:
    """Nothing of the caller's configuration may change what is measured: nor may it be to compile
    our modules anew in every process, when an installed package comes compiled.
    """
    ours = ("MOCK_RUNPOD_", "RUNPOD_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(CHECKOUT), "UVICORN_LOG_LEVEL": "warning"}


def spawn(
    arguments: Sequence[str], *, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.PIPE
) -> "subprocess.Popen[str]":
    command = [sys.executable, *arguments]
    env = clean_environment()
    return subprocess.Popen(command, cwd=CHECKOUT, env=env, text=True, stdin=stdin, stdout=stdout)


def said_by(*arguments: str) -> str:
    """What a Python process with these arguments prints."""
    command = [sys.executable, *arguments]
    env = clean_environment()
    return subprocess.run(
        command, cwd=CHECKOUT, env=env, check=True, text=True, stdout=subprocess.PIPE
    ).stdout


def seconds_of(*arguments: str) -> float:
    """How long a Python process with these arguments takes, from start to end."""
    began = time.perf_counter()
    said_by(*arguments)
    return time.perf_counter() - began


def alone(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The result of a function that has a fresh process for itself."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *args, **kwargs).result()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class Server:
    """A server process that has said, or shown, that it is ready."""

    def __init__(self, *arguments: str, port: int = 0) -> None:
        # A pipe that nobody reads would fill, and stop whoever writes much.
        self._process = spawn(arguments, stdout=subprocess.DEVNULL if port else subprocess.PIPE)
        self.pid = self._process.pid
        try:
            self.port = self._opened(port) if port else self._announced()
        except BaseException:
            self.stop()
            raise
        self.url = f"http://127.0.0.1:{self.port}"

    def _announced(self) -> int:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if said := READY.search(line):
                return int(said[1])
        raise ChildProcessError(f"it ended before it was ready: {self._process.args!r}")

    def _opened(self, port: int) -> int:
        """For a server that announces nothing: it is ready when its port can be reached."""
        ends = time.monotonic() + START_S
        while time.monotonic() < ends and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return port
            time.sleep(LOOK_S)
        raise ChildProcessError(f"nobody listens on port {port}: {self._process.args!r}")

    @property
    def memory_mib(self) -> float:
        return memory_mib(self.pid)

    def cpu_share(self, seconds: float) -> float:
        """Which part of a core it uses, over so many seconds."""
        before = cpu_seconds(self.pid)
        time.sleep(seconds)
        return (cpu_seconds(self.pid) - before) / seconds

    def calm(self, patience: float = 5.0) -> None:
        """Wait until what it does of itself is done, or patience is over."""
        ends = time.monotonic() + patience
        while self.cpu_share(LOOK_S) > QUIET and time.monotonic() < ends:
            pass

    def keep_to(self, core: int) -> None:
        os.sched_setaffinity(self.pid, {core})

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
