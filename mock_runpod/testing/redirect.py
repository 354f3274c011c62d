"""Every client in this process and its children, sent to a mock for a while.

Variables do it for whoever reads them later. The Python SDK reads some when it is imported, so
its modules are changed, too: those that are there already, and those that are imported while it
lasts. Afterwards all is as it was, or as it would have been.
"""

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.machinery import ModuleSpec
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, cast

from mock_runpod.environment import no_detours, variables
from mock_runpod.testing.sdk import Habits

SDK, CREDENTIALS = "runpod", "runpod.cli.groups.config.functions"
#: What modules of the SDK keep of a variable when they are imported, and what it is otherwise.
KEPT = {
    (SDK, "endpoint_url_base"): ("RUNPOD_ENDPOINT_BASE_URL", "https://api.runpod.ai/v2"),
    (SDK, "api_key"): ("RUNPOD_API_KEY", None),
    ("runpod.apps.logs", "HAPI_BASE"): ("RUNPOD_HAPI_URL", "https://hapi.runpod.net"),
    ("runpod.apps.auth", "CONSOLE_URL"): ("RUNPOD_CONSOLE_URL", "https://console.runpod.io"),
}
WATCHED = {CREDENTIALS, *Habits.MODULES, *(module for module, _ in KEPT)}

_active: list["Redirect"] = []
_numbers = count(1)


class Changes(Protocol):
    """Where it is kept how things were: a `pytest.MonkeyPatch`, or `Layer`."""

    def setenv(self, name: str, value: str) -> None: ...

    def setattr(self, target: object, name: str, value: object) -> None: ...


class Layer:
    """Variables and attributes that are other ones for a while. Layers lie on each other, and each
    can end before the one on top of it: two coroutines do not care about order.
    """

    _layers: "list[Layer]" = []  # noqa: RUF012 - the pile is the same for all

    def __init__(self) -> None:
        self._before: dict[tuple[int, str], tuple[Any, Any]] = {}
        self._layers.append(self)

    def setenv(self, name: str, value: str) -> None:
        self._before.setdefault((id(os.environ), name), (os.environ, os.environ.get(name)))
        os.environ[name] = value

    def setattr(self, target: object, name: str, value: object) -> None:
        self._before.setdefault((id(target), name), (target, getattr(target, name)))
        setattr(target, name, value)

    def undo(self) -> None:
        above = self._layers[self._layers.index(self) + 1 :]
        self._layers.remove(self)
        for what, (target, before) in self._before.items():
            heir = next((layer for layer in above if what in layer._before), None)
            if heir is None:
                _put(target, what[1], before)
            else:
                heir._before[what] = target, before


def _put(target: Any, name: str, value: Any) -> None:
    if target is not os.environ:
        setattr(target, name, value)
    elif value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


class Redirect:
    """From here until `end()`, RunPod is the mock at this URL, and the account that of this key.

    `changes` is undone by whoever made it, after the end.
    """

    def __init__(self, base_url: str, key: str, habits: Habits, changes: Changes) -> None:
        self.base_url, self.key, self.habits, self._changes = base_url, key, habits, changes
        self._said = variables(base_url, key)
        self._account = Path(_folder(), str(next(_numbers)))
        if not _active:
            _outside.begin()
        _active.append(self)
        try:
            self._begin()
        except BaseException:  # a warning of the test, perhaps
            self.end()
            raise

    def _begin(self) -> None:
        for name, value in (self._said | no_detours(self.base_url, os.environ)).items():
            self._changes.setenv(name, value)
        for name in WATCHED:
            if (module := sys.modules.get(name)) is not None:
                self.change(module)

    def change(self, module: ModuleType) -> None:
        """What the module has kept of the real RunPod."""
        name = module.__name__
        kept = {attribute: self._said[v] for (m, attribute), (v, _) in KEPT.items() if m == name}
        if name == CREDENTIALS:  # the person's own are neither read nor written
            kept["CREDENTIAL_FILE"] = str(self._account / "config.toml")
        said = [(module, attribute, value) for attribute, value in kept.items()]
        for target, attribute, value in [*said, *self.habits.of(module)]:
            if hasattr(target, attribute):
                self._changes.setattr(target, attribute, value)

    def end(self) -> None:
        self.habits.end()
        _active.remove(self)
        if not _active:
            _outside.end()
        if self._account.exists():
            shutil.rmtree(self._account, ignore_errors=True)


class _Outside:
    """How things are where nothing is redirected. It also stands among the finders of modules, as
    one that finds nothing by itself: a module that is imported meanwhile shall be, afterwards, as
    if it had been imported outside.
    """

    def __init__(self) -> None:
        self._said: dict[str, str | None] = {}
        self._owed = False

    def begin(self) -> None:
        self._said = {variable: os.environ.get(variable) for variable, _ in KEPT.values()}
        sys.meta_path.insert(0, self)

    def end(self) -> None:
        sys.meta_path.remove(self)

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in WATCHED:
            return None
        # Those before us have been asked, or are asking: the guard is another such finder.
        later = sys.meta_path[sys.meta_path.index(self) + 1 :]
        found = (each.find_spec(name, path, target) for each in later)
        spec = next(filter(None, found), None)
        if spec is not None and spec.loader is not None:
            self._follow(spec.loader)
        return spec

    def _follow(self, loader: Any) -> None:
        """The loader of this one module, once: it has another habit until it is done."""
        load = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            vars(loader).pop("exec_module", None)
            load(module)
            self._imported(module)

        loader.exec_module = exec_module

    def _imported(self, module: ModuleType) -> None:
        for (name, attribute), (variable, default) in KEPT.items():
            if name == module.__name__ and hasattr(module, attribute):
                self._free(module, attribute, variable, default)
        for redirect in _active:
            redirect.change(module)

    def _free(self, module: ModuleType, attribute: str, variable: str, default: Any) -> None:
        """Give it what it would have; a version that has a constant there keeps it."""
        found, ours = getattr(module, attribute), {each._said[variable] for each in _active}
        if found in ours:
            setattr(module, attribute, self._said[variable] or default)
        self._owed = self._owed or (attribute == "api_key" and found in {None, *ours})

    def settle(self) -> None:
        """The key of an SDK that was imported meanwhile: only now is its file looked into."""
        if not self._owed or _active:
            return
        self._owed, sdk = False, cast(Any, sys.modules.get(SDK))
        file = Path("~/.runpod/config.toml").expanduser()
        if sdk is not None and sdk.api_key is None and file.exists():
            with suppress(Exception):  # whatever is wrong with it is not ours to say
                sdk.api_key = import_module(CREDENTIALS).get_credentials(sdk.profile)["api_key"]


_outside = _Outside()
#: To be called when all changes are undone.
settle = _outside.settle


@cache
def _folder() -> str:
    """Of this process, until it ends."""
    folder = tempfile.mkdtemp(prefix="mock_runpod-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
