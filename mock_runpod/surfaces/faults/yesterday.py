"""A driver that shows its world as it was: for a GET that is answered with old news."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from mock_runpod.engine.hindsight import as_of
from mock_runpod.engine.world import World
from mock_runpod.runtime.driver import Driver

T = TypeVar("T")


class Yesterday:
    """Whatever a handler does to this world is forgotten. All else is the real driver's."""

    def __init__(self, driver: Driver, seconds: float) -> None:
        self._driver = driver
        with driver.turn() as world:
            self.world = as_of(world, world.now - seconds)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._driver, name)

    def turn(self) -> AbstractContextManager[World]:
        return nullcontext(self.world)

    async def wait(
        self, about: str, ready: Callable[[World], T | None], seconds: float, hangup: Any = None
    ) -> T | None:
        """Nothing new happens in the past, however long somebody waits."""
        return ready(self.world)
