from typing import Any

import pytest

from contract_tests.engine.worlds import (
    a_template,
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
from mock_runpod.engine import endpoints, templates
from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid, NotFound, Refused
from mock_runpod.model import (
    ComputeType,
    Endpoint,
    EndpointSpec,
    Job,
    NetworkVolume,
    PostWebhook,
    TemplateSpec,
)

DAY = 86_400


@pytest.mark.rule("B-027")
@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ({"template_id": "nope"}, "Template nope not found"),
        ({"template_id": "for-pods"}, "Serverless endpoints cannot use pod templates"),
        ({"template_id": "taken"}, "Template is already bound to an endpoint"),
        ({"workers_max": 61}, "must not exceed your workers quota"),
        ({"network_volume_ids": ("nope",)}, "Network volume nope not found"),
    ],
)
def test_what_cannot_be_an_endpoint_is_refused_and_leaves_no_trace(
    spec: dict[str, Any], sentence: str
) -> None:
    world = a_world()
    pods = TemplateSpec(name="pods", image_name="x")
    bound = TemplateSpec(name="bound", image_name="x", is_serverless=True, volume_in_gb=0)
    templates.create(world, pods, id="for-pods")
    templates.create(world, bound, id="taken")
    an_endpoint(world, template_id="taken", workers_max=0)
    free = a_template(world, "mine").id
    told = world.told

    with pytest.raises(Refused, match=sentence):
        endpoints.create(world, EndpointSpec(**{"template_id": free, **spec}))

    assert world.told == told


@pytest.mark.rule("B-027")
def test_who_cannot_pay_a_cent_gets_no_endpoint() -> None:
    world = a_world(balance=0)

    with pytest.raises(Refused, match=r"at least \$0\.01"):
        an_endpoint(world)


@pytest.mark.rule("B-028")
def test_binding_templates_can_be_switched_off() -> None:
    world = a_world(bind_templates=False)
    template = a_template(world).id

    first, second = (an_endpoint(world, template_id=template) for _ in range(2))

    assert first.id != second.id


@pytest.mark.rule("B-141")
@pytest.mark.parametrize(
    ("balance", "quota"),
    [(1, 5), (99, 5), (100, 10), (200, 20), (300, 30), (500, 40), (700, 50), (900, 60)],
)
def test_the_worker_quota_follows_the_balance(balance: float, quota: int) -> None:
    world = a_world(balance=balance)
    an_endpoint(world, workers_max=quota - 1)

    with pytest.raises(Refused, match=rf"quota \({quota}\).*to at most 1\."):
        an_endpoint(world, workers_max=2)
    an_endpoint(world, workers_max=1)

    assert len(world.every(Endpoint)) == 2


@pytest.mark.rule("B-141")
def test_the_quota_holds_for_raises_and_not_for_other_changes() -> None:
    world = a_world(balance=1)
    endpoint = an_endpoint(world, workers_max=5)
    world.settings = type(world.settings)(worker_quota=2)

    with pytest.raises(Refused, match="quota"):
        endpoints.update(world, endpoint.id, {"workers_max": 6})
    endpoints.update(world, endpoint.id, {"name": "still allowed"})

    assert world.get(Endpoint, endpoint.id).spec.name == "still allowed"


@pytest.mark.rule("B-038")
@pytest.mark.rule("B-039")
@pytest.mark.rule("B-149")
@pytest.mark.parametrize(
    ("changes", "version"),
    [
        ({"workers_max": 2, "workers_min": 1, "name": "n", "flashboot": False}, 1),
        ({"idle_timeout": 9, "scaler_value": 9, "execution_timeout_ms": 9_000}, 1),
        ({}, 1),
        ({"gpu_count": 1}, 1),
        ({"gpu_count": 2}, 2),
        ({"min_cuda_version": "12.4", "allowed_cuda_versions": ("12.8",)}, 2),
        ({"gpu_type_ids": ("NVIDIA A40",), "name": "n"}, 2),
        ({"data_center_ids": ("EU-RO-1",)}, 2),
    ],
)
def test_only_what_a_container_would_notice_makes_a_new_version(
    changes: dict[str, Any], version: int
) -> None:
    world = a_world()
    endpoint = an_endpoint(world)

    assert endpoints.update(world, endpoint.id, changes).version == version


@pytest.mark.rule("B-146")
def test_a_release_replaces_idle_workers_at_once_and_busy_ones_after_their_job() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=2, workers_max=2)
    later(world, 28)
    old = {worker.id for worker in crew(world, endpoint)}
    job = submitted(world, endpoint, {"mock_delay": 10})

    endpoints.update(world, endpoint.id, {"gpu_count": 2})
    now(world)
    (left,) = old & {worker.id for worker in crew(world, endpoint)}
    assert left == again(world, job).worker_id
    later(world, 10)

    assert again(world, job).status == "COMPLETED"
    assert old.isdisjoint(worker.id for worker in crew(world, endpoint))
    assert {worker.version for worker in crew(world, endpoint)} == {2}


@pytest.mark.rule("B-036")
def test_a_volume_narrows_the_places_and_letting_go_of_it_does_not_widen_them() -> None:
    world = a_world()
    world.put(NetworkVolume(id="vol", name="v", size=10, data_center_id="EU-RO-1"))
    endpoint = an_endpoint(world, data_center_ids=("US-TX-3", "EU-RO-1"))

    attached = endpoints.update(world, endpoint.id, {"network_volume_ids": ("vol",)})
    detached = endpoints.update(world, endpoint.id, {"network_volume_ids": ()})

    assert attached.spec.data_center_ids == ("EU-RO-1",)
    assert detached.spec.data_center_ids == ("EU-RO-1",)
    assert detached.version == 3


@pytest.mark.rule("B-145")
def test_two_volumes_of_one_data_center_cannot_be_attached() -> None:
    world = a_world()
    for id in ("one", "two"):
        world.put(NetworkVolume(id=id, name="v", size=10, data_center_id="EU-RO-1"))

    with pytest.raises(Refused, match="per data center"):
        an_endpoint(world, network_volume_ids=("one", "two"))


@pytest.mark.rule("B-041")
def test_deleting_ends_workers_and_jobs_and_leaves_nothing_to_happen() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, workers_max=1)
    for _ in range(3):
        submitted(world, endpoint, webhook="http://127.0.0.1/hook")

    endpoints.delete(world, endpoint.id)
    now(world)

    assert (world.every(Endpoint), world.every(Job), crew(world, endpoint)) == ([], [], [])
    assert world.timeline.pending() == []
    posts = [effect for effect in world.effects if isinstance(effect, PostWebhook)]
    assert {post.document["status"] for post in posts} == {"CANCELLED"}
    with pytest.raises(NotFound, match="endpoint not found"):
        world.get(Endpoint, endpoint.id)


@pytest.mark.rule("B-163")
@pytest.mark.parametrize("vcpu", [3, 64])
def test_a_cpu_endpoint_has_a_power_of_two_of_vcpus(vcpu: int) -> None:
    world = a_world()

    with pytest.raises(Invalid, match="power of two"):
        an_endpoint(world, compute_type=ComputeType.CPU, cpu_flavor_ids=("cpu3c",), vcpu_count=vcpu)


@pytest.mark.rule("B-142")
def test_an_endpoint_nobody_uses_is_downgraded_twice() -> None:
    world = a_world(idle_downgrade=True)
    endpoint = an_endpoint(world, workers_max=3)

    later(world, 3 * DAY)
    assert _workers_max(world, endpoint) == 2
    later(world, 4 * DAY)

    assert _workers_max(world, endpoint) == 0
    assert statuses(world, endpoint) == []


@pytest.mark.rule("B-142")
def test_a_request_begins_the_countdown_anew() -> None:
    world = a_world(idle_downgrade=True)
    endpoint = an_endpoint(world, workers_max=3)
    later(world, 2 * DAY)

    endpoints.requested(world, endpoint.id)
    later(world, 2 * DAY)

    assert _workers_max(world, endpoint) == 3


@pytest.mark.rule("B-003")
@pytest.mark.parametrize("id", ["pods", "serverless", "openapi.json", "a/b"])
def test_an_endpoint_is_never_called_like_an_address(id: str) -> None:
    world = a_world()
    spec = EndpointSpec(template_id=a_template(world).id)

    with pytest.raises(Invalid):
        endpoints.create(world, spec, id=id)


def _workers_max(world: World, endpoint: Endpoint) -> int:
    return world.get(Endpoint, endpoint.id).spec.workers_max
