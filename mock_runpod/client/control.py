"""The control API of one world, and what its answers mean."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn
from urllib.parse import quote, urlencode

from mock_runpod.client.transport import PATIENCE_S, Request, Transport
from mock_runpod.errors import (
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    RunPodError,
    Unauthorized,
    Unreachable,
)

REFUSALS: dict[int, type[RunPodError]] = {
    **{401: Unauthorized, 403: Forbidden, 404: NotFound, 405: NotFound, 409: Refused},
}


class Control:
    """Addresses are given in parts, `("worlds", name)`, so that no name can be mistaken for one.

    A refusal is raised as the error it was, with the sentence of the server.
    """

    def __init__(self, transport: Transport, headers: dict[str, str]) -> None:
        self.transport, self.headers = transport, headers

    def get(self, *path: str, **query: Any) -> Any:
        return self.ask("GET", *path, query=query)

    def post(self, *path: str, body: Any = None, patience: float | None = PATIENCE_S) -> Any:
        return self.ask("POST", *path, body=body, patience=patience)

    def put(self, *path: str, body: Any = None) -> Any:
        return self.ask("PUT", *path, body=body)

    def patch(self, *path: str, body: Any) -> Any:
        return self.ask("PATCH", *path, body=body)

    def delete(self, *path: str) -> Any:
        return self.ask("DELETE", *path)

    def ask(self, method: str, *path: str, **how: Any) -> Any:
        """The answer as data; None where there is none (204). For `how` see `text`."""
        said = self.text(method, *path, **how)
        return json.loads(said) if said else None

    def text(
        self,
        method: str,
        *path: str,
        query: dict[str, Any] | None = None,
        body: Any = None,
        patience: float | None = PATIENCE_S,
    ) -> bytes:
        """The answer as it came. A `body` of bytes is sent as it is, all else as JSON."""
        sent = body if body is None or isinstance(body, bytes) else _encoded(body)
        request = Request(method, address(path, query or {}), self.headers, sent, patience)
        status, content = self.transport.call(request)
        if status >= 300:
            self._refused(status, content)
        if status != 204 and not content.startswith((b"{", b"[")):
            raise self._stranger(status)
        return content

    def lines(self, *path: str, **query: Any) -> Iterator[str]:
        """An answer that goes on and on, line by line."""
        request = Request("GET", address(path, query), self.headers, patience=None)
        for line in self.transport.lines(request):
            yield line.decode()

    def _refused(self, status: int, content: bytes) -> NoReturn:
        try:
            said = json.loads(content)
            sentence = str(said["error"])
        except (ValueError, LookupError, TypeError):
            raise self._stranger(status) from None
        if status == 400:
            raise Invalid(sentence, said.get("problems", ()))
        raise REFUSALS.get(status, RunPodError)(sentence)

    def _stranger(self, status: int) -> Unreachable:
        there = f"what answers at {self.transport.url} is no mock-runpod (status {status})"
        return Unreachable(f"{there}; `mock-runpod serve` starts one")


def headers(key: str | None, world: str | None, token: str | None) -> dict[str, str]:
    """What says which world is meant, and that one may hold it. Raises Invalid."""
    said = {
        "Authorization": None if key is None else f"Bearer {key}",
        "X-Mock-World": world,
        "X-Mock-Admin-Token": token,
        "Content-Type": "application/json",
    }
    for name, value in said.items():
        if value is not None and not (value.isascii() and value.isprintable()):
            raise Invalid(f"{name} can only be plain letters, digits and signs")
    return {name: value for name, value in said.items() if value is not None}


def address(path: tuple[str, ...], query: dict[str, Any]) -> str:
    asked = {name: value for name, value in query.items() if value is not None}
    there = "/".join(quote(part, safe="") for part in path)
    return f"/__mock/{there}" + (f"?{urlencode(asked)}" if asked else "")


def _encoded(body: Any) -> bytes:
    try:
        return json.dumps(body, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise Invalid(f"this cannot be said in JSON: {error}") from None
