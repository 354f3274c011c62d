"""Where each known client would go from here: the table of `fixtures/clients.toml`, judged by the
variables that are set.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from typing import Any
from urllib.parse import urlsplit

from mock_runpod import fixtures
from mock_runpod.environment import is_real_host

COMPLETELY, PARTLY, NOT_AT_ALL, BY_OPTION = "completely", "partly", "not at all", "by an option"


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """One address of a client. `leads` is where it goes now, `why` says how that comes; `open` is
    one that a variable could close, and none does.
    """

    what: str
    leads: str
    why: str
    redirected: bool
    open: bool = False
    option: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A client and all its roads. `here` is the version, or `yes`, if it was noticed here."""

    name: str
    note: str
    here: str
    roads: Sequence[Road] = field(default_factory=list)

    @property
    def redirected(self) -> str:
        going = [road.redirected for road in self.roads]
        if all(going):
            return COMPLETELY
        if any(going):
            return PARTLY
        return BY_OPTION if all(road.option for road in self.roads) else NOT_AT_ALL

    @property
    def leaks(self) -> bool:
        """It could be sent elsewhere and is not; or it is here, and nothing could be done."""
        written = not any(road.redirected or road.open or road.option for road in self.roads)
        return any(road.open for road in self.roads) or (bool(self.here) and written)

    def shown(self) -> dict[str, Any]:
        return asdict(self) | {"redirected": self.redirected, "leaks": self.leaks}


def every(environment: Mapping[str, str], url: str) -> list[Found]:
    """All known clients, as they would go with these variables and a mock at `url`."""
    return [
        Found(
            name=row["name"],
            note=row.get("note", ""),
            here=_here(row.get("seen", {})),
            roads=[_road(road, environment, url) for road in row["roads"]],
        )
        for row in fixtures.read("clients.toml")["clients"]
    ]


def known_variables() -> list[str]:
    """Every variable that moves some client, once."""
    rows = fixtures.read("clients.toml")["clients"]
    names = [name for row in rows for road in row["roads"] for name in road.get("variables", [])]
    return list(dict.fromkeys(names))


def place(url: str) -> str:
    """Where a URL leads, for eyes: without what could be a secret in it."""
    try:
        parts = urlsplit(url if "://" in url else f"//{url}")
        host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    except ValueError:
        return "***"
    return f"{parts.scheme}://{host}{port}{parts.path}" if parts.scheme and host else "***"


def host(url: str) -> str:
    try:
        return urlsplit(url if "://" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""


def _road(row: Mapping[str, Any], environment: Mapping[str, str], url: str) -> Road:
    what, real = row["what"], row["real"]
    if option := row.get("option"):
        why = f"no variable; in code: {option.replace('{url}', url)}"
        return Road(what=what, leads=real, why=why, redirected=False, option=True)
    names = row.get("variables", [])
    if not names:
        why = "the address is written into it"
        return Road(what=what, leads=real, why=why, redirected=False)
    name = next((name for name in names if environment.get(name)), "")
    if not name:
        why = f"{' or '.join(names)} is not set"
        return Road(what=what, leads=real, why=why, redirected=False, open=True)
    said, late = environment[name], {"import": ", read at import", "start": ", read at start"}
    why, gone = f"{name}{late.get(row['read'], '')}", not is_real_host(host(said))
    return Road(what=what, leads=place(said), why=why, redirected=gone, open=not gone)


def _here(seen: Mapping[str, Any]) -> str:
    if command := seen.get("command"):
        return "yes" if shutil.which(command) else ""
    try:
        version = metadata.version(seen["distribution"]) if seen else ""
    except metadata.PackageNotFoundError:
        return ""
    major = version.partition(".")[0]
    return version if major in map(str, seen.get("versions", [major])) else ""
