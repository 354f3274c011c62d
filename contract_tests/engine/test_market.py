from typing import Any

import pytest

from contract_tests.engine.worlds import (
    GPU,
    a_world,
    again,
    an_endpoint,
    crew,
    later,
    statuses,
    submitted,
)
from mock_runpod.engine import endpoints, market
from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid
from mock_runpod.model import ComputeType, ScalerType, Stock

A40, H100, B200 = "NVIDIA A40", "NVIDIA H100 80GB HBM3", "NVIDIA B200"
HERE, THERE = "EU-RO-1", "US-TX-3"


def stock(world: World, type_id: str, place: str, left: int, *, offered: bool = True) -> None:
    id = market.stock_id(type_id, place)
    market.set_stock(
        world,
        Stock(id=id, type_id=type_id, data_center_id=place, available=left, offered=offered),
    )


@pytest.mark.rule("B-144")
def test_a_worker_gets_the_first_type_that_is_in_stock() -> None:
    world = a_world()
    stock(world, GPU, HERE, 0)

    endpoint = an_endpoint(world, gpu_type_ids=(GPU, A40), data_center_ids=(HERE,))

    (worker,) = crew(world, endpoint)
    assert worker.place is not None
    assert (worker.place.gpu_type_id, worker.place.data_center_id) == (A40, HERE)


@pytest.mark.rule("B-123")
def test_without_stock_workers_are_throttled_and_come_when_there_is_some() -> None:
    world = a_world()
    stock(world, GPU, HERE, 0)
    endpoint = an_endpoint(world, data_center_ids=(HERE,), workers_max=1)
    job = submitted(world, endpoint)

    later(world, 1_000)
    assert statuses(world, endpoint) == ["THROTTLED"]
    assert again(world, job).status == "IN_QUEUE"
    stock(world, GPU, HERE, 1)
    later(world, 10 + 28)

    assert again(world, job).status == "IN_PROGRESS"


@pytest.mark.rule("B-036")
def test_where_nothing_is_even_offered_there_is_no_worker_at_all() -> None:
    world = a_world()
    stock(world, GPU, HERE, 0, offered=False)

    endpoint = an_endpoint(world, data_center_ids=(HERE,))
    submitted(world, endpoint)
    later(world, 100)

    assert statuses(world, endpoint) == []


def test_only_living_workers_take_from_the_stock() -> None:
    world = a_world()
    stock(world, GPU, HERE, 2)
    endpoint = an_endpoint(world, data_center_ids=(HERE,), gpu_count=2, workers_min=1)
    other = an_endpoint(world, data_center_ids=(HERE,), workers_min=1)

    later(world, 28)
    assert (statuses(world, endpoint), statuses(world, other)) == (["IDLE"], ["THROTTLED"])
    endpoints.update(world, endpoint.id, {"workers_min": 0})
    later(world, 60)

    assert (statuses(world, endpoint), statuses(world, other)) == (["STANDBY"], ["IDLE"])


@pytest.mark.rule("B-143")
def test_a_small_endpoint_stays_with_the_pool_it_began_in() -> None:
    world = a_world()
    endpoint = an_endpoint(
        world, gpu_type_ids=(GPU, A40), data_center_ids=(HERE,), workers_min=2, workers_max=4
    )

    types = [w.place.gpu_type_id for w in crew(world, endpoint) if w.place]

    assert types == [GPU, GPU]


@pytest.mark.rule("B-143")
def test_a_large_endpoint_spreads_with_most_on_the_first_choice() -> None:
    world = a_world()
    endpoint = an_endpoint(
        world,
        gpu_type_ids=(GPU, A40, H100),
        data_center_ids=(HERE,),
        workers_min=6,
        workers_max=6,
    )

    types = [w.place.gpu_type_id for w in crew(world, endpoint) if w.place]

    assert sorted(types, key=types.count, reverse=True)[:3] == [GPU] * 3
    assert set(types) == {GPU, A40, H100}


@pytest.mark.rule("B-165")
@pytest.mark.parametrize(
    ("allowed", "least", "found"),
    [
        (None, None, "13.0"),
        (("12.4", "12.1"), None, "12.4"),
        (("11.8",), None, "11.8"),
        (("11.8",), "12.0", None),
        ((), "12.9", "13.0"),
    ],
)
def test_a_host_must_run_a_cuda_that_is_allowed(
    allowed: tuple[str, ...] | None, least: str | None, found: str | None
) -> None:
    world = a_world()
    endpoint = an_endpoint(world, allowed_cuda_versions=allowed, min_cuda_version=least)

    (worker,) = crew(world, endpoint)

    assert (worker.place and worker.place.cuda_version) == found


@pytest.mark.rule("B-165")
def test_a_new_gpu_does_not_run_an_old_cuda() -> None:
    world = a_world()

    endpoint = an_endpoint(world, gpu_type_ids=(B200,), allowed_cuda_versions=("11.8", "12.4"))

    assert statuses(world, endpoint) == ["THROTTLED"]
    assert market.numeric("12.11") > market.numeric("12.2")


@pytest.mark.rule("B-161")
def test_a_worker_costs_its_pools_price_by_the_number_of_gpus() -> None:
    world = a_world()

    endpoint = an_endpoint(world, gpu_count=2)

    (worker,) = crew(world, endpoint)
    flex = world.catalog.pools["ADA_24"].flex_per_gpu_second
    assert worker.place is not None
    assert flex is not None
    assert worker.place.cost_per_hr == pytest.approx(2 * 3600 * flex)


def test_an_empty_list_of_flavors_restricts_nothing() -> None:
    world = a_world()

    endpoint = an_endpoint(world, compute_type=ComputeType.CPU, cpu_flavor_ids=())

    assert statuses(world, endpoint) == ["PREPARING"]
    assert endpoints.instance_ids(world, endpoint) == [
        market.instance_id(world, flavor, 2) for flavor in world.catalog.cpus
    ]


@pytest.mark.rule("B-163")
def test_a_cpu_worker_is_an_instance_of_its_flavor() -> None:
    world = a_world()

    endpoint = an_endpoint(
        world, compute_type=ComputeType.CPU, cpu_flavor_ids=("cpu3g",), vcpu_count=4
    )

    (worker,) = crew(world, endpoint)
    assert worker.place is not None
    assert (worker.place.instance_id, worker.place.memory_in_gb) == ("cpu3g-4-16", 16)
    assert worker.place.gpu_type_id is None


@pytest.mark.rule("B-126")
def test_a_throttled_standby_only_gets_its_image_when_there_is_stock() -> None:
    world = a_world()
    stock(world, GPU, HERE, 0)
    endpoint = an_endpoint(world, data_center_ids=(HERE,))

    stock(world, GPU, HERE, 1)
    later(world, 10)
    assert statuses(world, endpoint) == ["PREPARING"]
    later(world, 20)

    assert statuses(world, endpoint) == ["STANDBY"]


@pytest.mark.parametrize(
    "spec",
    [
        {"gpu_type_ids": ("NVIDIA Abacus",)},
        {"data_center_ids": ("MARS-1",)},
        {"min_cuda_version": "twelve"},
        {"allowed_cuda_versions": ("12.99",)},
    ],
)
def test_what_does_not_exist_is_refused(spec: dict[str, Any]) -> None:
    world = a_world()

    with pytest.raises(Invalid, match="unknown"):
        an_endpoint(world, **spec)


@pytest.mark.rule("B-036")
@pytest.mark.parametrize("scaler", list(ScalerType))
def test_an_endpoint_without_a_place_gets_workers_once_there_is_one(scaler: ScalerType) -> None:
    world = a_world()
    stock(world, GPU, HERE, 0, offered=False)
    endpoint = an_endpoint(world, data_center_ids=(HERE,), scaler_type=scaler, scaler_value=1)
    job = submitted(world, endpoint)

    stock(world, GPU, HERE, 5)
    later(world, 28)

    assert again(world, job).status == "IN_PROGRESS"
