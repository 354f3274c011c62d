"""Worlds that are kept, to go back to or to compare with."""

from typing import Any

from mock_runpod.client.control import Control


class Snapshots:
    """Those of one world. They last as long as the server; `read` gives one as a document."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def __repr__(self) -> str:
        return f"<Snapshots at {self._control.transport.url}>"

    def save(self, name: str, file: bytes | None = None) -> dict[str, Any]:
        """Keep the world as it is now under this name, or what `read` once gave. One that has the
        name already is replaced. What is in it: `now`, `told`, `endpoints`, `jobs`, ...
        """
        return dict(self._control.put("snapshots", name, body=file))

    def load(self, name: str) -> dict[str, Any]:
        """The world goes on from then, with the same ids. Raises NotFound."""
        return dict(self._control.post("snapshots", name, "load"))

    def list(self) -> list[dict[str, Any]]:
        """What there is: `name`, `now`, `told`, `endpoints`, `jobs`, ..."""
        rows: list[dict[str, Any]] = self._control.get("snapshots")
        return rows

    def delete(self, name: str) -> None:
        """Raises NotFound."""
        self._control.delete("snapshots", name)

    def read(self, name: str) -> bytes:
        """The snapshot as a file, with all that was sent to the mock, also what is secret."""
        return self._control.text("GET", "snapshots", name)

    def restore(self, file: bytes) -> dict[str, Any]:
        """The world goes on from what `read` gave. Raises Invalid for another version's file."""
        return dict(self._control.post("load", body=file))

    def diff(self, before: str, after: str | None = None) -> dict[str, Any]:
        """What differs between two of `world`, `world:NAME` and `snapshot:NAME`; without the second
        it is this world as it is now. `added`, `removed` and `changed` are records, `settings` and
        `now` are pairs, and `text` says it all in sentences.
        """
        return dict(self._control.get("diff", **{"from": before, "to": after}))
