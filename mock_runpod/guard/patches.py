"""Functions replaced and put back, in modules that are there and in those that come later."""

import functools
import importlib.machinery
import sys
import types
from collections.abc import Callable, Sequence
from typing import Any

from mock_runpod.guard.doors import Arguments, Door, Keywords

_ABSENT = object()
Check = Callable[[Door, Arguments, Keywords], None]
Arrived = Callable[[types.ModuleType], None]


class Patches:
    """Every door asks `check` before it opens. A door that somebody else replaced meanwhile, and
    may put back later, is left alone at the end: it then asks no more.
    """

    def __init__(self, doors: Sequence[Door], check: Check) -> None:
        self._doors, self._check = doors, check
        self._done: list[tuple[Any, str, Any, Any]] = []
        self._standing = True

    def of(self, module: types.ModuleType) -> None:
        for door in self._doors:
            if door.module == module.__name__:
                owner = getattr(module, door.within, None) if door.within else module
                if owner is not None and hasattr(owner, door.name):
                    self._put(owner, door)

    def undo(self) -> None:
        self._standing = False
        while self._done:
            owner, name, before, ours = self._done.pop()
            if vars(owner).get(name) is not ours:
                continue
            if before is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, before)

    def _put(self, owner: Any, door: Door) -> None:
        original = getattr(owner, door.name)

        @functools.wraps(original)
        def guarded(*arguments: Any, **keywords: Any) -> Any:
            if self._standing:
                self._check(door, arguments, keywords)
            return original(*arguments, **keywords)

        self._done.append((owner, door.name, vars(owner).get(door.name, _ABSENT), guarded))
        setattr(owner, door.name, guarded)


class Arrivals:
    """Sees modules that are imported from now on: `arrived` gets each of `names` once it is there.

    It is a finder that finds nothing by itself, but lets the others find and adds a last step.
    """

    def __init__(self, names: set[str], arrived: Arrived) -> None:
        self._names, self._arrived = names, arrived

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in self._names:
            return None
        spec = self._found_by_others(name, path, target)
        loader: Any = spec.loader if spec else None
        if loader is None or not hasattr(loader, "exec_module"):
            return spec
        load = loader.exec_module

        def load_and_tell(module: types.ModuleType) -> None:
            vars(loader).pop("exec_module", None)
            load(module)
            self._arrived(module)

        loader.exec_module = load_and_tell
        return spec

    def begin(self) -> None:
        for name in self._names:
            if name in sys.modules:
                self._arrived(sys.modules[name])
        sys.meta_path.insert(0, self)

    def end(self) -> None:
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def _found_by_others(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None
    ) -> importlib.machinery.ModuleSpec | None:
        # Those before us have been asked, or are asking: `redirect` is another such finder.
        for finder in sys.meta_path[sys.meta_path.index(self) + 1 :]:
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                return spec
        return None
