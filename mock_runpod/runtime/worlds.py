"""A world for every API key: made when the key is first seen, and never in touch with another."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from secrets import token_bytes
from typing import Any

from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid, NotFound, Refused
from mock_runpod.model import Noted, replace
from mock_runpod.runtime.beginnings import Beginnings, Wish
from mock_runpod.runtime.clock import Clock
from mock_runpod.runtime.driver import Driver
from mock_runpod.runtime.journal import Journal
from mock_runpod.runtime.outbox import Outbox
from mock_runpod.runtime.snapshots.moments import Moment, resumed
from mock_runpod.settings import Server, path_safe

NAMED, UNNAMED = "rpa_mock_", "key-"
#: Keys with a meaning of their own, for tests.
INVALID, FORBIDDEN, BROKE = "rpa_mock_invalid", "rpa_mock_forbidden", "rpa_mock_broke"
DEFAULT = "rpa_mock_default"

log = logging.getLogger("mock_runpod.world")


def name_of(key: str) -> str:
    """How a world is shown: by the name in `rpa_mock_<name>`, else by a short digest of its key."""
    if key.startswith(NAMED) and len(key) > len(NAMED):
        return key.removeprefix(NAMED)
    return UNNAMED + hashlib.sha256(key.encode()).hexdigest()[:10]


class Worlds:
    """All of them, by key. Raises Invalid when the data or the profile cannot be read.

    `asked` are the options somebody gave; they come before those in the data files.
    """

    def __init__(self, server: Server, asked: Mapping[str, Any]) -> None:
        Clock(server.clock)  # an unknown mode is better known now
        self.server, self.asked = server, asked
        self.outbox = Outbox()
        self.strays = Journal()  # requests that were meant for no world
        self._beginnings = Beginnings(server, asked)
        self.settings = self._beginnings.settings
        self._drivers: dict[str, Driver] = {}
        self._keys: dict[str, str] = {}  # by the name of their world
        self._opened: set[str] = set()  # keys of those that were made on purpose
        self._numbers = count(1)
        self.secret = _secret(server)

    def __iter__(self) -> Iterator[Driver]:
        return iter(self._drivers.values())

    def at(self, key: str) -> Driver:
        """The driver of this key's world; the first call makes it."""
        driver = self._drivers.get(key)
        if driver is None:
            origin = self._beginnings.origin(Wish(seed=self._seed(name_of(key))))
            driver = self._begin(key, _from_second_0(origin, broke=key == BROKE), self.server.clock)
        return driver

    def known(self, key: str) -> Driver | None:
        """The driver of this key's world, if there is one; none is made."""
        return self._drivers.get(key)

    def named(self, name: str) -> Driver:
        """The world shown under this name; named ones are made, digests must be known already."""
        if name in self._keys:
            return self._drivers[self._keys[name]]
        if name.startswith(UNNAMED):
            raise NotFound(f"no world is called {name}")
        return self.at(NAMED + name)

    def there(self, name: str) -> Driver:
        """The world of this name, which must be there. Raises NotFound."""
        if name not in self._keys:
            raise NotFound(f"no world is called {name}")
        return self._drivers[self._keys[name]]

    def key_of(self, name: str) -> str:
        """What clients of the world of this name send."""
        return self._keys[name]

    def names(self) -> list[str]:
        return [driver.name for driver in self._drivers.values()]

    def uninvited(self) -> list[str]:
        """Keys whose world nobody made: they were just used. It can be asked from any thread."""
        return [key for key in list(self._drivers) if key not in self._opened]

    def accepts(self, key: str) -> bool:
        """Whether the key opens a world; one whose world was made on purpose always does."""
        return not self.server.keys or key in self.server.keys or key in self._opened

    def make(self, name: str | None, wish: Wish, clock: str | None) -> Driver:
        """A world of its own for the key `rpa_mock_<name>`. Raises Invalid and Refused."""
        name = self._free(name)
        if wish.seed is None:
            wish = replace(wish, seed=self._seed(name))
        origin = self._beginnings.origin(wish)
        driver = self._begin(NAMED + name, _from_second_0(origin), clock or self.server.clock)
        self._opened.add(NAMED + name)
        return driver

    def fork(self, name: str, to: str | None) -> Driver:
        """A second world that goes on from where the first is, another way. A reset of it comes
        back to that moment. Raises NotFound, Invalid and Refused.
        """
        source, to = self.there(name), self._free(to)
        moment = source.moment()
        driver = self._begin(NAMED + to, _from_there(moment), moment.mode)
        driver.go_back(moment)
        self._opened.add(NAMED + to)
        return driver

    def forget(self, name: str) -> None:
        """Drop a world and all that was kept of it; its key begins a new one. Raises NotFound."""
        driver, key = self.there(name), self._keys.pop(name)
        del self._drivers[key]
        self._opened.discard(key)
        driver.end()

    def let_go(self) -> None:
        """The end is near: everybody who waits is told how things stand."""
        for driver in self._drivers.values():
            driver.let_go()

    async def close(self) -> None:
        self.let_go()
        for driver in self._drivers.values():
            driver.stop()
        await self.outbox.close()

    def _begin(self, key: str, make: Callable[[Clock], World], mode: str) -> Driver:
        name = name_of(key)
        driver = Driver(name, make, mode, send=self.outbox.send, hear=_hear)
        self._drivers[key], self._keys[name] = driver, key
        return driver

    def _seed(self, name: str) -> str:
        return f"{self.server.seed}:{name}"

    def _free(self, name: str | None) -> str:
        """The name, or one nobody has; it becomes a part of a key and of addresses."""
        if name is None:
            names = (f"world-{number}" for number in self._numbers)
            name = next(name for name in names if name not in self._keys)
        if not name or not path_safe(name) or name.startswith(UNNAMED):
            wanted = "letters, digits and -._~, and does not begin with key-"
            raise Invalid(f"a world cannot be called {name!r}; a name has {wanted}")
        if NAMED + name in (INVALID, FORBIDDEN, BROKE):
            raise Invalid(f"the key {NAMED}{name} has a meaning of its own; choose another name")
        if name in self._keys:
            raise Refused(f"there is a world called {name} already")
        return name


def _secret(server: Server) -> bytes:
    """What proves that we have written something: the same again where a restart must not matter,
    for workers that were given their tokens before.
    """
    said = [*server.keys, server.admin_token]
    return hashlib.sha256("\n".join(said).encode()).digest() if any(said) else token_bytes()


def _from_second_0(origin: World, *, broke: bool = False) -> Callable[[Clock], World]:
    def make(clock: Clock) -> World:
        world = origin.fork()
        world.epoch = clock.epoch()
        if broke:
            world.put(replace(world.account, balance=0.0))
        return world

    return make


def _from_there(moment: Moment) -> Callable[[Clock], World]:
    def make(clock: Clock) -> World:
        clock.jump_to(moment.world.now)
        return resumed(moment)

    return make


def _hear(driver: Driver, remark: Noted) -> None:
    log.info("%s %s: %s", driver.name, remark.about, remark.text)
