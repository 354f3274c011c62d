import pytest

from contract_tests.engine.worlds import (
    EXACT,
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
from mock_runpod.engine import endpoints, jobs
from mock_runpod.engine.views import worker_counters
from mock_runpod.model import Behaviour, Endpoint, replace


@pytest.mark.rule("B-126")
def test_a_new_endpoint_gets_a_standby_that_is_scaled_down() -> None:
    world = a_world()
    endpoint = an_endpoint(world)

    assert statuses(world, endpoint) == ["PREPARING"]
    later(world, 20)

    assert statuses(world, endpoint) == ["STANDBY"]
    assert worker_counters(world, endpoint.id) == {
        "idle": 1,
        "initializing": 0,
        "ready": 1,
        "running": 0,
        "throttled": 0,
        "unhealthy": 0,
    }


@pytest.mark.rule("B-133")
def test_workers_min_are_up_and_stay_up() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=2)

    later(world, 28)
    assert statuses(world, endpoint) == ["IDLE", "IDLE"]
    later(world, 10_000)

    assert statuses(world, endpoint) == ["IDLE", "IDLE"]


@pytest.mark.rule("B-129")
@pytest.mark.rule("B-139")
def test_a_worker_scales_down_after_its_idle_timeout() -> None:
    world = a_world()
    endpoint = an_endpoint(world, idle_timeout=30)
    submitted(world, endpoint)
    later(world, 30)

    later(world, 29.9)
    assert statuses(world, endpoint) == ["IDLE"]
    later(world, 0.1)

    assert statuses(world, endpoint) == ["STANDBY"]


@pytest.mark.rule("B-129")
def test_a_job_in_the_idle_window_needs_no_cold_start_and_begins_the_window_anew() -> None:
    world = a_world()
    endpoint = an_endpoint(world, idle_timeout=30)
    submitted(world, endpoint)
    later(world, 50)

    job = submitted(world, endpoint)
    assert again(world, job).started_at == world.now
    later(world, 2 + 29.9)
    assert statuses(world, endpoint) == ["IDLE"]
    later(world, 0.1)

    assert statuses(world, endpoint) == ["STANDBY"]


@pytest.mark.rule("B-129")
def test_a_shorter_idle_timeout_holds_for_workers_that_are_idle_or_at_work_already() -> None:
    world = a_world()
    endpoint = an_endpoint(world, idle_timeout=3_000, workers_max=1)
    submitted(world, endpoint)
    later(world, 31)

    endpoints.update(world, endpoint.id, {"idle_timeout": 4})
    later(world, 3)
    assert statuses(world, endpoint) == ["STANDBY"]
    endpoints.update(world, endpoint.id, {"idle_timeout": 3_000})
    submitted(world, endpoint)
    later(world, 100)
    busy = submitted(world, endpoint)
    endpoints.update(world, endpoint.id, {"idle_timeout": 4})
    later(world, 2)
    assert again(world, busy).status == "COMPLETED"
    later(world, 4)

    assert statuses(world, endpoint) == ["STANDBY"]


@pytest.mark.rule("B-128")
@pytest.mark.parametrize(("flashboot", "boot"), [(True, 2), (False, 8)])
def test_flashboot_starts_a_worker_faster_the_second_time(flashboot: bool, boot: int) -> None:
    world = a_world()
    endpoint = an_endpoint(world, flashboot=flashboot)
    first = submitted(world, endpoint)
    later(world, 100)

    second = submitted(world, endpoint)
    later(world, boot)

    assert again(world, first).started_at == 28
    assert again(world, second).started_at == 100 + boot


@pytest.mark.rule("B-124")
def test_a_worker_that_crashes_on_start_is_unhealthy_takes_no_job_and_is_tried_again() -> None:
    world = a_world(profile=replace(EXACT, boot_failure=1.0))
    endpoint = an_endpoint(world, workers_max=1)
    job = submitted(world, endpoint)

    later(world, 28)
    assert statuses(world, endpoint) == ["UNHEALTHY"]
    assert again(world, job).status == "IN_QUEUE"
    world.profile = EXACT
    later(world, 60 + 8)

    assert again(world, job).status == "IN_PROGRESS"


@pytest.mark.rule("B-124")
def test_an_unhealthy_worker_is_given_up_after_seven_days_and_its_seat_with_it() -> None:
    world = a_world(profile=replace(EXACT, boot_failure=1.0), image_pull_s=0, boot_s=0)
    endpoint = an_endpoint(world, workers_max=1, workers_min=1)

    later(world, 7 * 86_400 + 100)

    assert crew(world, endpoint) == []
    assert world.get(Endpoint, endpoint.id).spec.workers_max == 0


@pytest.mark.rule("B-122")
def test_a_worker_with_four_hands_runs_four_jobs_and_counts_once() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=1, workers_max=1, behaviour=Behaviour(concurrency=4))
    later(world, 28)

    jobs = [submitted(world, endpoint) for _ in range(5)]

    states = [again(world, job).status.value for job in jobs]
    assert states == ["IN_PROGRESS"] * 4 + ["IN_QUEUE"]
    assert worker_counters(world, endpoint.id)["running"] == 1


@pytest.mark.rule("B-133")
def test_lowering_workers_max_stops_idle_workers_and_never_a_busy_one() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=3)
    later(world, 28)
    job = submitted(world, endpoint, {"mock_delay": 10})

    endpoints.update(world, endpoint.id, {"workers_max": 1, "workers_min": 0})
    assert statuses(world, endpoint) == ["RUNNING"]
    later(world, 10)

    assert again(world, job).status == "COMPLETED"
    assert statuses(world, endpoint) == ["IDLE"]


@pytest.mark.rule("B-134")
def test_workers_max_zero_pauses_and_raising_it_goes_on() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    busy = submitted(world, endpoint, {"mock_delay": 10})

    endpoints.update(world, endpoint.id, {"workers_max": 0})
    waiting = submitted(world, endpoint)
    later(world, 1_000)
    assert again(world, busy).status == "COMPLETED"
    assert again(world, waiting).status == "IN_QUEUE"
    assert statuses(world, endpoint) == []
    endpoints.update(world, endpoint.id, {"workers_max": 1})
    now(world)
    later(world, 30)

    assert again(world, waiting).status == "COMPLETED"


@pytest.mark.rule("B-083")
def test_a_dead_worker_looks_busy_until_its_heartbeats_are_missed() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    (before,) = crew(world, endpoint)
    submitted(world, endpoint, {"mock_crash": True})

    later(world, 39.9)
    assert statuses(world, endpoint) == ["RUNNING"]
    later(world, 0.1)

    assert before.id not in [worker.id for worker in crew(world, endpoint)]


@pytest.mark.rule("B-083")
def test_a_dead_worker_whose_job_was_cancelled_takes_no_other() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, workers_max=1)
    (dead,) = crew(world, endpoint)
    job = submitted(world, endpoint, {"mock_crash": True})

    jobs.cancel(world, again(world, job))
    other = submitted(world, endpoint)
    later(world, 40 + 28)

    assert again(world, other).status == "IN_PROGRESS"
    assert again(world, other).worker_id != dead.id


@pytest.mark.rule("B-146")
def test_a_worker_with_other_jobs_in_hand_goes_on_when_one_is_done() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=1, workers_max=1, behaviour=Behaviour(concurrency=2))
    later(world, 28)
    short, long = submitted(world, endpoint), submitted(world, endpoint, {"mock_delay": 9})
    endpoints.update(world, endpoint.id, {"gpu_count": 2})

    later(world, 2)
    waiting = submitted(world, endpoint)
    assert waiting.status == "IN_QUEUE"
    assert again(world, short).status == "COMPLETED"
    assert statuses(world, endpoint) == ["RUNNING"]
    later(world, 7)

    assert again(world, long).status == "COMPLETED"
    assert [worker.version for worker in crew(world, endpoint)] == [2]


@pytest.mark.rule("B-131")
def test_a_refreshed_worker_leaves_when_its_hands_are_empty() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=1, workers_max=1, behaviour=Behaviour(concurrency=2))
    later(world, 28)
    (before,) = crew(world, endpoint)
    submitted(world, endpoint, {"mock_delay": 5})
    submitted(world, endpoint, {"mock_refresh": True})
    waiting = submitted(world, endpoint)

    assert again(world, waiting).status == "IN_QUEUE"
    later(world, 5)

    assert before.id not in [worker.id for worker in crew(world, endpoint)]
