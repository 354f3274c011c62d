"""The worlds that properties are tried in. One app serves a module; each example resets it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_tests.properties.wire import Wire

WORLD = str(Path(__file__).with_name("world.toml"))


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with Wire(clock="manual", profile="typical", data=WORLD) as wire:
        yield wire
