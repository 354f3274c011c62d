"""A command, run under the guard and sent to a mock: what it asked, and what it would have."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mock_runpod import guard
from mock_runpod.client import Client
from mock_runpod.environment import no_detours
from mock_runpod.errors import RunPodError, Unreachable

WORLD = "doctor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`reached` are requests that the mock had meanwhile, with whatever key, as lines; `stopped`
    those that the guard stopped, each with how often. `processes` is how many Python processes
    stood under the guard.
    """

    command: Sequence[str]
    exit_code: int
    mock: str
    processes: int
    reached: Sequence[str] = field(default_factory=list)
    stopped: Sequence[dict[str, Any]] = field(default_factory=list)


def run(command: Sequence[str], url: str, token: str | None) -> Report:
    """Raises FileNotFoundError and PermissionError for what cannot be run."""
    with _mock(url, token) as (mock, which), tempfile.TemporaryDirectory() as folder:
        told = {name: world.requests().told for name, world in _worlds(mock, token)}
        strays = mock.strays().told
        with guard.on(report=Path(folder, "report")) as stops:
            env = {**os.environ, **mock.env, **no_detours(mock.base_url, os.environ)}
            ended = subprocess.run(command, env=env, check=False).returncode
            seen = {line[0] for line in stops.lines()}
            stopped = _counted(stops)
        reached = [
            request
            for name, world in _worlds(mock, token)
            for request in world.requests(since=told.get(name, 0))
        ]
        reached += mock.strays(strays)
    return Report(
        command=list(command),
        exit_code=ended,
        mock=which,
        processes=len(seen),
        reached=[str(request) for request in reached],
        stopped=stopped,
    )


def _worlds(mock: Client, token: str | None) -> Iterator[tuple[str, Client]]:
    """A program may have a key of its own, which is another world."""
    for row in mock.worlds.list():
        with Client(mock.base_url, world=row["name"], token=token) as world:
            yield row["name"], world


@contextmanager
def _mock(url: str, token: str | None) -> Iterator[tuple[Client, str]]:
    """The one that answers there, or else one of our own for as long as this takes."""
    client = Client(url, world=WORLD, token=token)
    try:
        client.reset()
    except Unreachable:
        from mock_runpod.testing.starting import start  # the whole server, which may not be needed

        with start(refuse_real_keys=True) as mock:
            yield mock.at(f"rpa_mock_{WORLD}"), f"{mock.base_url} (started for this)"
        return
    with client:
        yield client, client.base_url


def _counted(stops: guard.Stops) -> list[dict[str, Any]]:
    places: dict[tuple[str, str], int] = {}
    for stop in stops:
        places[stop.host, stop.where] = places.get((stop.host, stop.where), 0) + 1
    return [{"host": h, "where": where, "times": n} for (h, where), n in places.items()]


__all__ = ["Report", "RunPodError", "run"]
