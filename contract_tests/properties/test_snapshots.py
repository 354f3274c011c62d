"""A world that was written down and read again goes on exactly like the original."""

from typing import Any

import pytest
from hypothesis.stateful import rule

from contract_tests.properties.effort import effort
from contract_tests.properties.test_engine import Serverless
from contract_tests.properties.truth import KINDS, dump
from contract_tests.properties.wishes import PICK, SECONDS
from mock_runpod import fixtures
from mock_runpod.engine import jobs
from mock_runpod.engine.index import Index, Roster
from mock_runpod.engine.ringing import ring
from mock_runpod.engine.world import World
from mock_runpod.model import Endpoint, Job, Profile, Submission
from mock_runpod.runtime.snapshots.documents import records, written
from mock_runpod.runtime.snapshots.moments import Moment
from mock_runpod.runtime.snapshots.reading import read


def saved(world: World) -> bytes:
    return written(Moment(world, "manual", {}))


def told(world: World) -> dict[str, Any]:
    """All there is to it, but for what only stands for unknown endpoints that were asked about."""
    said = dump(world)
    empty = vars(Roster())
    rosters = {id: each for id, each in said["rosters"].items() if each != empty}
    return {**said, "rosters": rosters, "events": list(world.events)}


class Written(Serverless):
    """All that can happen in a world; now and then it is replaced by what its file says."""

    @rule(seconds=SECONDS, pick=PICK)
    def read_again(self, seconds: float, pick: int) -> None:
        text = saved(self.world)
        again = read(text).world
        assert saved(again) == text
        assert told(again) == told(self.world)
        for world in (again, twin := self.world.fork()):
            for job in world.every(Job)[pick:]:
                jobs.cancel(world, job)
            for endpoint in world.every(Endpoint):
                jobs.submit(world, Submission(endpoint_id=endpoint.id, input={"$": [pick]}))
            world.advance(world.now + seconds, ring)
        assert saved(again) == saved(twin)

    @rule()
    def go_on_from_the_file(self) -> None:
        self.world = read(saved(self.world)).world


Written.TestCase.settings = effort(1, steps=30)
TestWritten = pytest.mark.timeout(1_800)(Written.TestCase)


def test_every_part_of_a_world_is_in_its_file() -> None:
    """Whoever gives a world something new to know sees here that its file must tell it, too."""
    world = World(catalog=fixtures.catalog(), profile=Profile(name="any"))

    assert set(vars(world)) == {
        *(
            "settings",
            "profile",
            "epoch",
            "seed",
            "random",
            "timeline",
            "told",
            "noted",
            "furnished",
        ),
        *("events", "effects", "asked", "_records"),
        "catalog",  # of the version that reads it
        "index",  # follows from the records, but for the order in rosters
    }
    assert set(vars(Index())) == {"rosters", "chunks", "faults", "attached", "leaving"}
    assert set(records().values()) == set(KINDS)
    crew = {"again", "normal", "low", "busy", "jobs", "crew"}
    assert set(vars(Roster())) == crew | {
        *("working", "size", "completed", "failed", "retried", "scaled_up_at")
    }
