from contract_tests.engine.worlds import (
    a_warm_endpoint,
    a_world,
    again,
    an_endpoint,
    later,
    submitted,
)
from mock_runpod.engine import endpoints, jobs
from mock_runpod.engine.hindsight import as_of
from mock_runpod.engine.views import health, job_view
from mock_runpod.engine.world import World
from mock_runpod.model import Endpoint, Job, Record, Template, Worker

KINDS: tuple[type[Record], ...] = (Endpoint, Job, Template, Worker)


def shown(world: World) -> list[object]:
    """What a reader of the APIs could see: records whatever their order, and counters."""
    records = [{each.id: each for each in world.every(kind)} for kind in KINDS]
    return [*records, *(health(world, each.id) for each in world.every(Endpoint))]


def test_a_job_is_seen_as_it_was_a_moment_ago() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    job = submitted(world, endpoint)
    later(world, 2)

    views = [job_view(again(as_of(world, at), job))["status"] for at in (29.9, 30, 99)]

    assert views == ["IN_PROGRESS", "COMPLETED", "COMPLETED"]
    assert as_of(world, 27.9).find(Job, job.id) is None


def test_a_moment_is_seen_as_it_was_when_it_was_over() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    job = submitted(world, endpoint)
    jobs.cancel(world, again(world, job))
    later(world, 1)

    assert again(as_of(world, 28), job).status == "CANCELLED"


def test_the_past_holds_what_is_gone_now_and_counts_as_it_did() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    submitted(world, endpoint)
    later(world, 5)
    before = health(world, endpoint.id)

    later(world, 1)
    endpoints.delete(world, endpoint.id)
    past = as_of(world, 33)

    assert health(past, endpoint.id) == before
    assert before["jobs"]["completed"] == 1
    assert past.now == 33


def test_looking_back_changes_nothing() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    submitted(world, endpoint, {"mock_delay": 60})
    later(world, 10)
    told, pending = world.told, world.timeline.pending()

    past = as_of(world, 30)
    jobs.purge(past, endpoint.id)
    submitted(past, endpoint)

    assert (world.told, world.timeline.pending()) == (told, pending)
    assert len(world.every(Job)) == 1


def test_before_the_beginning_there_was_what_the_world_was_furnished_with() -> None:
    world = a_world()
    ours = an_endpoint(world)
    world.furnished = world.told
    theirs = an_endpoint(world)

    later(world, 10)

    assert as_of(world, -1).every(Endpoint) == [ours]
    assert as_of(world, 0).every(Endpoint) == [ours, theirs]


def a_day_of(world: World, endpoint: Endpoint, jobs_made: int) -> list[World]:
    """Jobs that come and go, some of them lost or failed; and the world at every step."""
    seen = []
    for n in range(jobs_made):
        kinds = {4: {"mock_crash": True}, 2: {"mock_error": True}}
        submitted(world, endpoint, kinds.get(n % 7, "hi"), sync=n % 3 == 0)
        seen.append(world.fork())
        later(world, 11)
    return seen


def test_with_a_short_memory_the_latest_past_is_still_right() -> None:
    """A list of so many events has forgotten the beginning, and every step since is exact."""
    world = a_world(event_limit=150)
    endpoint = an_endpoint(world, workers_max=2, idle_timeout=1)

    seen = a_day_of(world, endpoint, 60)

    assert world.told > 2 * len(world.events)
    for past in seen[-5:]:
        assert shown(as_of(world, past.now)) == shown(past)


def test_with_hardly_any_memory_the_past_has_at_least_nobody_born_since() -> None:
    world = a_world(event_limit=30)
    endpoint = an_endpoint(world, workers_max=2)
    a_day_of(world, endpoint, 20)
    late = submitted(world, endpoint)
    later(world, 1)

    past = as_of(world, world.now - 1.5)

    assert past.find(Job, late.id) is None
    assert past.get(Endpoint, endpoint.id) == world.get(Endpoint, endpoint.id)
    assert all(job.created_at <= past.now for job in past.every(Job))
