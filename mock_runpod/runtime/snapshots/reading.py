"""From a file to a world. Whatever is wrong with it is found before anything is done with it."""

from collections import deque
from collections.abc import Mapping
from typing import Any

import orjson

from mock_runpod import __version__, fixtures
from mock_runpod.engine.ringing import MEANINGS
from mock_runpod.engine.timeline import Entry, Timeline, Timer
from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid
from mock_runpod.model import Effect, Event, Profile, Step
from mock_runpod.runtime.clock import Clock
from mock_runpod.runtime.files import options
from mock_runpod.runtime.snapshots import bonds, rosters
from mock_runpod.runtime.snapshots.documents import FORMAT, records
from mock_runpod.runtime.snapshots.moments import Moment
from mock_runpod.runtime.snapshots.parts import Parts, checked, word
from mock_runpod.runtime.snapshots.values import Reader
from mock_runpod.settings import CENTURY_S, WorldSettings

#: No clock gets there. So far out, seconds can hardly be told from each other, and a world that
#: waits for the next one would wait for ever.
FURTHEST = 10 * CENTURY_S
#: What those timers are told that are told something.
PAYLOADS: Mapping[str, Any] = {"job-works": tuple[Step, ...], "endpoint-idles": int}


def read(text: bytes) -> Moment:
    """Raises Invalid, with the place in the file."""
    try:
        said = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Invalid(f"this is no snapshot: {error}") from None
    _check_version(said)
    parts = Parts(said, "format", "mock_runpod")
    world, mode = _world(parts), parts.one("clock", dict[str, Any])["mode"]
    polls = parts.one("polls", dict[str, float])
    parts.check_all_read()
    bonds.check(world)
    return Moment(world, mode, polls)


def _check_version(said: Any) -> None:
    if not isinstance(said, dict) or "format" not in said:
        raise Invalid("this is no snapshot: it does not say its `format`")
    if said["format"] != FORMAT:
        raise Invalid(
            f"this snapshot has format {said['format']!r:.20} and was written by mock_runpod "
            f"{said.get('mock_runpod', '?')!s:.20}; mock_runpod {__version__} reads format {FORMAT}"
        )


def _world(parts: Parts) -> World:
    """Part after part in the order of the file, where later ones may refer to earlier."""
    reader = Reader()
    clock = parts.one("clock", dict[str, Any])
    with parts.inside("clock"):
        Clock(checked(clock["mode"], str))
        now, epoch = (_moment(clock[name]) for name in ("now", "epoch"))
    with parts.inside("settings"):
        settings = options.changed(WorldSettings(), parts.one("settings", dict[str, Any]))
    with parts.inside("profile"):
        profile = checked(reader(parts.one("profile", dict[str, Any])), Profile)
    seed = parts.one("seed", object)
    if type(seed) not in (int, str):
        raise Invalid(f"snapshot, seed: it cannot be {word(seed)}")
    world = World(
        catalog=fixtures.catalog(), profile=profile, settings=settings, seed=seed, epoch=epoch
    )
    _put_records(parts, world, reader)
    with parts.inside("rosters"):
        rosters.restore(world.index, parts.one("rosters", dict[str, dict[str, Any]]))
    world.timeline = _timeline(parts, now, reader)
    world.effects = parts.each("effects", reader, Effect)
    for endpoint, operation, times in parts.each("asked", tuple, tuple[str, str, list[float]]):
        world.asked[endpoint, operation] = deque(times)
    with parts.inside("random"):
        version, state, gauss = parts.one("random", list[Any])
        world.random.setstate((version, tuple(state), gauss))
    told = parts.each("events", reader, Event)
    world.events = deque(told, maxlen=settings.event_limit or None)
    for count in ("told", "noted", "furnished"):
        setattr(world, count, parts.one(count, int))
    return world


def _put_records(parts: Parts, world: World, reader: Reader) -> None:
    known = records()
    for name, rows in parts.one("records", dict[str, list[Any]]).items():
        for number, row in enumerate(rows, 1):
            with parts.inside(f"records, {name}, row {number}"):
                record = checked(reader(row), known[name])
                if world.find(known[name], record.id):
                    raise Invalid(f"there is a {name} {record.id} already")
                world.put(record)


def _timeline(parts: Parts, now: float, reader: Reader) -> Timeline:
    def entry(row: list[Any]) -> Entry:
        due, what, id, payload = row
        if checked(due, float) < now:
            raise Invalid(f"it is due at {due}, and it is {now} already")
        told = checked(reader(payload), PAYLOADS.get(what, None))
        return Entry(_moment(due), _timer([what, id]), told)

    return Timeline.of(now, parts.each("timers", entry), parts.each("urgent", _timer))


def _timer(row: list[Any]) -> Timer:
    timer = checked(Timer(*row), tuple[str, str])
    if timer.what not in MEANINGS:
        raise Invalid(f"this version knows no timer {timer.what!r}")
    return Timer(*timer)


def _moment(said: Any) -> float:
    if not 0 <= checked(said, float) <= FURTHEST:
        raise Invalid(f"{said} is no moment of a world")
    return float(said)
