"""What worlds begin with. Each is built once; who begins alike gets a fork, which is quick."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from mock_runpod import fixtures
from mock_runpod.engine.world import World
from mock_runpod.model import Profile
from mock_runpod.runtime.faults import specs
from mock_runpod.runtime.files import world_files
from mock_runpod.runtime.files.fault_profiles import load_faults, written_out
from mock_runpod.runtime.files.options import changed
from mock_runpod.runtime.files.reading import FileText, Source
from mock_runpod.runtime.files.world_files import Furniture
from mock_runpod.settings import Server, WorldSettings, options_of

#: How many different beginnings are remembered.
MOST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody says about a world over HTTP. None: what the server was started with. So is
    the name of a file it was started with, the only one that is known here.
    """

    seed: int | str | None = None
    profile: Source | None = None
    data: str | Sequence[FileText] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    faults: list[Any] | str = field(default_factory=list)


class Beginnings:
    """Raises Invalid when the data or the profile of the server cannot be read.

    `asked` are the options somebody gave; they come before those in the data files.
    """

    def __init__(self, server: Server, asked: Mapping[str, Any]) -> None:
        self._server = server
        self._profile = world_files.load_profile(server.profile)
        self._furniture = world_files.load_worlds(server.data)
        self._faults = [load_faults(server.faults)] if server.faults else []
        mine = {field.name for field in options_of(WorldSettings)}
        self._asked = {name: value for name, value in asked.items() if name in mine}
        self._built: OrderedDict[bytes, World] = OrderedDict()
        self.settings = self._settings(self._furniture, {})
        self._build(Wish())  # furniture that breaks a rule is better known now

    def origin(self, wish: Wish) -> World:
        """The world at its second 0. It is shared: whoever wants to change it takes a fork.

        Raises Invalid.
        """
        key = orjson.dumps(wish, option=orjson.OPT_SORT_KEYS)
        world = self._built.pop(key, None) or self._build(wish)
        self._built[key] = world
        if len(self._built) > MOST:
            self._built.popitem(last=False)
        return world

    def _build(self, wish: Wish) -> World:
        furniture, profile = self._read(wish)
        settings = self._settings(furniture, wish.settings)
        seed = 0 if wish.seed is None else wish.seed
        world = World(catalog=fixtures.catalog(), profile=profile, settings=settings, seed=seed)
        world_files.furnish(world, furniture)
        if not self._own_faults(wish):
            specs.set_up(world, written_out(wish.faults))
        world.furnished = world.told
        return world

    def _settings(self, furniture: Sequence[Furniture], wished: Mapping[str, Any]) -> WorldSettings:
        settings = WorldSettings()
        for said in (*(each.content.settings for each in furniture), self._asked, wished):
            settings = changed(settings, said) if said else settings
        return settings

    def _read(self, wish: Wish) -> tuple[Sequence[Furniture], Profile]:
        profile, furniture = self._profile, self._furniture
        if wish.profile not in (None, "", self._server.profile):
            profile = world_files.load_profile(wish.profile, sent=True)
        if wish.data not in (None, self._server.data):
            furniture = world_files.load_worlds(wish.data, sent=True)
        return [*furniture, *self._faults] if self._own_faults(wish) else furniture, profile

    def _own_faults(self, wish: Wish) -> bool:
        return not wish.faults or wish.faults == self._server.faults
