from typing import Any

import pytest

from contract_tests.engine.worlds import (
    a_template,
    a_world,
    an_endpoint,
    crew,
    later,
    now,
    submitted,
)
from mock_runpod.engine import endpoints, templates
from mock_runpod.errors import NotFound, Refused
from mock_runpod.model import Endpoint, Owner, Template, TemplateSpec


@pytest.mark.rule("B-049")
def test_a_name_is_taken_only_once() -> None:
    world = a_world()
    a_template(world, "mine")
    other = a_template(world, "other")

    with pytest.raises(Refused, match="must be unique"):
        a_template(world, "mine")
    with pytest.raises(Refused, match="must be unique"):
        templates.update(world, other.id, {"name": "mine"})

    assert templates.update(world, other.id, {"name": "other"}) == other


@pytest.mark.rule("B-050")
def test_a_serverless_template_has_no_volume() -> None:
    world = a_world()
    template = a_template(world)

    with pytest.raises(Refused, match="volume"):
        a_template(world, "other", volume_in_gb=20)
    with pytest.raises(Refused, match="volume"):
        templates.update(world, template.id, {"volume_in_gb": 1})

    assert world.every(Template) == [template]


@pytest.mark.rule("B-052")
@pytest.mark.parametrize(
    ("changes", "version"),
    [
        ({"name": "n", "readme": "r", "is_public": True, "volume_mount_path": "/x"}, 1),
        ({"image_name": "mock/worker:2"}, 2),
        ({"env": {"A": "b"}}, 2),
        ({"docker_start_cmd": ("python", "x.py")}, 2),
        ({"docker_entrypoint": ("sh",)}, 2),
        ({"container_disk_in_gb": 7}, 2),
        ({"ports": ("80/http",)}, 2),
        ({"container_registry_auth_id": "cred"}, 2),
        ({"image_name": "mock/worker:1"}, 1),
    ],
)
def test_what_workers_would_notice_releases_every_endpoint_of_the_template(
    changes: dict[str, Any], version: int
) -> None:
    world = a_world()
    endpoint, other = an_endpoint(world), an_endpoint(world)

    templates.update(world, endpoint.spec.template_id, changes)
    now(world)

    assert world.get(Endpoint, endpoint.id).version == version
    assert world.get(Endpoint, other.id).version == 1
    assert {worker.version for worker in crew(world, endpoint)} == {version}


@pytest.mark.rule("B-054")
def test_a_busy_worker_never_sees_what_changes_in_its_template() -> None:
    world = a_world()
    endpoint = an_endpoint(world, workers_min=1, workers_max=1)
    later(world, 28)
    submitted(world, endpoint, {"mock_delay": 9})

    templates.update(world, endpoint.spec.template_id, {"env": {"A": "new"}})
    (busy,) = crew(world, endpoint)
    later(world, 9)
    (fresh,) = crew(world, endpoint)

    assert (busy.template.spec.env, fresh.template.spec.env) == ({}, {"A": "new"})


@pytest.mark.rule("B-053")
def test_env_is_replaced_as_a_whole() -> None:
    world = a_world()
    template = a_template(world, env={"A": "1", "B": "2"})

    changed = templates.update(world, template.id, {"env": {"C": "3"}})

    assert changed.spec.env == {"C": "3"}


@pytest.mark.rule("B-055")
def test_a_template_is_deleted_only_when_nothing_uses_it_and_some_time_has_passed() -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    template_id = endpoint.spec.template_id

    with pytest.raises(Refused, match="in use"):
        templates.delete(world, template_id)
    endpoints.delete(world, endpoint.id)
    later(world, 119.9)
    with pytest.raises(Refused, match="in use"):
        templates.delete(world, template_id)
    later(world, 0.1)
    templates.delete(world, template_id)

    assert world.find(Template, template_id) is None


@pytest.mark.rule("B-055")
def test_leaving_a_template_for_another_begins_its_grace_period() -> None:
    world = a_world()
    endpoint, spare = an_endpoint(world), a_template(world, "spare")

    endpoints.update(world, endpoint.id, {"template_id": spare.id})

    with pytest.raises(Refused, match="in use"):
        templates.delete(world, endpoint.spec.template_id)
    later(world, 120)
    templates.delete(world, endpoint.spec.template_id)


@pytest.mark.rule("B-051")
def test_each_flag_shows_one_more_kind() -> None:
    world = a_world()
    mine = a_template(world, "mine")
    public = TemplateSpec(name="p", image_name="x", is_public=True)
    community = templates.create(world, public, owner=Owner.COMMUNITY)
    official = templates.create(world, public, owner=Owner.RUNPOD)
    world.put(Template(id="bound", spec=public, created_at=0, made_with_endpoint=True))

    def seen(**flags: bool) -> list[str]:
        return [template.id for template in templates.visible(world, **flags)]

    assert seen() == [mine.id]
    assert seen(public=True) == [mine.id, community.id]
    assert seen(runpod=True) == [mine.id, official.id]
    assert seen(bound=True) == [mine.id, "bound"]
    with pytest.raises(NotFound, match="template not found"):
        templates.see(world, official.id)


@pytest.mark.rule("B-051")
def test_every_bound_template_can_be_hidden() -> None:
    world = a_world(hide_all_bound_templates=True)
    endpoint = an_endpoint(world)

    assert templates.visible(world) == []
    assert [t.id for t in templates.visible(world, bound=True)] == [endpoint.spec.template_id]


def test_what_belongs_to_others_cannot_be_touched() -> None:
    world = a_world()
    spec = TemplateSpec(name="p", image_name="x", is_public=True)
    official = templates.create(world, spec, owner=Owner.RUNPOD)

    with pytest.raises(Refused, match="do not own"):
        templates.update(world, official.id, {"name": "mine"})
    with pytest.raises(Refused, match="do not own"):
        templates.delete(world, official.id)

    assert world.get(Template, official.id) == official
