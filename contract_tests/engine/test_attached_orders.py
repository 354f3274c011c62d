"""What can be ordered of a real worker, which does what it does; and what one costs."""

from typing import Any

import pytest

from contract_tests.engine.processes import a_crew, attached_to, launched, takes, tells
from contract_tests.engine.worlds import a_world, again, an_endpoint, later, now, submitted
from contract_tests.properties.truth import dump
from mock_runpod.engine import attached, ledger, losses, workers
from mock_runpod.errors import IllegalMove
from mock_runpod.model import Bill, Worker


@pytest.mark.parametrize("verb", [losses.crash, losses.run_out_of_memory])
def test_a_crash_on_order_ends_one_that_a_launcher_has_started(verb: Any) -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    launched(world, endpoint)
    job = submitted(world, endpoint)
    takes(world)
    verb(world, world.get(Worker, "w1"))
    now(world)

    assert world.find(Worker, "w1") is None
    assert again(world, job).retries == 1


REFUSED: list[Any] = [losses.lose_heartbeat, losses.evict, workers.sicken]


@pytest.mark.parametrize("verb", [*REFUSED, losses.crash, losses.run_out_of_memory])
def test_somebodys_own_process_does_nothing_on_order(verb: Any) -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    worker = attached_to(world, endpoint)
    before = dump(world)
    with pytest.raises(IllegalMove, match=r"worker w1 is (a real|somebody's) process"):
        verb(world, worker)

    assert dump(world) == before


@pytest.mark.rule("B-206")
def test_it_is_billed_from_its_start_to_its_end_idle_or_not() -> None:
    world, endpoint = a_crew()
    later(world, 10)
    submitted(world, endpoint)
    tells(world, takes(world)[0])
    later(world, 10)
    running = ledger.spent(world, endpoint.id)
    attached.gone(world, world.get(Worker, "w1"), "it ended", for_good=True)
    later(world, 100)

    assert world.get(Bill, endpoint.id).seconds == 20
    assert ledger.spent(world, endpoint.id) == running > 0
