"""The connection that a request came by; in process, there is none."""

from typing import Any, Protocol

from mock_runpod.surfaces.kit import Call

#: Where a request's scope has its connection, among the extensions.
CONNECTION = "mock_runpod.connection"


class Connection(Protocol):
    """What can be done to it."""

    transport: Any

    def reset(self) -> None:
        """End it so that the client sees a reset (RST)."""

    def close(self) -> None:
        """End it in the usual way once everything written so far is out."""


def connection(call: Call) -> Connection | None:
    """None in process, where there is no port."""
    found: Connection | None = call.scope.get("extensions", {}).get(CONNECTION, {}).get("this")
    return found


def has_gone(call: Call) -> bool:
    """Whether nothing that is written now would be read."""
    line = connection(call)
    return line is not None and line.transport.is_closing()
