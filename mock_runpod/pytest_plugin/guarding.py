"""The guard of a test: where it is told what was stopped, and which keys are refused."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mock_runpod import guard

if TYPE_CHECKING:
    from mock_runpod.client import Client


@contextmanager
def up() -> Iterator[guard.Stops]:
    """Up until the block ends; what child processes stopped is told, too."""
    folder = tempfile.TemporaryDirectory(prefix="mock_runpod-")
    with folder, guard.on(report=Path(folder.name, "stops")) as stops:
        yield stops


@contextmanager
def real_keys_refused(server: "Client | None") -> Iterator[None]:
    """By a server of our own; one elsewhere has its own option for it, and None is nobody."""
    app = getattr(server, "app", None)
    if app is None:
        yield
        return
    worlds = app.worlds
    before, worlds.server = worlds.server, replace(worlds.server, refuse_real_keys=True)
    try:
        yield
    finally:
        worlds.server = before
