"""Which world a worker means, and which worker it is."""

import hashlib
import re

from mock_runpod.engine.attached import ANONYMOUS
from mock_runpod.environment import holds_real_key
from mock_runpod.errors import Forbidden, Unauthorized
from mock_runpod.model import Endpoint
from mock_runpod.runtime.driver import Driver
from mock_runpod.runtime.gateway import Who
from mock_runpod.runtime.worlds import DEFAULT, Worlds
from mock_runpod.surfaces import tokens
from mock_runpod.surfaces.auth import key_sent
from mock_runpod.surfaces.gateway import addresses
from mock_runpod.surfaces.hosts import LOOPBACK
from mock_runpod.surfaces.kit import Call

#: `RunPod-Python-SDK/1.12.0 (Linux 6.1; x86_64) ...`
AGENT = re.compile(r"([\w.-]{1,40})/v?([\w.+-]{1,40})")
UNPROVEN = (
    "mock_runpod asks real workers for the token in their URLs, and this one is missing or wrong;"
    " `mock-runpod worker env ENDPOINT` prints variables with the right ones"
)


def driver_of(call: Call) -> Driver:
    """The world in its token; else that of its key, else one where there is such an endpoint.

    A key that may be a real one is not kept, and no world is made for it: whoever has a
    configuration file sends that (section 10). Raises Unauthorized where a token is needed, and
    Forbidden for a web page.
    """
    if _from_a_page(call):
        raise Forbidden(
            "workers are no web pages: a browser can neither take jobs nor tell of them"
        )
    worlds, token = call.worlds, addresses.said(call).get("token", "")
    endpoint_id = call.params.get("endpoint_id", "")
    strict = worlds.server.worker_tokens or worlds.server.host not in LOOPBACK
    if strict and not tokens.proves(worlds, token, endpoint_id, call.params.get("worker_id", "")):
        raise Unauthorized(UNPROVEN)
    if (name := tokens.world_in(token)) in worlds.names():
        return worlds.there(name)
    key = key_sent(call)
    named = _of_key(worlds, key) if key else None
    if strict and (named is None or named.name != name):
        raise Unauthorized(UNPROVEN)  # a token proves nothing about any other world
    if named and named.world.find(Endpoint, endpoint_id):
        return named
    return _with_endpoint(worlds, endpoint_id) or worlds.at(DEFAULT)


def _from_a_page(call: Call) -> bool:
    """A page from elsewhere could make a browser take jobs, and lose them: it needs no answer. So
    could somebody who only wants to see what is at that address.
    """
    return any(call.header(name) is not None for name in (b"origin", b"sec-fetch-site"))


def _of_key(worlds: Worlds, key: str) -> Driver | None:
    known = worlds.known(key)
    if known is None and worlds.accepts(key) and not holds_real_key(key):
        return worlds.at(key)
    return known


def _with_endpoint(worlds: Worlds, endpoint_id: str) -> Driver | None:
    return next((each for each in worlds if each.world.find(Endpoint, endpoint_id)), None)


def who(call: Call) -> Who:
    """Who asks. One that does not say its name is known by what it runs on (W6).

    Raises Invalid for a name that cannot be shown.
    """
    agent = call.header(b"user-agent") or ""
    host, port = call.scope.get("client") or ("", 0)
    name = call.params.get("worker_id", "")
    if not addresses.is_name(name):
        name = ANONYMOUS + hashlib.sha256(f"{host} {agent}".encode()).hexdigest()[:8]
    sdk, version = sdk_in(agent)
    name = addresses.shown(name, "worker")
    return Who(call.params["endpoint_id"], name, sdk, version, f"{host}:{port}")


def sdk_in(agent: str) -> tuple[str, str]:
    """Name and version of what it is made of."""
    found = AGENT.match(agent)
    return (found[1], found[2]) if found else ("", "")
