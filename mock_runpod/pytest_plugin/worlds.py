"""The worlds of a run's tests, as its options, its fixtures and its markers say."""

import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from mock_runpod.client import Client, files
from mock_runpod.errors import RunPodError, Unauthorized
from mock_runpod.pytest_plugin import options
from mock_runpod.testing.redirect import Changes
from mock_runpod.testing.staging import Staged, Terms, names_wrong, terms
from mock_runpod.testing.starting import start

MARKER = "the marker runpod"
#: What is said to a server, and what to a world of a server of our own only if a test says it.
LISTENING = {"host", "port"}
OF_SERVER = {"clock", "profile", "data", "faults", *options.SETTINGS}
#: Names of worlds on a server that others use, too.
_TOKEN = secrets.token_hex(3)


@contextmanager
def _told() -> Iterator[None]:
    """What was refused is the user's mistake: a sentence, without our lines of code."""
    try:
        yield
    except RunPodError as error:
        raise pytest.fail.Exception(f"mock_runpod: {error.detail}", pytrace=False) from None


@contextmanager
def served(config: pytest.Config, said: Mapping[str, Any]) -> Iterator[Client]:
    """The server of a run, until it ends."""
    with closing(_server(config, said)) as server:
        yield server


def _server(config: pytest.Config, said: Mapping[str, Any]) -> Client:
    with _told():
        run = options.read(config)
        if url := run.get("url"):
            return _elsewhere(url, run.get("admin_token"))
        mine = {name: run[name] for name in {*LISTENING, *OF_SERVER} & run.keys()}
        listening = {name: said[name] for name in LISTENING & said.keys()}
        refuse = bool(config.getini("runpod_guard"))
        return start(**{**options.DEFAULTS, **mine, **listening}, refuse_real_keys=refuse)


def _elsewhere(url: str, token: str | None) -> Client:
    """One that does not answer, or does not let us in, is better known now."""
    with ExitStack() as opened:
        client = opened.enter_context(Client(url, token=token))
        try:
            client.worlds.list()
        except Unauthorized as error:
            hint = "--runpod-admin-token says it, or runpod_admin_token in the ini file"
            raise Unauthorized(f"{url}: {error.detail}; {hint}") from None
        opened.pop_all()
        return client


def check_marker(item: pytest.Item) -> None:
    if wrong := list(names_wrong(_marked(item), MARKER)):
        pytest.fail("\n".join(wrong), pytrace=False)


def terms_for(item: pytest.Item, config: Mapping[str, Any], said: Mapping[str, Any]) -> Terms:
    """The nearer it is said to the test, the more it counts."""
    with _told():
        run = options.read(item.config)
        elsewhere = "url" in run
        of_run = {**options.DEFAULTS, **run} if elsewhere else _without(run, OF_SERVER)
        of_run = _without(of_run, {"url", "admin_token", *LISTENING})
        here = [item.path.parent, item.config.rootpath]
        nearer = {**_without(config, LISTENING), **_marked(item), **said}
        return terms({**of_run, **_placed(nearer, here)}, "a RunPod for tests")


def _marked(item: pytest.Item) -> dict[str, Any]:
    """The nearest marker counts, argument by argument."""
    said: dict[str, Any] = {}
    for marker in reversed(list(item.iter_markers("runpod"))):
        if marker.args:
            what = f"{MARKER} takes arguments with names, and {marker.args[0]!r} has none"
            pytest.fail(f'{what}; for instance: runpod(clock="manual")', pytrace=False)
        said |= marker.kwargs
    return said


def _without(said: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name not in names}


def _placed(said: dict[str, Any], folders: Sequence[Path]) -> dict[str, Any]:
    """Files are looked for beside the test, and then from where pytest's settings are."""
    for name in ("data", "profile", "faults"):
        file = said.get(name)
        if file is not None and files.is_file(file):
            there = [folder / file for folder in folders if (folder / file).exists()]
            said[name] = str(there[0] if there else file)
    return said


def name_for(item: pytest.Item, number: int) -> str:
    """The same in every run, unless others may have it, too."""
    digest = hashlib.sha256(item.nodeid.encode()).hexdigest()[:6]
    words = re.sub(r"[^a-z0-9]+", "-", item.name.lower()).strip("-")[:40]
    elsewhere = _TOKEN if "url" in options.read(item.config) else ""
    parts = [words, digest, elsewhere, str(number + 1) if number else ""]
    return "-".join(filter(None, parts))


def stage(server: Client, meant: Terms, name: str, changes: Changes, *, strangers: bool) -> Staged:
    """Of several worlds of a test, one looks after the `strangers`."""
    with _told():
        return Staged(server, meant, name=name, changes=changes, strangers=strangers)


def check_requests(staged: Sequence[Staged]) -> None:
    """Raises pytest's own failure, for what was asked in vain."""
    with _told():
        found = [said for one in staged if (said := one.unhandled())]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def end(staged: Sequence[Staged]) -> None:
    """All of them end, whatever is wrong with one."""
    found: list[str] = []
    for one in reversed(staged):
        try:
            found += one.complaints()
        except RunPodError as error:
            found.append(f"mock_runpod: {error.detail}")
        finally:
            one.end()
    if found:
        pytest.fail("\n".join(found), pytrace=False)
