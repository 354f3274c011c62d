"""A world for every API key: made when the key is first seen, and never in touch with another."""

import hashlib
import logging
from collections.abc import Iterator, Mapping
from typing import Any

from mock_runpod import fixtures
from mock_runpod.engine.world import World
from mock_runpod.errors import NotFound
from mock_runpod.model import Noted, replace
from mock_runpod.runtime import world_files
from mock_runpod.runtime.clock import Clock
from mock_runpod.runtime.driver import Driver
from mock_runpod.runtime.options import changed
from mock_runpod.runtime.outbox import Outbox
from mock_runpod.settings import Server, WorldSettings, options_of

NAMED = "rpa_mock_"
#: Keys with a meaning of their own, for tests.
INVALID, FORBIDDEN, BROKE = "rpa_mock_invalid", "rpa_mock_forbidden", "rpa_mock_broke"
DEFAULT = "rpa_mock_default"

log = logging.getLogger("mock_runpod.world")


def name_of(key: str) -> str:
    """How a world is shown: by the name in `rpa_mock_<name>`, else by a short digest of its key."""
    if key.startswith(NAMED) and len(key) > len(NAMED):
        return key.removeprefix(NAMED)
    return "key-" + hashlib.sha256(key.encode()).hexdigest()[:10]


class Worlds:
    """All of them, by key. Raises Invalid when the data or the profile cannot be read.

    `asked` are the options somebody gave; they come before those in the data files.
    """

    def __init__(self, server: Server, asked: Mapping[str, Any]) -> None:
        Clock(server.clock)  # an unknown mode is better known now
        self.server, self.asked = server, asked
        self.outbox = Outbox()
        self._profile = world_files.load_profile(server.profile)
        self._furniture = world_files.load_worlds(server.data)
        settings = WorldSettings()
        for each in self._furniture:
            settings = changed(settings, each.content.settings)
        mine = {field.name for field in options_of(WorldSettings)}
        said = {name: value for name, value in asked.items() if name in mine}
        self.settings = changed(settings, said)
        self._drivers: dict[str, Driver] = {}
        self._build(DEFAULT, Clock("manual"))  # furniture that breaks a rule too

    def __iter__(self) -> Iterator[Driver]:
        return iter(self._drivers.values())

    def at(self, key: str) -> Driver:
        """The driver of this key's world; the first call makes it."""
        driver = self._drivers.get(key)
        if driver is None:
            driver = self._drivers[key] = self._driver(key)
        return driver

    def named(self, name: str) -> Driver:
        """The world shown under this name; named ones are made, digests must be known already."""
        for driver in self._drivers.values():
            if driver.name == name:
                return driver
        if name.startswith("key-"):
            raise NotFound(f"no world is called {name}")
        return self.at(NAMED + name)

    def names(self) -> list[str]:
        return [driver.name for driver in self._drivers.values()]

    def forget(self, name: str) -> None:
        """Drop a world; its key begins a new one."""
        for key, driver in list(self._drivers.items()):
            if driver.name == name:
                driver.reset()
                driver.stop_timer()
                del self._drivers[key]
                return
        raise NotFound(f"no world is called {name}")

    def let_go(self) -> None:
        """The end is near: everybody who waits is told how things stand."""
        for driver in self._drivers.values():
            driver.let_go()

    async def close(self) -> None:
        self.let_go()
        for driver in self._drivers.values():
            driver.stop_timer()
        await self.outbox.close()

    def _driver(self, key: str) -> Driver:
        origin: list[World] = []

        def make(clock: Clock) -> World:
            """The first world of a key is built; later ones are forks of it, which is quicker."""
            if not origin:
                origin.append(self._build(key, clock))
            world = origin[0].fork()
            world.epoch = clock.epoch()
            return world

        mode = self.server.clock
        return Driver(name_of(key), make, mode, send=self.outbox.send, hear=_hear)

    def _build(self, key: str, clock: Clock) -> World:
        world = World(
            catalog=fixtures.catalog(),
            profile=self._profile,
            settings=self.settings,
            seed=f"{self.server.seed}:{name_of(key)}",
            epoch=clock.epoch(),
        )
        world_files.furnish(world, self._furniture)
        if key == BROKE:
            world.put(replace(world.account, balance=0.0))
        return world


def _hear(driver: Driver, remark: Noted) -> None:
    log.info("%s %s: %s", driver.name, remark.about, remark.text)
