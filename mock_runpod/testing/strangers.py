"""Requests to a test's own server that did not come with the key of its world: without any, or with
one that code under test has of its own.
"""

from mock_runpod.client.requests import Request
from mock_runpod.runtime.worlds import name_of
from mock_runpod.testing.starting import MockRunPod


class Strangers:
    """Those from now on, and the worlds that they opened."""

    def __init__(self, server: MockRunPod) -> None:
        self._server, self._worlds = server, server.app.worlds
        self._keyless, self._told = self._worlds.strays.told, dict[str, int]()
        self._before = set(self._worlds.uninvited())

    def unhandled(self) -> list[Request]:
        """What they asked for that is not there, since this was asked last."""
        found: list[Request] = []
        if self._worlds.strays.told > self._keyless:
            keyless = self._server.strays(self._keyless)
            self._keyless = keyless.told
            found += keyless
        for key in self._opened():
            theirs = self._server.at(key).unhandled(self._told.get(key, 0))
            self._told[key] = theirs.told
            found += theirs
        return found

    def end(self) -> None:
        """The next test with such a key has a fresh world, too."""
        for key in self._opened():
            self._server.worlds.delete(name_of(key))

    def _opened(self) -> list[str]:
        return [key for key in self._worlds.uninvited() if key not in self._before]
