"""Real workers and jobs that are lost as late as on RunPod (W14, B-083): `lost_after=faithful`."""

import pytest

from contract_tests.engine.processes import a_crew, asks, attached_to, takes, tells
from contract_tests.engine.worlds import again, later, submitted
from mock_runpod.engine import attached
from mock_runpod.engine.world import World
from mock_runpod.model import Emit, Noted, Worker


def remarks(world: World) -> list[str]:
    return [event.text for event in world.events if isinstance(event, Noted)]


@pytest.mark.rule("W14")
def test_faithfully_a_lost_job_is_missed_as_late_as_on_runpod_and_noted_once() -> None:
    world, endpoint = a_crew(lost_after="faithful", heartbeat_loss_s=45)
    job = submitted(world, endpoint)
    takes(world)
    for _ in range(3):
        asks(world)
        later(world, 14)
    before = again(world, job)
    later(world, 3)

    assert (before.held, before.retries) == (True, 0)
    assert (again(world, job).held, again(world, job).retries) == (False, 1)
    assert sum("is lost" in text for text in remarks(world)) == 1


@pytest.mark.rule("W14")
def test_one_that_speaks_of_a_job_again_has_not_lost_it() -> None:
    world, endpoint = a_crew(lost_after="faithful", heartbeat_loss_s=45)
    job = submitted(world, endpoint)
    takes(world)
    attached.lose(world, again(world, job), "nothing was heard")
    later(world, 40)
    attached.report(world, "w1", job.id, Emit(output="still there"))
    later(world, 40)

    assert again(world, job).held
    assert tells(world, job, output="late, but done")


@pytest.mark.rule("B-083")
def test_faithfully_one_that_has_gone_looks_busy_until_it_is_missed() -> None:
    world, endpoint = a_crew(lost_after="faithful", heartbeat_loss_s=45)
    job = submitted(world, endpoint)
    takes(world)
    for _ in range(2):
        attached.gone(world, world.get(Worker, "w1"), "its connection is gone", for_good=True)
        later(world, 20)
    busy = world.get(Worker, "w1")
    later(world, 5)

    assert (busy.status.value, busy.crashed, busy.holds) == ("RUNNING", True, (job.id,))
    assert world.find(Worker, "w1") is None
    assert again(world, job).retries == 1
    assert remarks(world).count("its connection is gone") == 1


def test_faithfully_one_that_comes_back_before_it_is_missed_goes_on() -> None:
    world, endpoint = a_crew(lost_after="faithful", heartbeat_loss_s=45)
    job, other = submitted(world, endpoint), submitted(world, endpoint)
    takes(world)
    attached.gone(world, world.get(Worker, "w1"), "its connection is gone", for_good=True)
    assert takes(world) == []
    asks(world, busy=True)
    later(world, 100)
    tells(world, job, output="done")

    assert (again(world, job).status.value, again(world, job).retries) == ("COMPLETED", 0)
    assert [taken.id for taken in takes(world)] == [other.id]


def test_faithfully_one_that_ended_with_nothing_in_hand_is_gone_at_once() -> None:
    world, endpoint = a_crew(lost_after="faithful")
    attached_to(world, endpoint, "w2")
    attached.gone(world, world.get(Worker, "w1"), "exit code 0", for_good=True)

    assert [worker.id for worker in world.every(Worker)] == ["w2"]
