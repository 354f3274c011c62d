"""One process: begun in its own session, listened to, ended together with all that it began."""

import os
import selectors
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mock_runpod.client.launching.keeper import Keeper

BOOTSTRAP = Path(__file__).with_name("bootstrap.py")
#: How long the pipe of a process that has ended, and its group with it, is still read.
LAST_WORDS_S = 0.5
CHUNK = 65_536


class Spawn(NamedTuple):
    """What is to be started."""

    script: Path
    python: str
    cwd: Path
    env: Mapping[str, str]
    fast: bool = True


class Ended(NamedTuple):
    """How it ended: by an exit code, or by a signal."""

    code: int | None
    signal: int | None

    @classmethod
    def of(cls, returned: int) -> "Ended":
        return cls(None, -returned) if returned < 0 else cls(returned, None)

    def __str__(self) -> str:
        if self.signal is None:
            return f"exit code {self.code}"
        try:
            return f"signal {self.signal} ({signal.Signals(self.signal).name})"
        except ValueError:  # one of the nameless ones, for real time
            return f"signal {self.signal}"


class Child:
    """A running script. `said` gets its output, as it comes, and `ended` how it ended, once; both
    are called from threads of the child.
    """

    def __init__(
        self,
        spawn: Spawn,
        keeper: Keeper,
        *,
        said: Callable[[bytes], None],
        ended: Callable[[Ended], None],
    ) -> None:
        self._keeper, self._said, self._ended = keeper, said, ended
        self._lock, self._over = threading.Lock(), False
        self._process = _begun(spawn, keeper)
        self.pid = self._process.pid
        self._woken, self._wake = os.pipe()
        self._reader = self._thread(self._read)
        self._waiter = self._thread(self._wait)

    def terminate(self) -> None:
        """Ask it to end; it may finish what it does."""
        self._signal(os.kill, signal.SIGTERM)

    def kill(self) -> None:
        """End it, and all that it began."""
        self._signal(os.killpg, signal.SIGKILL)

    def join(self, seconds: float | None = None) -> None:
        """Until it has ended and that was told."""
        self._waiter.join(seconds)

    def _thread(self, target: Callable[[], None]) -> threading.Thread:
        name = f"mock_runpod worker process {self.pid}"
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
        return thread

    def _signal(self, send: Callable[[int, int], None], number: int) -> None:
        with self._lock:
            if not self._over:  # afterwards the number may be another's
                with suppress(ProcessLookupError, PermissionError):
                    send(self.pid, number)

    def _wait(self) -> None:
        """On the process, never on its pipe: the child that pings for it survives it, and holds
        the pipe open (section 6.2).
        """
        _until_ended(self.pid)
        self.kill()
        with self._lock:
            returned = self._process.wait()
            self._over = True
        self._keeper.forget(self.pid)
        self._reader.join(LAST_WORDS_S)
        os.close(self._wake)
        self._reader.join()
        self._ended(Ended.of(returned))

    def _read(self) -> None:
        pipe = self._process.stdout
        assert pipe
        with pipe, selectors.DefaultSelector() as ready:
            ready.register(pipe, selectors.EVENT_READ)
            ready.register(self._woken, selectors.EVENT_READ)
            while any(key.fileobj is pipe for key, _ in ready.select()):
                if not (chunk := os.read(pipe.fileno(), CHUNK)):
                    break
                self._said(chunk)
        os.close(self._woken)


def _begun(spawn: Spawn, keeper: Keeper) -> "subprocess.Popen[bytes]":
    """It runs nothing of the script before the keeper knows of it."""
    closed, gate = os.pipe()
    pace = "fast" if spawn.fast else "plain"
    try:
        process = subprocess.Popen(
            [spawn.python, str(BOOTSTRAP), str(closed), pace, str(spawn.script)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=spawn.cwd,
            env=spawn.env,
            bufsize=0,
            pass_fds=(closed,),
            start_new_session=True,
        )
        keeper.add(process.pid)
        os.write(gate, b"!")
    finally:
        os.close(closed)
        os.close(gate)
    return process


def _until_ended(pid: int) -> None:
    """Its number stays taken, so that what is left of its group can be killed by it."""
    if hasattr(os, "waitid"):
        with suppress(ChildProcessError):
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
