import pytest

from contract_tests.engine.worlds import a_world, an_endpoint, later, submitted
from mock_runpod.engine import endpoints, rates
from mock_runpod.errors import TooMany


@pytest.mark.rule("B-112")
def test_the_third_purge_in_ten_seconds_is_too_many() -> None:
    world = a_world(rate_limits=True)
    endpoint = an_endpoint(world)
    rates.admit(world, endpoint.id, "purge-queue")
    later(world, 4)
    rates.admit(world, endpoint.id, "purge-queue")

    with pytest.raises(TooMany) as refusal:
        rates.admit(world, endpoint.id, "purge-queue")
    assert refusal.value.retry_after == 6
    later(world, 6)

    rates.admit(world, endpoint.id, "purge-queue")


@pytest.mark.rule("B-112")
def test_limits_are_per_endpoint_and_operation_and_off_by_default() -> None:
    world = a_world(rate_limits=True)
    first, second = an_endpoint(world), an_endpoint(world)
    for endpoint in (first, first, second, second):
        rates.admit(world, endpoint.id, "purge-queue")
    rates.admit(world, first.id, "cancel")

    free = a_world()
    endpoint = an_endpoint(free)
    for _ in range(100):
        rates.admit(free, endpoint.id, "purge-queue")


@pytest.mark.rule("B-112")
def test_running_workers_can_raise_a_limit() -> None:
    world = a_world(rate_limits=True, rate_per_worker=3)
    endpoint = an_endpoint(world, workers_min=1)
    later(world, 28)

    limit = world.catalog.rate_limits["purge-queue"]
    assert rates.per_window(world, endpoint.id, limit) == 2
    submitted(world, endpoint)

    assert rates.per_window(world, endpoint.id, limit) == 3


@pytest.mark.rule("B-112")
def test_only_so_many_requests_may_be_held_at_once() -> None:
    world = a_world(rate_limits=True)

    rates.check_concurrent(world, "runsync", 399)
    with pytest.raises(TooMany):
        rates.check_concurrent(world, "runsync", 400)


def test_a_deleted_endpoint_leaves_no_counts_behind() -> None:
    world = a_world(rate_limits=True)
    gone, stays = an_endpoint(world), an_endpoint(world)
    for endpoint in (gone, stays):
        rates.admit(world, endpoint.id, "run")

    endpoints.delete(world, gone.id)

    assert list(world.asked) == [(stays.id, "run")]
