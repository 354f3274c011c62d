"""How this API writes a moment (B-014, B-188)."""

from datetime import UTC, datetime

from mock_runpod.engine.world import World


def _at(world: World, second: float) -> datetime:
    return datetime.fromtimestamp(world.epoch + second, UTC)


def moment(world: World, second: float) -> str:
    """RFC 3339 with milliseconds, for a second of the world."""
    return _at(world, second).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def spoken(world: World, second: float) -> str:
    """As a JavaScript `Date` prints itself, in `lastStatusChange`."""
    said = _at(world, second).strftime("%a %b %d %Y %H:%M:%S")
    return f"{said} GMT+0000 (Coordinated Universal Time)"
