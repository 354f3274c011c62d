"""Orders of events that once broke the law, kept as the shortest stories that tell them."""

import pytest

from contract_tests.engine.worlds import (
    EXACT,
    GPU,
    a_world,
    again,
    an_endpoint,
    later,
    statuses,
    submitted,
)
from mock_runpod.engine import market
from mock_runpod.model import Behaviour, JobStatus, Stock, replace

PLACE = "EU-RO-1"


@pytest.mark.rule("B-124")
def test_an_unhealthy_worker_whose_place_is_taken_waits_for_another() -> None:
    world = a_world(profile=replace(EXACT, boot_failure=1.0))
    endpoint = an_endpoint(world, workers_min=1, workers_max=1, data_center_ids=(PLACE,))
    later(world, 30)
    assert statuses(world, endpoint) == ["UNHEALTHY"]

    taken = Stock(id=market.stock_id(GPU, PLACE), type_id=GPU, data_center_id=PLACE, available=0)
    market.set_stock(world, taken)
    later(world, 60)

    assert statuses(world, endpoint) == ["THROTTLED"]


@pytest.mark.rule("B-083")
def test_a_dead_worker_finishes_none_of_its_jobs() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_max=1, behaviour=Behaviour(concurrency=2))
    submitted(world, endpoint, {"mock_delay": 1, "mock_crash": True})
    other = submitted(world, endpoint, {"mock_delay": 5})
    later(world, 28 + 1)

    later(world, 39)
    assert again(world, other).status is JobStatus.IN_PROGRESS
    later(world, 1)

    assert again(world, other).retries == 1
