"""`mock-runpod worker run` in a process of its own, and what one sees of it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contract_tests.porch.processes import COMMAND, PATIENCE_S, surroundings, until


class Terminal:
    """A run in a process of its own, and what it has printed."""

    def __init__(self, process: "subprocess.Popen[str]", output: Path) -> None:
        self.process, self._output = process, output

    @property
    def text(self) -> str:
        return self._output.read_text()

    def shows(self, text: str) -> str:
        until(lambda: text in self.text or self.process.poll() is not None)
        assert text in self.text, self.text
        return self.text

    def up(self) -> None:
        """From here on it is the script that gets the jobs."""
        self.shows("Starting Serverless Worker")

    def ends(self) -> int:
        return self.process.wait(PATIENCE_S)


@contextmanager
def terminal(folder: Path, *arguments: str, **env: str) -> Iterator[Terminal]:
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(
            [*COMMAND, "worker", "run", *arguments],
            cwd=folder,
            env=surroundings(env),
            stdout=output,
            stderr=output,
            text=True,
        )
    with process:
        try:
            yield Terminal(process, folder / "output")
        finally:
            process.kill()
