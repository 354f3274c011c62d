"""The suites of all languages, and what has become of each on this machine: built, or why not."""

import fcntl
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import cast

from contract_tests.clients.languages.clients import CACHE, Client, Suite, Unavailable

HERE = Path(__file__).parent
#: The folders beside this file that hold a suite.
LANGUAGES = tuple(sorted(file.parent.name for file in HERE.glob("*/suite.py")))


@cache
def suite(language: str) -> Suite:
    """By the name of its folder."""
    return cast(Suite, import_module(f"{__package__}.{language}.suite"))


def folder_of(client: Client) -> str:
    return client.language.lower()


def clients() -> list[Client]:
    return [client for language in LANGUAGES for client in suite(language).CLIENTS]


@dataclass(frozen=True)
class Readiness:
    """`why` says what keeps a suite from running: no toolchain, or a registry that does not give
    out the client. Empty: nothing does.
    """

    why: str = ""


@cache
def readiness(language: str) -> Readiness:
    """Builds the suite where that can be done, one process at a time."""
    missing = suite(language).TOOLCHAIN.missing()
    if missing:
        return Readiness(missing)
    folder = CACHE / language
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            suite(language).build(folder)
        except Unavailable as refusal:
            return Readiness(str(refusal))
    return Readiness()
