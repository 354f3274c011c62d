"""What on this machine could lead a request astray, or a real key into a test."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from mock_runpod.cli.clients import host, known_variables, place
from mock_runpod.environment import PATHS, holds_real_key, is_real_host

KEYS = ("RUNPOD_API_KEY", "RUNPOD_AI_API_KEY")
#: How long the SDK may take to be imported on a slow machine.
PATIENCE_S = 60
#: What the SDK has read when it was imported; said by a process of its own, and never the key.
LOOK = """
import json, runpod, sys
from mock_runpod.environment import holds_real_key
key = getattr(runpod, "api_key", None) or ""
said = {
    "version": str(getattr(runpod, "__version__", "")),
    "endpoint_url_base": getattr(runpod, "endpoint_url_base", ""),
    "api_key": "real" if holds_real_key(key) else "set" if key else "none",
}
sys.stdout.write("\\n" + json.dumps(said))
"""


class Trap(NamedTuple):
    """A sentence; `leaks` if a real key or the real service would be used because of it."""

    says: str
    leaks: bool = False


def variables(environment: Mapping[str, str]) -> dict[str, str]:
    """What is set, for eyes: places without user and password, keys only as what they look like."""
    shown = {name: _key(environment[name]) for name in KEYS if environment.get(name)}
    names = dict.fromkeys([*PATHS, *known_variables()])
    return shown | {name: place(environment[name]) for name in names if environment.get(name)}


def every(environment: Mapping[str, str], url: str) -> list[Trap]:
    ways = (_keys, _credentials, _netrc, _proxies, _paths)
    return [trap for way in ways for trap in way(environment, url)]


def sdk(url: str) -> tuple[dict[str, Any], list[Trap]]:
    """The Python SDK that is installed beside us: what its module has kept."""
    if find_spec("runpod") is None:
        return {}, []
    home = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH", ""), home]))
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    if done.returncode != 0:
        return {}, [Trap("`import runpod` fails here: " + _last(done.stderr))]
    said = json.loads(done.stdout.splitlines()[-1])
    said["endpoint_url_base"], asked = place(said["endpoint_url_base"]), said["endpoint_url_base"]
    return said, list(_of_sdk(said, asked, url))


def _of_sdk(said: Mapping[str, Any], asked: str, url: str) -> Iterator[Trap]:
    if is_real_host(host(asked)):
        yield Trap(f"`import runpod` here: endpoint_url_base is {said['endpoint_url_base']}", True)
    elif host(asked) != host(url) or urlsplit(asked).port != urlsplit(url).port:
        yield Trap(f"runpod.endpoint_url_base is {said['endpoint_url_base']}, not the mock {url}")
    if said["api_key"] == "real":
        yield Trap("runpod.api_key looks like a real key, and would be sent to the mock")
    if said["api_key"] == "none" and said["version"].startswith("1."):
        yield Trap("runpod.api_key is not set: version 1.x does not read RUNPOD_API_KEY")


def _keys(environment: Mapping[str, str], url: str) -> Iterator[Trap]:
    for name in KEYS:
        if holds_real_key(environment.get(name, "")):
            yield Trap(f"{name} looks like a real key: `mock-runpod env` prints another", True)


def _credentials(environment: Mapping[str, str], url: str) -> Iterator[Trap]:
    file = Path("~/.runpod/config.toml").expanduser()
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    if holds_real_key(json.dumps(said, default=str)):
        yield Trap("~/.runpod/config.toml holds what looks like a real key: the SDK 1.x uses it")


def _netrc(environment: Mapping[str, str], url: str) -> Iterator[Trap]:
    from netrc import NetrcParseError, netrc  # only here

    named = environment.get("NETRC")
    file = named or str(Path("~/.netrc").expanduser())
    try:
        entry = netrc(file).authenticators(host(url))
    except (OSError, NetrcParseError):
        return
    if entry:
        told = f"requests puts it in the place of the key; NETRC={os.devnull} stops that"
        yield Trap(f"{file} has an entry that fits {host(url)}: {told}")


def _proxies(environment: Mapping[str, str], url: str) -> Iterator[Trap]:
    proxies = {name: said for name, said in getproxies_environment().items() if name != "no"}
    if proxies and not proxy_bypass(host(url)):
        names = ", ".join(f"{name.upper()}_PROXY" for name in proxies)
        yield Trap(f"{names} is set, and NO_PROXY does not name {host(url)}: set it")


def _paths(environment: Mapping[str, str], url: str) -> Iterator[Trap]:
    """A base URL without its /v2 is the commonest slip."""
    for name, path in PATHS.items():
        said = environment.get(name, "").rstrip("/")
        if said and host(said) == host(url) and not urlsplit(said).path.endswith(path):
            yield Trap(f"{name} leads to {place(said)}, which should end in {path}")


def _key(text: str) -> str:
    if holds_real_key(text):
        return "looks like a real key"
    return text if text.startswith("rpa_mock_") else "***"


def _last(text: str) -> str:
    """Of a traceback. Paths and reasons, no secrets."""
    return (text.strip().splitlines() or ["it said nothing"])[-1]
