import pytest

from contract_tests.engine.worlds import (
    a_warm_endpoint,
    a_world,
    again,
    an_endpoint,
    later,
    statuses,
    submitted,
)
from mock_runpod.engine import jobs
from mock_runpod.engine.autoscaler import Demand, wanted
from mock_runpod.model import EndpointSpec, ScalerType

COUNT, DELAY = ScalerType.REQUEST_COUNT, ScalerType.QUEUE_DELAY


def spec(scaler: ScalerType, value: int, least: int = 0, most: int = 3) -> EndpointSpec:
    return EndpointSpec(
        template_id="t",
        scaler_type=scaler,
        scaler_value=value,
        workers_min=least,
        workers_max=most,
    )


def demand(
    waiting: int = 0, working: int = 0, workers: int = 0, free: int = 0, waited: float = 0
) -> Demand:
    return Demand(waiting=waiting, working=working, workers=workers, free=free, waited=waited)


@pytest.mark.rule("B-136")
@pytest.mark.parametrize(
    ("waiting", "working", "value", "want"),
    [(6, 0, 1, 3), (1, 0, 4, 1), (4, 0, 4, 1), (5, 0, 4, 2), (2, 3, 4, 2), (0, 0, 4, 0)],
)
def test_request_count_wants_a_worker_for_so_many_requests(
    waiting: int, working: int, value: int, want: int
) -> None:
    assert wanted(spec(COUNT, value), demand(waiting, working)) == want


@pytest.mark.rule("B-135")
@pytest.mark.parametrize(
    ("workers", "free", "waited", "want"),
    [(0, 0, 0, 1), (1, 1, 100, 1), (1, 0, 3.9, 1), (1, 0, 4, 2), (3, 0, 4, 3)],
)
def test_queue_delay_adds_one_worker_when_the_oldest_has_waited_too_long(
    workers: int, free: int, waited: float, want: int
) -> None:
    found = wanted(spec(DELAY, 4), demand(5, 0, workers, free, waited))

    assert found == want


@pytest.mark.rule("B-261")
def test_the_first_worker_can_be_made_to_wait_too() -> None:
    assert wanted(spec(DELAY, 4), demand(1), first_at_once=False) == 0
    assert wanted(spec(DELAY, 4), demand(1, waited=4), first_at_once=False) == 1


@pytest.mark.rule("B-133")
def test_bounds_hold_whatever_the_rule_wants() -> None:
    assert wanted(spec(COUNT, 1, least=2), demand()) == 2
    assert wanted(spec(COUNT, 1), demand(100)) == 3
    assert wanted(spec(COUNT, 1, least=2, most=0), demand(100)) == 0


@pytest.mark.rule("B-138")
def test_extra_workers_come_on_top_but_not_while_paused() -> None:
    assert wanted(spec(COUNT, 1), demand(100), extra=2) == 5
    assert wanted(spec(COUNT, 1, most=0), demand(100), extra=2) == 0


@pytest.mark.rule("B-136")
def test_request_count_starts_all_it_wants_at_once() -> None:
    world = a_world()
    endpoint = an_endpoint(world, scaler_type=COUNT, scaler_value=1)

    for _ in range(6):
        submitted(world, endpoint)

    assert statuses(world, endpoint) == ["STARTING"] * 3


@pytest.mark.rule("B-135")
def test_queue_delay_grows_by_one_worker_at_a_time() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, workers_max=3)
    for _ in range(6):
        submitted(world, endpoint, {"mock_delay": 1_000})

    later(world, 3.9)
    assert statuses(world, endpoint) == ["RUNNING"]
    later(world, 0.1)
    assert statuses(world, endpoint) == ["RUNNING", "STARTING"]
    later(world, 28)
    assert statuses(world, endpoint) == ["RUNNING", "RUNNING", "STARTING"]
    later(world, 100)

    assert statuses(world, endpoint) == ["RUNNING"] * 3


@pytest.mark.rule("B-135")
def test_a_job_that_comes_during_the_first_pull_waits_for_that_worker_only() -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    later(world, 15)

    job = submitted(world, endpoint)
    later(world, 13)

    assert again(world, job).started_at == 28
    assert statuses(world, endpoint) == ["RUNNING"]


@pytest.mark.rule("B-137")
def test_low_priority_starts_no_worker_but_runs_on_one_that_is_there() -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    job = submitted(world, endpoint, low_priority=True)

    later(world, 1_000)
    assert again(world, job).status == "IN_QUEUE"
    submitted(world, endpoint)
    later(world, 20)

    assert again(world, job).status == "COMPLETED"


@pytest.mark.rule("B-140")
def test_the_worker_that_was_idle_longest_takes_the_next_job() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=2)
    later(world, 28)
    first = again(world, submitted(world, endpoint, {"mock_delay": 1}))
    later(world, 5)

    second = again(world, submitted(world, endpoint))

    assert second.worker_id != first.worker_id


@pytest.mark.rule("B-127")
def test_dispatch_takes_its_time() -> None:
    world = a_world(dispatch_s=0.02)
    endpoint = a_warm_endpoint(world)

    job = submitted(world, endpoint)
    later(world, 5)

    assert again(world, job).started_at == pytest.approx(28.02)


@pytest.mark.rule("B-135")
def test_a_retried_job_begins_to_wait_anew() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=1, workers_max=2)
    later(world, 28)
    job = submitted(world, endpoint, {"mock_error": True})
    later(world, 100)
    submitted(world, endpoint, {"mock_delay": 100})

    jobs.retry(world, again(world, job))
    later(world, 3.9)
    assert statuses(world, endpoint) == ["RUNNING"]
    later(world, 1.1)

    assert statuses(world, endpoint) == ["RUNNING", "STARTING"]


@pytest.mark.rule("B-137")
def test_low_priority_jobs_at_work_do_not_count() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=1, scaler_type=COUNT, scaler_value=1)
    later(world, 28)
    submitted(world, endpoint, {"mock_delay": 100}, low_priority=True)

    assert world.index.rosters[endpoint.id].working == 0
    submitted(world, endpoint)
    later(world, 1)

    assert statuses(world, endpoint) == ["RUNNING"]


@pytest.mark.rule("B-136")
def test_a_job_deleted_at_work_no_longer_counts() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=1, scaler_type=COUNT, scaler_value=1)
    later(world, 28)
    submitted(world, endpoint, {"mock_delay": 100}, ttl_ms=10_000)

    later(world, 10)
    submitted(world, endpoint)

    assert world.index.rosters[endpoint.id].working == 1
    assert statuses(world, endpoint) == ["RUNNING"]
