"""No worker outlives its launcher."""

import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

SCRIPT = Path(__file__).with_name("orphans.py")


class Keeper:
    """Knows the process groups there are, from outside: see `orphans`. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            # Isolated, and without site packages: it is up in no time, and needs neither.
            [sys.executable, "-I", "-S", str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the launcher
        )

    def add(self, group: int) -> None:
        self._say(f"+{group}\n")

    def forget(self, group: int) -> None:
        self._say(f"-{group}\n")

    def close(self) -> None:
        """All groups that it still knows are killed."""
        with self._lock, suppress(OSError):
            self._process.communicate()

    def _say(self, line: str) -> None:
        with self._lock, suppress(OSError, ValueError):  # it is gone; so much for that
            assert self._process.stdin
            self._process.stdin.write(line.encode())
            self._process.stdin.flush()
