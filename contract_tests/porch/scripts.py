"""Scripts as users write them, and what one can ask of processes."""

import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent
from types import TracebackType
from typing import Self

from contract_tests.porch.processes import PATIENCE_S, surroundings
from mock_runpod.client.launching.keeper import Keeper
from mock_runpod.client.launching.process import Child, Ended, Spawn

#: The worker SDK, with this handler; `job` is what it gets.
HANDLER = """
import runpod


def handler(job):
    return {body}


runpod.serverless.start({{"handler": handler}})
"""


def written(folder: Path, text: str, name: str = "handler.py") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return path


def handler(folder: Path, body: str = 'job["input"]', name: str = "handler.py") -> Path:
    """A script whose handler returns this expression."""
    return written(folder, HANDLER.format(body=body), name)


class Ran:
    """A process of a script: what it printed so far, and how it ended."""

    def __init__(self, keeper: Keeper, spawn: Spawn) -> None:
        self.output, self.ended = b"", list[Ended]()
        self._spoke = threading.Condition()
        self.child = Child(spawn, keeper, said=self._said, ended=self.ended.append)

    def _said(self, chunk: bytes) -> None:
        with self._spoke:
            self.output += chunk
            self._spoke.notify_all()

    def says(self, text: str) -> str:
        """All that it has printed, once this is in it."""
        with self._spoke:
            assert self._spoke.wait_for(lambda: text.encode() in self.output, PATIENCE_S)
        return self.output.decode()

    def over(self) -> Ended:
        self.child.join(PATIENCE_S)
        return self.ended[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.child.kill()
        self.child.join(PATIENCE_S)


@contextmanager
def running(
    script: Path,
    *,
    fast: bool = True,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    python: str = sys.executable,
) -> Iterator[Ran]:
    keeper = Keeper()
    spawn = Spawn(script, python, cwd or script.parent, surroundings(env), fast)
    try:
        with Ran(keeper, spawn) as ran:
            yield ran
    finally:
        keeper.close()


def alive(pid: int) -> bool:
    """Whether it still runs; one that is only remembered by its parent does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"
