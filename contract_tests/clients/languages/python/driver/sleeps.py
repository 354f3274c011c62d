"""How long the SDK would have slept.

It sleeps real seconds: one before each look at a stream, up to 16 between two tries. A command with
`patience` runs with the SDK's own names for sleeping replaced (the name `time` or `asyncio` inside
the module that sleeps, not what stands behind it), so that it sleeps not at all; the call `slept`
then tells the seconds it asked for. As some loops of the SDK never end, `patience` is also how many
sleeps there may be: the next one raises OutOfPatience.
"""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from unittest.mock import patch

#: Modules of the SDK, and the one of urllib3 that sleeps between the tries of the sync client.
SLEEP = {
    "runpod.endpoint.runner": "time",
    "urllib3.util.retry": "time",
    "runpod.endpoint.asyncio.asyncio_runner": "asyncio",
    "runpod.apps.targets": "asyncio",
}


class OutOfPatience(Exception):
    """A loop went on for longer than the test wanted to see."""


class Sleeps:
    def __init__(self) -> None:
        self.slept: list[float] = []
        self._patience = 0

    @contextmanager
    def counted(self, patience: int | None) -> Iterator[None]:
        """Without `patience`, every sleep is a real one."""
        if patience is None:
            yield
            return
        self.slept, self._patience = [], patience
        sleeping = [patch(f"{module}.{name}", self._like(module, name)) for module, name in there()]
        for each in sleeping:
            each.start()
        try:
            yield
        finally:
            for each in sleeping:
                each.stop()

    def _like(self, module: str, name: str) -> SimpleNamespace:
        """`time`, or `asyncio`, with another `sleep`."""
        known: ModuleType = getattr(sys.modules[module], name)
        sleep = self._asleep if name == "asyncio" else self._sleep
        return SimpleNamespace(**{**vars(known), "sleep": sleep})

    def _sleep(self, seconds: float) -> None:
        if len(self.slept) == self._patience:
            raise OutOfPatience(f"it slept {self._patience} times")
        self.slept.append(seconds)

    async def _asleep(self, seconds: float) -> None:
        self._sleep(seconds)
        await asyncio.sleep(0)


def there() -> list[tuple[str, str]]:
    return [(module, name) for module, name in SLEEP.items() if module in sys.modules]


SLEEPS = Sleeps()
