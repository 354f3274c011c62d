"""What can be done to a worker by hand, and what then becomes of it and of its job."""

from collections.abc import Callable
from typing import Any

import pytest

from contract_tests.engine.worlds import (
    GPU,
    a_warm_endpoint,
    a_world,
    again,
    an_endpoint,
    crew,
    later,
    now,
    statuses,
    submitted,
)
from mock_runpod.engine import endpoints, losses, market, workers
from mock_runpod.engine.views import health
from mock_runpod.engine.world import World
from mock_runpod.errors import IllegalMove
from mock_runpod.model import Noted, Stock, Worker

Verb = Callable[[World, Worker], Any]


@pytest.mark.rule("B-124")
@pytest.mark.parametrize("verb", [losses.crash, losses.run_out_of_memory, workers.sicken])
def test_an_idle_worker_whose_container_dies_is_unhealthy_and_comes_back(verb: Verb) -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, workers_max=1)
    (worker,) = crew(world, endpoint)

    verb(world, worker)
    job = submitted(world, endpoint)
    assert health(world, endpoint.id)["workers"]["unhealthy"] == 1
    assert again(world, job).status == "IN_QUEUE"
    later(world, 60 + 8 + 2)

    assert again(world, job).status == "COMPLETED"
    assert again(world, job).worker_id == worker.id


@pytest.mark.rule("B-083")
@pytest.mark.parametrize(
    ("verb", "again_at"),
    [
        (losses.crash, 40 + 28),
        (losses.run_out_of_memory, 40 + 28),
        (losses.lose_heartbeat, 40),
        (losses.retire, 28),
        (losses.evict, 10 + 28),
    ],
)
def test_a_job_in_hand_is_dispatched_once_more(verb: Verb, again_at: float) -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, workers_max=1)
    job = submitted(world, endpoint, {"mock_delay": 5})
    began = world.now

    verb(world, crew(world, endpoint)[0])
    now(world)
    later(world, again_at + 5)

    done = again(world, job)
    assert (done.status, done.retries, done.started_at) == ("COMPLETED", 1, began + again_at)
    assert health(world, endpoint.id)["jobs"]["retried"] == 1


def test_a_worker_that_ran_out_of_memory_says_so() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    (worker,) = crew(world, endpoint)

    losses.run_out_of_memory(world, worker)

    said = [event for event in world.events if isinstance(event, Noted)]
    assert [(note.about, note.text) for note in said] == [(worker.id, losses.OUT_OF_MEMORY)]


@pytest.mark.rule("B-123")
def test_an_evicted_worker_gives_its_gpus_back_and_waits_for_others() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, data_center_ids=("EU-RO-1",), gpu_count=2)
    id = market.stock_id(GPU, "EU-RO-1")
    stock = Stock(id=id, type_id=GPU, data_center_id="EU-RO-1", available=2)
    market.set_stock(world, stock)
    assert market.rented(world, stock) == 2

    losses.evict(world, crew(world, endpoint)[0])

    assert statuses(world, endpoint) == ["THROTTLED"]
    assert market.rented(world, stock) == 0
    later(world, 10 + 28)
    assert statuses(world, endpoint) == ["IDLE"]


def test_who_is_evicted_from_an_endpoint_that_wants_it_no_more_goes() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, workers_max=1)
    submitted(world, endpoint, {"mock_delay": 9})
    endpoints.update(world, endpoint.id, {"workers_max": 0, "workers_min": 0})

    losses.evict(world, crew(world, endpoint)[0])

    assert crew(world, endpoint) == []


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        (losses.crash, "cannot crash while PREPARING"),
        (losses.run_out_of_memory, "cannot crash while PREPARING"),
        (losses.lose_heartbeat, "a worker that is PREPARING: it has no job"),
        (workers.sicken, "cannot sicken while PREPARING"),
        (losses.evict, "cannot evict while PREPARING"),
    ],
)
def test_what_cannot_happen_to_a_worker_is_refused_and_leaves_no_trace(
    verb: Verb, words: str
) -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    before = [world.told, *crew(world, endpoint)]

    with pytest.raises(IllegalMove, match=words):
        verb(world, crew(world, endpoint)[0])

    assert [world.told, *crew(world, endpoint)] == before


def test_the_dead_do_not_die_twice_and_who_is_at_work_does_not_sicken() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    submitted(world, endpoint)

    with pytest.raises(IllegalMove, match="cannot sicken while RUNNING"):
        workers.sicken(world, crew(world, endpoint)[0])
    losses.crash(world, crew(world, endpoint)[0])
    for verb in (losses.crash, losses.lose_heartbeat):
        with pytest.raises(IllegalMove, match="dead"):
            verb(world, crew(world, endpoint)[0])
