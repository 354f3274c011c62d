"""The real addresses of RunPod, answered by a mock to whoever asks with httpx.

    with RunPodRouter(mock.base_url, mock.key) as router:
        httpx.get("https://rest.runpod.io/v1/endpoints", headers=...)

It is a router of respx, so that a test can add routes of its own to it. respx sees httpx only: for
other clients there are the variables of `mock-runpod env`, and the guard.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from functools import partial
from http.client import (
    HTTPConnection,
    HTTPException,
    HTTPResponse,
    HTTPSConnection,
    IncompleteRead,
    RemoteDisconnected,
)
from typing import Any, Self
from urllib.parse import urlsplit

import anyio.to_thread
import httpx

from mock_runpod.environment import REAL_HOST

try:
    import respx
    from respx.router import MockRouter
except ImportError as error:
    said = "runpod_respx needs respx: pip install 'mock-runpod[respx]'"
    raise ImportError(said, name=error.name) from error

#: How our own two routes are called in a router: `router["runpod"].calls`.
OURS = RUNPOD, MOCK = "runpod", "mock_runpod"
NAMED = "rpa_mock_"
#: What belongs to one connection only, not to the request or answer on it.
HOP = frozenset({"connection", "content-length", "keep-alive", "transfer-encoding"})
_asynchronous: ContextVar[bool] = ContextVar("_asynchronous", default=False)


class RunPodRouter(MockRouter):
    """Answers every host of RunPod from the mock at `mock_url`, in the world of `key`. Requests to
    the mock's own address pass. Routes of a test come first, whatever else there is is as respx is
    told: `assert_all_mocked=True` refuses other hosts, unless a route lets them pass.

    A key that does not begin with `rpa_mock_` is replaced by `key`. What happens to a connection
    comes out as the error that httpx would raise.
    """

    def __init__(self, mock_url: str, key: str, **options: Any) -> None:
        super().__init__(**options)
        self._forwarding, self._mock = Forwarding(mock_url, key), urlsplit(mock_url)
        self._add_ours()

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise TypeError("this router runs already; respx.mock(...) makes another")

    def add(self, route: respx.Route, *, name: str | None = None) -> respx.Route:
        """Whatever a test adds is asked before ours."""
        added = super().add(route, name=name)
        for ours in OURS:
            if ours != name and ours in self.routes:
                last: respx.Route = self.routes[ours]
                self.pop(ours)
                self.routes.add(last, name=ours)
        return added

    def clear(self) -> None:
        super().clear()
        self._add_ours()

    def assert_all_called(self) -> None:
        """Of the routes of a test. Nobody has to ask RunPod."""
        missed = [each for each in self.routes if not each.called and each.name not in OURS]
        assert missed == [], "RESPX: some routes were not called!"

    async def async_handler(self, request: httpx.Request) -> httpx.Response:
        token = _asynchronous.set(True)
        try:
            return await super().async_handler(request)
        finally:
            _asynchronous.reset(token)

    def _add_ours(self) -> None:
        runpod = respx.Route(host__regex=REAL_HOST).mock(side_effect=self._answer)
        self.routes.add(runpod, name=RUNPOD)
        mock = {"scheme": self._mock.scheme, "host": self._mock.hostname, "port": self._mock.port}
        self.routes.add(respx.Route(**mock).pass_through(), name=MOCK)

    def _answer(self, request: httpx.Request) -> Any:
        """A response, or what is to be awaited for one."""
        forward = partial(self._forwarding.send, request)
        if _asynchronous.get():
            return anyio.to_thread.run_sync(forward, abandon_on_cancel=True)
        return forward()


class Forwarding:
    """Sends a request of httpx to the mock, by the standard library, which respx does not see."""

    def __init__(self, mock_url: str, key: str) -> None:
        self._mock, self._key = urlsplit(mock_url), key

    def send(self, request: httpx.Request) -> httpx.Response:
        """`Host` stays, as the mock goes by it. Raises what httpx would."""
        limits = request.extensions.get("timeout", {})
        with closing(self._connection(limits.get("connect"))) as connection:
            with _errors(request, httpx.ConnectError, httpx.ConnectTimeout):
                connection.connect()
            with _errors(request, httpx.WriteError, httpx.WriteTimeout):
                connection.sock.settimeout(limits.get("write"))
                self._write(connection, request)
            with _errors(request, httpx.ReadError, httpx.ReadTimeout):
                connection.sock.settimeout(limits.get("read"))
                with connection.getresponse() as answer:
                    return _response(answer, request)

    def _connection(self, timeout: float | None) -> HTTPConnection:
        kind = HTTPSConnection if self._mock.scheme == "https" else HTTPConnection
        return kind(self._mock.netloc, timeout=timeout)

    def _write(self, connection: HTTPConnection, request: httpx.Request) -> None:
        url = request.url
        if "api_key" in url.params:
            url = url.copy_set_param("api_key", self._ours(url.params["api_key"]))
        target = self._mock.path.rstrip("/") + url.raw_path.decode("ascii")
        connection.putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in request.headers.multi_items():
            if name == "authorization":
                value = self._ours(value, "Bearer ")
            if name not in HOP:
                connection.putheader(name, value)
        body = request.read()
        if body or request.method in ("POST", "PUT", "PATCH"):
            connection.putheader("content-length", str(len(body)))
        connection.endheaders(body)

    def _ours(self, said: str, scheme: str = "") -> str:
        """A key that opens a world of the mock; which one, a test may say itself."""
        return said if NAMED in said else f"{scheme}{self._key}"


@contextmanager
def _errors(
    request: httpx.Request, broken: type[httpx.RequestError], late: type[httpx.RequestError]
) -> Iterator[None]:
    """What httpx calls it."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error) or "timed out", request=request) from error
    except RemoteDisconnected as error:
        said = "Server disconnected without sending a response."
        raise httpx.RemoteProtocolError(said, request=request) from error
    except OSError as error:
        raise broken(str(error), request=request) from error
    except HTTPException as error:
        raise httpx.RemoteProtocolError(str(error), request=request) from error


def _response(answer: HTTPResponse, request: httpx.Request) -> httpx.Response:
    """The whole answer; one that breaks off in its body does so while it is read."""
    headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP]
    try:
        body: dict[str, Any] = {"content": answer.read()}
    except IncompleteRead as error:
        body = {"stream": BrokenOff(error, request)}
    return httpx.Response(answer.status, headers=headers, request=request, **body)


class BrokenOff(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body of which only the beginning came."""

    def __init__(self, error: IncompleteRead, request: httpx.Request) -> None:
        self._error, self._request = error, request

    def __iter__(self) -> Iterator[bytes]:
        came, rest = self._error.partial, self._error.expected
        yield came
        how = f"(received {len(came)} bytes, expected {len(came) + rest})" if rest else ""
        said = f"peer closed connection without sending complete message body {how}".strip()
        raise httpx.RemoteProtocolError(said, request=self._request)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part
