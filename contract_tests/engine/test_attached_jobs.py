"""What goes through a real worker's hands: it takes jobs, and tells of them."""

import pytest

from contract_tests.engine.processes import (
    SDK,
    a_crew,
    asks,
    attached_to,
    launched,
    state,
    takes,
    tells,
)
from contract_tests.engine.worlds import (
    a_warm_endpoint,
    a_world,
    again,
    an_endpoint,
    later,
    submitted,
)
from contract_tests.properties.truth import dump
from mock_runpod.engine import arrivals, attached
from mock_runpod.model import (
    Behaviour,
    Chunk,
    Emit,
    Finish,
    Process,
    Progress,
    Worker,
    replace,
)


@pytest.mark.rule("W5")
@pytest.mark.rule("B-113")
def test_jobs_are_taken_in_their_order_and_low_priority_last() -> None:
    world, endpoint = a_crew("w1", "w2")
    low = submitted(world, endpoint, low_priority=True)
    first, second, third = (submitted(world, endpoint) for _ in range(3))
    lost = takes(world, "w2")[0]
    attached.lose(world, world.get(type(lost), lost.id), "a test")

    assert lost.id == first.id
    assert [job.id for job in takes(world, most=2)] == [first.id, second.id]
    assert [job.id for job in takes(world, most=9)] == [third.id, low.id]
    assert takes(world) == []


@pytest.mark.rule("B-074")
def test_a_job_begins_when_it_is_handed_out() -> None:
    world, endpoint = a_crew()
    job = submitted(world, endpoint)
    later(world, 3)
    (taken,) = takes(world)

    assert (taken.status.value, taken.worker_id, taken.started_at) == ("IN_PROGRESS", "w1", 3)
    assert state(world) == "RUNNING"
    assert again(world, job) == taken


@pytest.mark.rule("W4")
def test_one_that_leaves_gets_none() -> None:
    world, endpoint = a_crew()
    submitted(world, endpoint)
    attached.drain(world, world.get(Worker, "w1"))

    assert takes(world) == []


def test_a_result_ends_the_job_and_the_worker_is_free() -> None:
    world, endpoint = a_crew()
    job = submitted(world, endpoint)
    takes(world)
    later(world, 7)

    assert tells(world, job, output="done")
    ended = again(world, job)
    assert (ended.status.value, ended.output, ended.finished_at) == ("COMPLETED", "done", 7)
    assert state(world) == "IDLE"


@pytest.mark.rule("B-084")
def test_an_error_fails_it_without_another_attempt() -> None:
    world, endpoint = a_crew()
    job = submitted(world, endpoint)
    takes(world)
    tells(world, job, error="no", output={"k": 1})
    ended = again(world, job)

    assert (ended.status.value, ended.error, ended.output) == ("FAILED", "no", {"k": 1})
    assert takes(world) == []


@pytest.mark.rule("W10")
def test_progress_and_chunks_are_heard_while_it_works_and_not_after() -> None:
    world, endpoint = a_crew()
    job = submitted(world, endpoint)
    takes(world)
    steps = [Progress(output="half"), Emit(output="a"), Finish(output="whole")]
    heard = [attached.report(world, "w1", job.id, step) for step in (*steps, *steps)]

    assert heard == [True] * 3 + [False] * 3
    assert again(world, job).output == "whole"
    assert [chunk.output for chunk in world.every(Chunk)] == ["a"]


@pytest.mark.rule("W7")
@pytest.mark.parametrize("worker_id", ["w2", "nobody", ""])
def test_who_has_not_got_it_has_nothing_to_say_about_it(worker_id: str) -> None:
    world, endpoint = a_crew("w1", "w2")
    job = submitted(world, endpoint)
    takes(world)
    before = dump(world)

    assert not attached.report(world, worker_id, job.id, Finish(output=1))
    assert not attached.report(world, "w1", "no-such-job", Finish(output=1))
    assert dump(world) == before


def test_a_job_of_one_without_a_name_is_anybodys() -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    attached_to(world, endpoint, "anonymous-1", Process())
    job = submitted(world, endpoint)
    takes(world, "anonymous-1")

    assert tells(world, job, worker_id="me", output=1)
    assert again(world, job).output == 1


def test_a_simulated_ones_job_is_nobodys_to_tell_of() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, workers_max=2)
    job = submitted(world, endpoint)
    simulated = again(world, job).worker_id or ""

    assert not attached.report(world, simulated, job.id, Finish(output="mine"))


@pytest.mark.rule("W11")
@pytest.mark.rule("B-131")
def test_one_that_asks_to_be_refreshed_leaves_if_somebody_can_start_another() -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    for name, come in (("theirs", launched), ("mine", attached_to)):
        come(world, endpoint, name)
        job = submitted(world, endpoint)
        takes(world, name)
        tells(world, job, worker_id=name, refresh=True)

    leaving = [world.get(Worker, name).leaving for name in ("theirs", "mine")]
    assert leaving == [True, False]


def test_simulated_concurrency_says_nothing_about_processes() -> None:
    world = a_world()
    endpoint = an_endpoint(world, behaviour=Behaviour(concurrency=1))
    attached_to(world, endpoint)
    several = [submitted(world, endpoint) for _ in range(3)]

    assert [job.id for job in takes(world, most=3)] == [job.id for job in several]


def test_one_that_says_it_has_other_work_keeps_what_it_has() -> None:
    world, endpoint = a_crew()
    job = submitted(world, endpoint)
    takes(world)
    asks(world, busy=True)

    assert again(world, job).held


def test_what_it_is_made_of_is_kept() -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    worker = attached_to(world, endpoint, process=Process())
    introduced = attached.introduce(world, worker, "Rust", "0.6")

    assert introduced.process == replace(Process(), sdk="Rust", sdk_version="0.6")
    assert attached.introduce(world, introduced, "Rust", "0.6") is introduced
    assert SDK.sdk == "RunPod-Python-SDK"
    assert arrivals.check_place(introduced, endpoint.id) == introduced.process
