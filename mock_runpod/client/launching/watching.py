"""Changes of a person's own source files."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

#: How often one looks, in real seconds.
LOOK_EVERY_S = 0.4
#: No more files than these are looked at: somebody watches a whole disk.
MOST = 10_000
#: Folders of what others wrote.
FOREIGN = {"__pycache__", "node_modules", "site-packages"}

Stamps = dict[str, tuple[int, int]]


class Watcher:
    """Tells `changed` which Python files in and below a folder are other than before, once they
    have stayed as they are for a moment: an editor writes in several steps.
    """

    def __init__(self, folder: Path, changed: Callable[[list[str]], None]) -> None:
        self._folder, self._changed = folder, changed
        self._over = threading.Event()
        self._known = stamps(folder)
        self._thread = threading.Thread(
            target=self._watch, name=f"mock_runpod watch {folder.name}", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        before = self._known
        while not self._over.wait(LOOK_EVERY_S):
            now = stamps(self._folder)
            if now == before and now != self._known:
                names = different(self._known, now)
                self._known = now
                self._changed(names)
            before = now


def stamps(folder: Path) -> Stamps:
    """When each file was written, and how long it is."""
    found: Stamps = {}
    for path in _sources(folder):
        try:
            state = os.stat(path)
        except OSError:  # it has just gone
            continue
        found[os.path.relpath(path, folder)] = state.st_mtime_ns, state.st_size
        if len(found) >= MOST:
            break
    return found


def different(old: Stamps, new: Stamps) -> list[str]:
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def _sources(folder: Path) -> Iterator[str]:
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if _own(here, each))
        yield from (os.path.join(here, each) for each in sorted(files) if each.endswith(".py"))


def _own(here: str, name: str) -> bool:
    hidden = name.startswith(".") or name in FOREIGN
    return not hidden and not os.path.exists(os.path.join(here, name, "pyvenv.cfg"))
