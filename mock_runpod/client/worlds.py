"""The other worlds of the same server."""

from typing import TYPE_CHECKING, Any

from mock_runpod.client import files
from mock_runpod.client.control import Control

if TYPE_CHECKING:
    from mock_runpod.client import Client


class Worlds:
    """All worlds of the server: each has its own state, clock, seed, faults and journal."""

    def __init__(self, client: "Client", control: Control) -> None:
        self._client, self._control = client, control

    def __repr__(self) -> str:
        return f"<Worlds at {self._control.transport.url}>"

    def list(self) -> list[dict[str, Any]]:
        """Those that have been used, as the control API tells it: name, now, clock, counts."""
        return list(self._control.get("worlds"))

    def create(self, name: str | None = None, **options: Any) -> "Client":
        """A new world, and a client of it. Options are `seed`, `clock`, `profile`, `data`,
        `settings` (a dict) and `faults` (a list of specs). `profile`, `data` and `faults` can be
        ready-made names, or files of one's own: a `Path`, or text that is one (`"./mine.toml"`).
        Raises Invalid, and Refused if the name is taken.
        """
        options |= files.texts(options)
        said = options if name is None else options | {"name": name}
        return self._client.at(self._control.post("worlds", body=said)["key"])

    def fork(self, origin: str, name: str) -> "Client":
        """A copy of the world `origin` under another name, and a client of it."""
        row = self._control.post("worlds", origin, "fork", body={"as": name})
        return self._client.at(row["key"])

    def delete(self, name: str) -> None:
        """Its key begins a new one. Raises NotFound."""
        self._control.delete("worlds", name)
