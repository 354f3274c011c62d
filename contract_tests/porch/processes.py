"""The command as a process of its own: what only shows there (signals, terminals, exit codes)."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from contract_tests.house.tree import CHECKOUT

#: Long enough for a busy machine; nothing waits for it but a test that fails anyway.
PATIENCE_S = 20.0
COMMAND = [sys.executable, "-m", "mock_runpod"]
READY = "mock-runpod ready on "


@dataclass(frozen=True)
class Served:
    """A server process that said it was ready, and where."""

    process: "subprocess.Popen[str]"
    url: str

    def signalled(self, number: int) -> int:
        """Send a signal, and say the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)


def surroundings(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of this process, without what could speak to the command."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("MOCK_RUNPOD_", "RUNPOD_"))}
    return {**kept, "PYTHONPATH": str(CHECKOUT), "NO_PROXY": "127.0.0.1", **(extra or {})}


def ran(
    *arguments: str, cwd: Path, env: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=cwd,
        env=surroundings(env),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


@contextmanager
def serving(*flags: str, cwd: Path, env: Mapping[str, str] | None = None) -> Iterator[Served]:
    """`mock-runpod serve` on a free port unless the flags say another; its log is in `cwd/log`."""
    with (cwd / "log").open("w") as log:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0", *flags],
            cwd=cwd,
            env=surroundings(env),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    with process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line.startswith(READY), (cwd / "log").read_text()
            yield Served(process, line.removeprefix(READY).strip())
        finally:
            process.kill()


def until(seen: Callable[[], object]) -> None:
    """Wait for what another thread or process does; it fails when that never comes."""
    deadline = time.monotonic() + PATIENCE_S
    while not seen():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)
