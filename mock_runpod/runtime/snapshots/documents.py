"""The file: which parts it has. The order of things is part of the story, so nothing is sorted that
has an order of its own, and the same world always gives the same bytes.
"""

from collections.abc import Mapping
from dataclasses import asdict

import orjson

from mock_runpod import __version__
from mock_runpod.model import Record
from mock_runpod.runtime.snapshots import rosters
from mock_runpod.runtime.snapshots.moments import Moment
from mock_runpod.runtime.snapshots.values import Writer, kinds

#: Another number whenever an older file would be read wrongly.
FORMAT = 1


def written(moment: Moment) -> bytes:
    world, write = moment.world, Writer()
    document = {
        "format": FORMAT,
        "mock_runpod": __version__,
        "clock": {"mode": moment.mode, "now": world.now, "epoch": world.epoch},
        "seed": world.seed,
        "told": world.told,
        "noted": world.noted,
        "furnished": world.furnished,
        "settings": asdict(world.settings),
        "profile": write(world.profile),
        "records": {
            name: [write(each) for each in found]
            for name, kind in records().items()
            if (found := world.every(kind))
        },
        "rosters": rosters.told(world),
        "timers": [
            [due, *timer, write(said)]
            for due, timer, said in world.timeline.entries()
            if timer.what != "alarm"  # who waits is no part of the world
        ],
        "urgent": [list(timer) for timer in world.timeline.urgent],
        "effects": [write(each) for each in world.effects],
        "asked": [[*key, list(times)] for key, times in world.asked.items() if times],
        "polls": moment.polls,
        "random": world.random.getstate(),
        "events": [write(each) for each in world.events],
    }
    return orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE)


def records() -> Mapping[str, type[Record]]:
    """Every kind of record there is, by its name."""
    found = {n: k for n, k in kinds().items() if issubclass(k, Record) and k is not Record}
    return dict(sorted(found.items()))
