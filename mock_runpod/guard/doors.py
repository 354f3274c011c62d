"""The ways out of a Python process, and where on each of them the name of the host can be seen.

Names, not addresses: whoever asks for `api.runpod.ai` means the real one, wherever the name leads
here; 127.0.0.1 stays open whatever `Host` says. Several doors stand one behind the other, because
what passes one is seen by the next: a name is looked up, or handed to a proxy, or said in the TLS
handshake. All of them are below what respx and other mocks replace, which therefore still answer.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

Arguments = Sequence[Any]
Keywords = Mapping[str, Any]
#: Finds the host in the arguments of a call; None when there is none.
Reading = Callable[[Arguments, Keywords], str | None]
#: What a client says to an HTTP proxy: `CONNECT host:443 ...` or `GET http://host/...`.
_TO_PROXY = re.compile(rb"(?:CONNECT |[A-Z]{3,7} https?://)(?:[^\s/@]*@)?([^\s/:?#]+)")


class Door(NamedTuple):
    """A function of a module, or of a class in it, and how to read where it leads."""

    module: str
    within: str
    name: str
    host: Reading


def argument(number: int, name: str) -> Reading:
    """The host is this argument; methods count `self`."""

    def read(arguments: Arguments, keywords: Keywords) -> str | None:
        return text(arguments[number] if len(arguments) > number else keywords.get(name))

    return read


def address(arguments: Arguments, keywords: Keywords) -> str | None:
    """A socket may be given `(name, port)`; the path of a local one is no name."""
    said = arguments[1] if len(arguments) > 1 else None
    return text(said[0]) if isinstance(said, tuple) and said else None


def proxied(arguments: Arguments, keywords: Keywords) -> str | None:
    """Of what is sent, only the first line to a proxy is looked at."""
    said = arguments[1] if len(arguments) > 1 else keywords.get("item")
    try:
        found = _TO_PROXY.match(said) if said else None
    except (TypeError, ValueError):  # not bytes: whoever is given it will say so
        return None
    return str(found[1], "latin-1") if found else None


def request(arguments: Arguments, keywords: Keywords) -> str | None:
    """The request of aiohttp, which knows whom it is for even if a proxy is asked."""
    said = arguments[1] if len(arguments) > 1 else keywords.get("req")
    return text(getattr(getattr(said, "url", None), "host", None))


def text(host: Any) -> str | None:
    if isinstance(host, bytes | bytearray):
        return str(host, "latin-1")
    return host if isinstance(host, str) else None


_QUESTIONS = ["gethostbyname", "query", "search"]
_LOOPS = [("asyncio.base_events", "BaseEventLoop"), ("uvloop", "Loop")]
DOORS: Sequence[Door] = [
    # A name is looked up. In an event loop this is seen before a thread does it: there the line
    # of the user's code is still known.
    Door("socket", "", "getaddrinfo", argument(0, "host")),
    Door("socket", "", "gethostbyname", argument(0, "hostname")),
    Door("socket", "", "gethostbyname_ex", argument(0, "hostname")),
    Door("socket", "socket", "connect", address),
    Door("socket", "socket", "connect_ex", address),
    *(Door(module, loop, "getaddrinfo", argument(1, "host")) for module, loop in _LOOPS),
    *(Door(module, loop, "create_connection", argument(2, "host")) for module, loop in _LOOPS),
    # aiohttp asks c-ares, which does not come by any of the above (as in the SDK's dependencies).
    Door("pycares", "Channel", "getaddrinfo", argument(1, "host")),
    *(Door("pycares", "Channel", n, argument(1, "name")) for n in _QUESTIONS),
    Door("aiohttp.connector", "TCPConnector", "connect", request),
    # A proxy is told. Transports come before their socket, whose errors they keep to themselves.
    Door("asyncio.selector_events", "_SelectorSocketTransport", "write", proxied),
    Door("anyio._backends._asyncio", "SocketStream", "send", proxied),
    Door("socket", "socket", "send", proxied),
    Door("socket", "socket", "sendall", proxied),
    Door("ssl", "SSLSocket", "send", proxied),
    Door("ssl", "SSLObject", "write", proxied),
    # The last one, for names that were looked up elsewhere.
    Door("ssl", "SSLContext", "wrap_socket", argument(5, "server_hostname")),
    Door("ssl", "SSLContext", "wrap_bio", argument(4, "server_hostname")),
]
