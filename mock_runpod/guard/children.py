"""Child Python processes stand under the same guard: they find our `sitecustomize` first."""

import os

#: Says that the guard is up. Its value is the file for reports, or ON for none.
VARIABLE = "MOCK_RUNPOD_GUARD"
ON = "on"
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "inherited")


class Heirs:
    """Two variables, set for whoever is started from now on, and given back at the end."""

    def __init__(self, report: str) -> None:
        self._report = report
        self._before: dict[str, str | None] = {}
        self._said: dict[str, str] = {}

    def begin(self) -> None:
        path = os.environ.get("PYTHONPATH", "")
        rest = [each for each in path.split(os.pathsep) if each and each != FOLDER]
        self._set(VARIABLE, self._report or ON)
        self._set("PYTHONPATH", os.pathsep.join([FOLDER, *rest]))

    def end(self) -> None:
        """What somebody else changed meanwhile stays, but for our own part of it."""
        for name, before in self._before.items():
            now = os.environ.get(name)
            if now == self._said[name]:
                _put(name, before)
            elif name == "PYTHONPATH" and now:
                rest = [each for each in now.split(os.pathsep) if each != FOLDER]
                _put(name, os.pathsep.join(rest))

    def _set(self, name: str, value: str) -> None:
        self._before[name] = os.environ.get(name)
        self._said[name] = os.environ[name] = value


def _put(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
