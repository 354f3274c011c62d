"""Who may hold the world: nobody who comes through a web page from elsewhere.

A page can make a browser send requests to this machine. It cannot hide its `Origin`, and a name it
had resolved to this address (DNS rebinding) stands in `Host`.
"""

import hmac

from mock_runpod.errors import Forbidden, Unauthorized
from mock_runpod.runtime.driver import Driver
from mock_runpod.runtime.worlds import DEFAULT
from mock_runpod.surfaces.auth import key_of
from mock_runpod.surfaces.hosts import LOOPBACK, hostname
from mock_runpod.surfaces.kit import Call

TOKEN = b"x-mock-admin-token"


def admit(call: Call) -> None:
    """Raises Forbidden (place) and Unauthorized (token)."""
    server = call.worlds.server
    host = call.header(b"host") or ""
    if hostname(host) not in {*LOOPBACK, server.host, *server.hosts}:
        raise Forbidden(f"the control API does not answer to the host name {hostname(host)!r}")
    origin = call.header(b"origin")
    if origin is not None and origin.partition("://")[2] != host:
        raise Forbidden("the control API is not open to web pages from elsewhere")
    if server.admin_token:
        said = call.header(TOKEN) or ""
        if not hmac.compare_digest(said.encode(), server.admin_token.encode()):
            raise Unauthorized("the header X-Mock-Admin-Token is missing or wrong")
    elif server.host not in LOOPBACK:
        raise Forbidden("not bound to loopback: the control API needs an admin_token to be set")


def driver_of(call: Call) -> Driver:
    """The world named in `X-Mock-World`, or of the key sent, or the default one; see `admit`."""
    admit(call)
    if name := call.header(b"x-mock-world"):
        return call.worlds.named(name)
    return call.worlds.at(key_of(call) or DEFAULT)
