"""What a client suite is made of: a toolchain, a recipe, and the clients that come of it.

Each language has a folder here with a driver in its own language and a `suite.py`, which says
these things. A driver reads commands as JSON lines and answers each with what its client returned,
so that one test states an expectation for the clients of all languages.
"""

import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from contract_tests.house.tree import CHECKOUT

#: Where drivers and the packages of clients are built. Nothing in there is committed.
CACHE = CHECKOUT / ".clients"

ENDPOINTS = ("create", "get", "list", "update", "delete")
JOBS = (
    *("run", "run_sync", "await", "status", "status_sync", "output", "stream"),
    *("cancel", "retry", "purge_queue", "health"),
)
#: What a client may offer, under the names that drivers are called by, in the order of the page.
OPERATIONS = (
    *(f"endpoint.{verb}" for verb in ENDPOINTS),
    *(f"template.{verb}" for verb in ENDPOINTS),
    *(f"job.{verb}" for verb in JOBS),
)


class Unavailable(Exception):
    """A package that its registry does not give out; the text says what the registry answered."""


@dataclass(frozen=True)
class Toolchain:
    """The command that builds or runs a language, and the version that its clients need."""

    name: str
    version: tuple[str, ...]
    at_least: tuple[int, ...] = ()

    def missing(self) -> str:
        """Why the suite cannot run here, in a sentence; empty where it can."""
        if shutil.which(self.version[0]) is None:
            return f"there is no {self.name} on this machine"
        try:
            asked = subprocess.run(self.version, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError) as broken:  # a shim without a tool behind
            return f"{self.name} does not run here: {broken}"
        found = re.search(r"\d+(\.\d+)+", asked.stdout)
        if found is None or numbers(found[0]) < self.at_least:
            needed = ".".join(map(str, self.at_least))
            return f"{self.name} {found[0] if found else '(unknown)'} is older than {needed}"
        return ""


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


@dataclass(frozen=True, kw_only=True)
class Client:
    """One published client in one version, and one manner of using it where it has several.

    `command` starts its driver, given the folder where it was built. `offers` are the OPERATIONS
    that it has; what it lacks is no fault of the mock.
    """

    language: str
    package: str
    version: str
    manner: str = ""
    group: str = ""
    command: Callable[[Path], list[str]] = field(compare=False)
    offers: frozenset[str]
    environment: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def id(self) -> str:
        """As tests and the certificate call it: `python-1.12.0-asyncio`."""
        return "-".join(filter(None, (self.language.lower(), self.version, self.manner)))


class Suite(Protocol):
    """The module `suite` of a language's folder."""

    TOOLCHAIN: Toolchain
    CLIENTS: tuple[Client, ...]

    @staticmethod
    def build(cache: Path) -> None:
        """Make what `command` starts. Raises Unavailable; a second time it costs nothing."""
