"""How a moment of the world is written down (B-014, B-188)."""

from datetime import UTC, datetime
from functools import lru_cache

from mock_runpod.engine.world import World

#: The last second that a date can name. A world can be told to go further; its dates then stay.
LAST = 253_402_300_799.0


def moment(world: World, second: float) -> str:
    """RFC 3339 with milliseconds, for a second of the world."""
    return _written(world.epoch + second)


@lru_cache(maxsize=4096)  # the same few moments are shown again and again
def _written(unix: float) -> str:
    return _at(unix).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def spoken(world: World, second: float) -> str:
    """As a JavaScript `Date` prints itself, in `lastStatusChange`."""
    said = _at(world.epoch + second).strftime("%a %b %d %Y %H:%M:%S")
    return f"{said} GMT+0000 (Coordinated Universal Time)"


def _at(unix: float) -> datetime:
    return datetime.fromtimestamp(min(unix, LAST), UTC)
