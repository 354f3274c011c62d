import difflib

from mock_runpod.errors import Invalid, NotFound, Refused
from mock_runpod.runtime.snapshots.moments import Moment
from mock_runpod.settings import path_safe

#: How many a world can have; each may hold on to as much as the world itself.
MOST = 100


class Shelf:
    """The snapshots of one world, by name. They outlive a reset, but not the world."""

    def __init__(self) -> None:
        self._moments: dict[str, Moment] = {}

    def items(self) -> list[tuple[str, Moment]]:
        return list(self._moments.items())

    def put(self, name: str, moment: Moment) -> bool:
        """False if it takes the place of another. Raises Invalid and Refused."""
        new = name not in self._moments
        if not name or not path_safe(name):
            raise Invalid(f"a snapshot cannot be called {name!r}; use letters, digits and -._~")
        if new and len(self._moments) >= MOST:
            raise Refused(f"there are {MOST} snapshots already; remove one first")
        self._moments[name] = moment
        return new

    def get(self, name: str) -> Moment:
        """Raises NotFound."""
        if name in self._moments:
            return self._moments[name]
        near = difflib.get_close_matches(name, self._moments, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise NotFound(f"there is no snapshot {name!r}{hint}")

    def remove(self, name: str) -> None:
        """Raises NotFound."""
        self.get(name)
        del self._moments[name]

    def clear(self) -> None:
        self._moments.clear()
