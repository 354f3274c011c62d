"""A mock to be maltreated: time skips, so that whoever waits is answered."""

from collections.abc import Iterator

import pytest

from contract_tests.properties.wire import Wire


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    """In the end, not one request may have ended in an accident."""
    with Wire(clock="auto", profile="typical", data="demo") as wire:
        yield wire
        assert wire.app.accidents == 0
