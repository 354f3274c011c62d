import math
from collections.abc import Callable
from typing import Any

import pytest

from contract_tests.engine.worlds import (
    GPU,
    a_template,
    a_warm_endpoint,
    a_world,
    an_endpoint,
    crew,
    later,
    now,
    submitted,
)
from mock_runpod.engine import endpoints, ledger, losses
from mock_runpod.engine.world import World
from mock_runpod.model import Bill, ComputeType, EndpointSpec, NetworkVolume, Worker

Verb = Callable[[World, Worker], Any]


def per_second(world: World) -> float:
    """What one GPU of the usual kind costs."""
    return ledger.hourly_price(world, EndpointSpec(template_id="", gpu_type_ids=(GPU,))) / 3600


@pytest.mark.rule("B-206")
def test_boot_work_and_idle_timeout_are_billed_and_the_image_pull_is_free() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_max=1, idle_timeout=30)
    submitted(world, endpoint)  # pull to 20, boot to 28, work to 30, idle to 60

    later(world, 20)
    assert ledger.spent(world) == 0
    later(world, 1_000)

    bill = world.get(Bill, endpoint.id)
    assert bill.seconds == 40
    assert ledger.spent(world) == pytest.approx(40 * per_second(world))


@pytest.mark.rule("B-206")
def test_a_running_worker_has_cost_every_second_that_began() -> None:
    world = a_world()
    a_warm_endpoint(world)  # up since 20

    later(world, 0.2)

    assert ledger.spent(world) == pytest.approx(9 * per_second(world))


@pytest.mark.rule("B-206")
def test_the_price_counts_once_for_every_gpu() -> None:
    one, three = a_world(), a_world()
    a_warm_endpoint(one)
    a_warm_endpoint(three, gpu_count=3)

    later(one, 100)
    later(three, 100)

    assert ledger.spent(three) == pytest.approx(3 * ledger.spent(one), rel=1e-4)


def test_a_bill_outlives_the_endpoint_and_is_counted_by_endpoint_too() -> None:
    world = a_world()
    gone, other = a_warm_endpoint(world), a_warm_endpoint(world)
    later(world, 10)

    endpoints.delete(world, gone.id)
    later(world, 10)

    assert ledger.spent(world, gone.id) == pytest.approx(46 * per_second(world))
    both = ledger.spent(world, gone.id) + ledger.spent(world, other.id)
    assert ledger.spent(world) == pytest.approx(both)


@pytest.mark.parametrize("verb", [losses.retire, losses.evict, losses.crash])
def test_whoever_stops_for_whatever_reason_is_billed_to_then_and_no_further(verb: Verb) -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, workers_max=1)
    endpoints.update(world, endpoint.id, {"workers_min": 0})

    verb(world, crew(world, endpoint)[0])
    now(world)

    assert world.get(Bill, endpoint.id).seconds == 8
    assert ledger.spent(world) == pytest.approx(8 * per_second(world))


def test_the_sum_agrees_with_what_every_worker_lived_through() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_max=3)
    for pause in (0, 3, 50, 7, 200):
        submitted(world, endpoint, {"mock_crash": True} if pause == 50 else "hi")
        later(world, pause)
    later(world, 1_000)

    assert ledger.spent(world) == pytest.approx(
        world.get(Bill, endpoint.id).seconds * per_second(world), rel=1e-4
    )
    assert all(worker.billed_from is None for worker in crew(world, endpoint))


def test_what_was_made_and_left_is_a_leak_and_what_was_arranged_is_none() -> None:
    world = a_world()
    spec = EndpointSpec(template_id=a_template(world).id, name="mine", gpu_type_ids=(GPU,))
    endpoints.create(world, spec, id="theirs", arranged=True)
    an_endpoint(world, name="idle", workers_min=0)
    an_endpoint(world, name="warm", workers_min=2, gpu_count=2)

    idle, warm = ledger.leaks(world)

    assert (idle.kind, idle.name, idle.monthly) == ("endpoint", "idle", 0)
    assert warm.name == "warm"
    assert warm.monthly == pytest.approx(2 * 2 * 730 * 3600 * per_second(world), abs=0.01)


def test_a_deleted_endpoint_is_no_leak() -> None:
    world = a_world()
    endpoint = an_endpoint(world)

    endpoints.delete(world, endpoint.id)

    assert ledger.leaks(world) == []


def test_a_cpu_worker_costs_by_its_vcpus() -> None:
    world = a_world()
    an_endpoint(world, compute_type=ComputeType.CPU, vcpu_count=4, workers_min=1)

    (leak,) = ledger.leaks(world)

    flavor = next(iter(world.catalog.cpus.values()))
    assert leak.monthly == pytest.approx(flavor.price_per_vcpu_hour * 4 * 730, abs=0.01)


@pytest.mark.rule("B-207")
@pytest.mark.parametrize(("gb", "monthly"), [(10, 0.7), (1_000, 70), (1_500, 95)])
def test_a_network_volume_costs_less_beyond_its_first_terabyte(gb: int, monthly: float) -> None:
    world = a_world()
    world.put(NetworkVolume(id="v1", name="data", size=gb, data_center_id="EU-RO-1"))
    world.put(NetworkVolume(id="v2", name="d2", size=gb, data_center_id="EU-RO-1", arranged=True))

    (leak,) = ledger.leaks(world)

    assert (leak.kind, leak.id, leak.name) == ("network volume", "v1", "data")
    assert math.isclose(leak.monthly, monthly)
