"""Requests to one server, over connections that are kept.

Only the standard library: what is under test may be httpx or requests, patched, mocked or guarded.
Proxies, `.netrc` and other habits of an environment have no say, either.
"""

import os
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import SplitResult, urlsplit

from mock_runpod.errors import Invalid, Unreachable

if TYPE_CHECKING:
    from http.client import HTTPConnection, HTTPResponse

#: How long an answer may take, in real seconds, unless the call is one that waits.
PATIENCE_S = 30.0


class Answer(NamedTuple):
    """What came back, whole."""

    status: int
    body: bytes


class Request(NamedTuple):
    """What is to be sent; `patience` of None waits for the answer as long as it takes."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None = None
    patience: float | None = PATIENCE_S


class Transport:
    """Each connection is kept for the next call, whichever thread makes it: use it from several."""

    def __init__(self, url: str) -> None:
        parts = _parted(url)
        self.url = url.rstrip("/")
        self._secure, self._host = parts.scheme == "https", parts.netloc
        self._prefix = parts.path.rstrip("/")
        self._lock = threading.Lock()
        self._idle: list[HTTPConnection] = []
        self._busy: set[HTTPConnection] = set()
        self._process = os.getpid()
        self.closed = False

    def call(self, request: Request) -> Answer:
        """Raises Unreachable when nobody answers."""
        with self._asked(request) as answer:
            return Answer(answer.status, answer.read())

    def lines(self, request: Request) -> Iterator[bytes]:
        """An answer that does not end, line by line; nothing if it is a refusal."""
        with self._asked(request) as answer:
            while line := answer.readline():
                yield line.rstrip(b"\r\n")

    def close(self) -> None:
        """Whoever is in the middle of a call, in another thread, hears that it is over."""
        with self._lock:
            self.closed = True
            idle, busy, self._idle = self._idle, list(self._busy), []
        for connection in idle:
            connection.close()
        for connection in busy:
            with suppress(OSError, AttributeError):  # it may not be open yet, or no longer
                connection.sock.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def _asked(self, request: Request) -> "Iterator[HTTPResponse]":
        from http.client import HTTPException  # slower to import than all the rest together

        connection, answer = None, None
        try:
            connection, answer = self._begun(request)
            yield answer
        except (OSError, HTTPException) as error:
            raise self._unreachable(error) from None
        finally:
            if connection is not None:
                self._put_back(connection, whole=answer is not None and answer.isclosed())

    def _begun(self, request: Request) -> "tuple[HTTPConnection, HTTPResponse]":
        """A connection that was kept may have been closed by the server: then a new one is made."""
        while True:
            connection = self._take(request.patience)
            used = connection.sock is not None
            try:
                if not used:
                    connection.connect()
                if self.closed:  # meanwhile, when there was nothing to hang up yet
                    raise ConnectionAbortedError
                path = self._prefix + request.path
                connection.request(request.method, path, request.body, dict(request.headers))
                return connection, connection.getresponse()
            except BaseException as error:
                self._put_back(connection, whole=False)
                if not (used and isinstance(error, ConnectionError)) or self.closed:
                    raise

    def _take(self, patience: float | None) -> "HTTPConnection":
        with self._lock:
            if self._process != os.getpid():  # a forked process shares none
                self._idle, self._busy, self._process = [], set(), os.getpid()
            if self.closed:
                raise Unreachable(f"this client of {self.url} is closed")
            connection = self._idle.pop() if self._idle else self._connection()
            self._busy.add(connection)
        connection.timeout = patience
        if connection.sock is not None:
            connection.sock.settimeout(patience)
        return connection

    def _put_back(self, connection: "HTTPConnection", *, whole: bool) -> None:
        """It can be used again when its last answer was read to the end."""
        with self._lock:
            self._busy.discard(connection)
            keep = whole and not self.closed
            if keep:
                self._idle.append(connection)
        if not keep:
            connection.close()

    def _connection(self) -> "HTTPConnection":
        from http import client  # see above

        kind = client.HTTPSConnection if self._secure else client.HTTPConnection
        return kind(self._host)

    def _unreachable(self, error: Exception) -> Unreachable:
        if self.closed:
            return Unreachable(f"this client of {self.url} is closed")
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return Unreachable(
            f"no mock-runpod answers at {self.url}: {why}; `mock-runpod serve` starts one"
        )


def _parted(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or parts.query or parts.fragment or "@" in url:
        shown = re.sub(r"[?#].*", "", re.sub(r"[^/]*@", "", url))  # the rest may be a secret
        raise Invalid(f"{shown!r} is no address of a server; write it like http://127.0.0.1:8642")
    return parts
