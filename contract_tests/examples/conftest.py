"""A reader of the README: a folder to work in, a virtual environment as `make` makes it, a server.

The environment is real but thin: it sees what the one that runs the tests sees, so nothing is
installed twice. Each program on the reader's path is the real one.
"""

import os
import shlex
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

import mock_runpod
from contract_tests.examples import curl
from contract_tests.examples.blocks import README, read
from contract_tests.house.tree import CHECKOUT

PORT = "8642"
#: Longer than any example takes; a hang must not hang the tests.
PATIENCE_S = 60
#: A worker of one's own: how it is started, at which endpoint, in which world.
WORKERS = {
    "handler": (
        ["mock-runpod", "worker", "run", "handler.py", "--endpoint", "greeter"],
        "greeter",
        "default",
    ),
    "sh": (["sh", "worker.sh"], "demo", "shell"),
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Does what the README says, in `folder`, against the server at `port`."""

    folder: Path
    port: str

    def here(self, text: str) -> str:
        """The text as it would be if the server had started on this port."""
        return text.replace(PORT, self.port)

    def does(self, *command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [self.here(word) for word in command],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )

    def starts(self, *command: str) -> "subprocess.Popen[str]":
        """A server of the reader's own, on a free port."""
        return subprocess.Popen(
            [*command, "--port", "0"],
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def works(self, kind: str) -> Iterator[None]:
        """With a worker of the reader's own: a handler at `greeter`, or a script at `demo`."""
        words, endpoint, world = WORKERS[kind]
        if kind == "sh":
            words = ["sh", "-c", self.here((self.folder / "worker.sh").read_text())]
        with mock_runpod.Client(f"http://127.0.0.1:{self.port}", world=world) as mock:
            mock.endpoint(endpoint)
            worker = subprocess.Popen(words, cwd=self.folder, env=self.environment())
            try:
                mock.wait_for(endpoint=endpoint, workers=1, status="IDLE")
                yield
            finally:
                worker.terminate()
                worker.wait(PATIENCE_S)

    def environment(self) -> dict[str, str]:
        """As after `. .venv/bin/activate`, with nothing said about RunPod before."""
        kept = {name: text for name, text in os.environ.items() if "RUNPOD" not in name}
        path = f"{self.folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        own = {"PATH": path, "HOME": str(self.folder), "NO_PROXY": "127.0.0.1"}
        return kept | own | {"MOCK_RUNPOD_URL": f"http://127.0.0.1:{self.port}"}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the files that the README tells to write."""
    folder = tmp_path_factory.mktemp("reader")
    for block in read(README.read_text(encoding="utf-8")):
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
    _make_environment(folder / ".venv")
    return folder


def _make_environment(place: Path) -> None:
    venv.create(place, with_pip=False, symlinks=True)
    (site,) = place.glob("lib/python*/site-packages")
    seen = [str(CHECKOUT), *(path for path in sys.path if path.endswith("site-packages"))]
    (site / "reader.pth").write_text("\n".join(seen), encoding="utf-8")
    _program(place / "bin" / "mock-runpod", "-m", "mock_runpod")
    if not shutil.which("curl"):
        _program(place / "bin" / "curl", curl.__file__)


def _program(place: Path, *arguments: str) -> None:
    python = place.parent / "python"
    place.write_text(f'#!/bin/sh\nexec {shlex.join([str(python), *arguments])} "$@"\n')
    place.chmod(0o755)


@pytest.fixture(scope="session")
def reader(folder: Path) -> Iterator[Reader]:
    """Beside a server as `make serve` starts it."""
    with mock_runpod.start(clock="real", data="demo") as mock:
        yield Reader(folder, mock.base_url.rpartition(":")[2])
