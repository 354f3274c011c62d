from collections.abc import Iterator

import pytest

from contract_tests.engine.worlds import a_world, an_endpoint, later, submitted
from mock_runpod.engine import ids, jobs
from mock_runpod.engine.index import Roster
from mock_runpod.engine.ringing import ring
from mock_runpod.engine.world import World
from mock_runpod.errors import NotFound
from mock_runpod.model import Changed, Dropped, Endpoint, Job, Noted, Record, Worker
from mock_runpod.runtime.files.world_files import load_profile

INPUTS = ["hi", {"mock_delay": 3}, {"mock_error": True}, {"mock_crash": True}, {"mock_refresh": 1}]


def a_busy_world(seed: int | str = 7) -> World:
    world = a_world(profile=load_profile("chaos"), event_limit=0)
    world.random.seed(seed)
    endpoint = an_endpoint(world, workers_max=5)
    for n in range(40):
        submitted(world, endpoint, INPUTS[n % len(INPUTS)])
        later(world, n * 0.7)
    return world


def records(world: World) -> Iterator[Record]:
    for table in world._records.values():
        yield from table.values()


def test_a_fork_goes_its_own_way_and_could_have_gone_the_same() -> None:
    world = a_busy_world()
    left, right = world.fork(), world.fork()
    before = list(world.events)

    left.advance(5_000, ring)
    right.advance(5_000, ring)

    assert list(world.events) == before
    assert list(left.events) == list(right.events) != before
    assert [vars(r) for r in rosters(left)] == [vars(r) for r in rosters(right)]


def rosters(world: World) -> list[Roster]:
    return list(world.index.rosters.values())


def test_the_events_alone_tell_the_state() -> None:
    world = a_busy_world()

    told: dict[tuple[type[Record], str], Record] = {}
    for event in world.events:
        if isinstance(event, Noted):
            continue
        key = type(event.record), event.record.id
        told.pop(key) if isinstance(event, Dropped) else told.update({key: event.record})

    assert sorted(told.values(), key=repr) == sorted(records(world), key=repr)


def test_the_same_seed_tells_the_same_story_and_another_seed_another() -> None:
    stories = [list(a_busy_world(seed).events) for seed in (1, 1, 2)]

    assert stories[0] == stories[1] != stories[2]


def test_events_are_bounded_and_counted() -> None:
    world = a_world(event_limit=10)
    endpoint = an_endpoint(world)
    for _ in range(20):
        submitted(world, endpoint)

    assert len(world.events) == 10
    assert world.told > 20
    assert world.news_since(world.told - 3) == list(world.events)[-3:]
    assert world.news_since(0) == list(world.events)


def test_a_finished_world_keeps_nothing_but_its_settings() -> None:
    world = a_busy_world()

    later(world, 100_000)

    assert world.every(Job) == []
    assert {worker.status for worker in world.every(Worker)} <= {"STANDBY", "UNHEALTHY"}
    assert len(world.timeline) <= len(world.every(Worker))


def test_advance_can_stop_where_the_outside_is_needed() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=1)
    submitted(world, endpoint, webhook="http://127.0.0.1/")

    world.advance(1_000, ring, pause=True)

    assert world.now == 30
    assert len(world.effects) == 1


@pytest.mark.rule("B-012")
def test_ids_look_like_the_real_ones() -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    job, sync = submitted(world, endpoint), submitted(world, endpoint, sync=True)

    assert len(endpoint.id) == 14
    assert set(endpoint.id) <= set(ids.BASE36)
    assert len(endpoint.spec.template_id) == 10
    assert job.id[14] == "4"
    assert job.id[19] in "89ab"
    assert job.id.endswith("-u1")
    assert sync.id.startswith("sync-")


def test_what_is_not_there_is_not_found_in_the_words_of_its_kind() -> None:
    world = a_world()

    with pytest.raises(NotFound, match="endpoint not found"):
        world.get(Endpoint, "nope")
    with pytest.raises(NotFound, match="job not found"):
        world.get(Job, "nope")


def test_reading_a_stream_is_a_change_that_can_be_told() -> None:
    world = a_world()
    job = submitted(world, an_endpoint(world))
    jobs.emit(world, job, "a")

    assert jobs.drain(world, job) == ["a"]

    kinds = [type(event) for event in list(world.events)[-2:]]
    assert kinds == [Changed, Dropped]
