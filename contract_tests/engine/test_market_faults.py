import pytest

from contract_tests.engine.trouble import set_fault
from contract_tests.engine.worlds import (
    GPU,
    a_template,
    a_world,
    again,
    an_endpoint,
    crew,
    later,
    now,
    statuses,
    submitted,
)
from mock_runpod.engine import endpoints, faults, losses
from mock_runpod.engine.quotas import worker_quota
from mock_runpod.engine.world import World
from mock_runpod.errors import Refused
from mock_runpod.model import ComputeType, Endpoint, EndpointSpec, Fault

A40, HERE, THERE = "NVIDIA A40", "EU-RO-1", "US-TX-3"


def places(world: World, endpoint: Endpoint) -> list[tuple[str | None, str]]:
    found = [worker.place for worker in crew(world, endpoint) if worker.place]
    return [(place.gpu_type_id, place.data_center_id) for place in found]


@pytest.mark.rule("B-123")
def test_where_everything_is_sold_out_jobs_wait_and_the_stock_comes_back() -> None:
    world = a_world()
    set_fault(world, "stock_out")
    endpoint = an_endpoint(world, workers_max=1)
    job = submitted(world, endpoint)

    later(world, 3_600)
    assert statuses(world, endpoint) == ["THROTTLED"]
    assert again(world, job).status == "IN_QUEUE"
    faults.clear(world)
    later(world, 10 + 28 + 2)

    assert again(world, job).status == "COMPLETED"


@pytest.mark.rule("B-144")
@pytest.mark.parametrize(
    ("says", "found"),
    [
        ({"gpu": GPU}, (A40, HERE)),
        ({"datacenter": HERE}, (GPU, THERE)),
        ({"gpu": GPU, "datacenter": HERE}, (GPU, THERE)),
        ({"gpu": "NVIDIA*", "datacenter": "EU-*"}, (GPU, THERE)),
        ({"gpu": "NVIDIA B200"}, (GPU, HERE)),
    ],
)
def test_a_worker_goes_where_the_fault_does_not_mean(
    says: dict[str, str], found: tuple[str, str]
) -> None:
    world = a_world()
    set_fault(world, "stock_out", says=says)

    endpoint = an_endpoint(world, gpu_type_ids=(GPU, A40), data_center_ids=(HERE, THERE))

    assert places(world, endpoint) == [found]


def test_a_cpu_flavor_can_be_sold_out_too() -> None:
    world = a_world()
    set_fault(world, "stock_out", says={"gpu": "cpu3c"})

    endpoint = an_endpoint(
        world, compute_type=ComputeType.CPU, cpu_flavor_ids=("cpu3c", "cpu3g"), vcpu_count=2
    )

    (worker,) = crew(world, endpoint)
    assert worker.place is not None
    assert worker.place.instance_id == "cpu3g-2-8"


def test_several_stock_outs_hold_at_once_and_those_of_no_concern_are_not_asked() -> None:
    world = a_world()
    for id, gpu in (("one", GPU), ("two", A40), ("three", "NVIDIA B200")):
        faults.add(world, Fault(id=id, kind="stock_out", says={"gpu": gpu}))

    endpoint = an_endpoint(world, gpu_type_ids=(GPU, A40))

    assert statuses(world, endpoint) == ["THROTTLED"]
    assert [fault.seen for fault in world.every(Fault)] == [1, 1, 0]


def test_a_stock_out_of_one_attempt_is_over_at_the_next() -> None:
    world = a_world()
    set_fault(world, "stock_out", count=1)
    endpoint = an_endpoint(world, workers_min=1)
    assert statuses(world, endpoint) == ["THROTTLED"]

    later(world, 10 + 28)

    assert statuses(world, endpoint) == ["IDLE"]


def test_a_standby_cannot_start_where_its_image_is_when_that_is_sold_out() -> None:
    world = a_world()
    endpoint = an_endpoint(world, data_center_ids=(HERE, THERE), workers_max=1)
    later(world, 20)
    assert places(world, endpoint) == [(GPU, HERE)]
    set_fault(world, "stock_out", says={"datacenter": HERE})

    submitted(world, endpoint)

    assert places(world, endpoint) == [(GPU, THERE)]


@pytest.mark.rule("B-027")
@pytest.mark.parametrize(("kind", "words"), [("quota", "quota"), ("no_balance", "account balance")])
def test_an_endpoint_is_refused_once_and_then_made(kind: str, words: str) -> None:
    world = a_world()
    spec = EndpointSpec(template_id=a_template(world).id)
    set_fault(world, kind, count=1)

    with pytest.raises(Refused, match=words):
        endpoints.create(world, spec)
    assert world.every(Endpoint) == []
    endpoints.create(world, spec)

    assert len(world.every(Endpoint)) == 1
    assert worker_quota(world) == 60


@pytest.mark.rule("B-141")
def test_a_used_up_quota_refuses_raises_and_lets_other_changes_pass() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_max=2)
    set_fault(world, "quota")

    with pytest.raises(Refused, match=r"workers quota \(60\).*at most 0\."):
        endpoints.update(world, endpoint.id, {"workers_max": 3})
    endpoints.update(world, endpoint.id, {"workers_max": 1})

    assert world.get(Endpoint, endpoint.id).spec.workers_max == 1


def test_an_eviction_during_a_stock_out_lasts_as_long_as_that() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=1)
    later(world, 28)
    set_fault(world, "stock_out")

    losses.evict(world, crew(world, endpoint)[0])
    now(world)
    later(world, 100)
    assert set(statuses(world, endpoint)) == {"THROTTLED"}
    faults.clear(world)
    later(world, 10 + 28)

    assert "IDLE" in statuses(world, endpoint)
