"""What can happen to a template: made, changed, deleted, and who may see it (B-049 to B-055)."""

from collections.abc import Mapping
from typing import Any

from mock_runpod.engine import ids, releases
from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid, NotFound, Refused
from mock_runpod.model import Endpoint, Owner, Template, TemplateSpec, replace

IN_USE = "Template is in use by a pod or serverless endpoint and cannot be deleted"


def create(
    world: World, spec: TemplateSpec, *, id: str | None = None, owner: Owner = Owner.ACCOUNT
) -> Template:
    """Raises Refused: a name that is taken, a serverless template with a volume."""
    _check(world, spec, besides=None, owner=owner)
    if id is not None and world.find(Template, id):
        raise Invalid(f"there is a template {id} already")
    return world.put(
        Template(
            id=id or ids.short(world, 10, Template), spec=spec, created_at=world.now, owner=owner
        )
    )


def update(world: World, template_id: str, changes: Mapping[str, Any]) -> Template:
    """Only what is in `changes` changes. What workers would see starts a release (B-052)."""
    template = own(world, template_id)
    spec = replace(template.spec, **changes)
    _check(world, spec, besides=template_id, owner=template.owner)
    if spec == template.spec:
        return template
    changed = world.put(replace(template, spec=spec))
    if releases.differs(template.spec, spec, releases.OF_TEMPLATE):
        for endpoint in users(world, template_id):
            releases.roll(world, endpoint)
    return changed


def delete(world: World, template_id: str) -> None:
    """Raises Refused while an endpoint uses it and for a while after (B-055)."""
    template = own(world, template_id)
    lately = template.used_until is not None and (
        world.now - template.used_until < world.settings.template_grace_s
    )
    if lately or users(world, template_id):
        raise Refused(IN_USE)
    world.drop(template)


def users(world: World, template_id: str) -> list[Endpoint]:
    """The endpoints made from it."""
    return [e for e in world.every(Endpoint) if e.spec.template_id == template_id]


def own(world: World, template_id: str) -> Template:
    """One of the account's own; others can be read but not touched (inferred)."""
    template = world.get(Template, template_id)
    if template.owner is not Owner.ACCOUNT:
        raise Refused("You do not own this template")
    return template


def visible(
    world: World, *, public: bool = False, runpod: bool = False, bound: bool = False
) -> list[Template]:
    """The account's own, and the kinds that were asked for (B-051)."""
    return [t for t in world.every(Template) if _shown(world, t, public, runpod, bound)]


def see(
    world: World,
    template_id: str,
    *,
    public: bool = False,
    runpod: bool = False,
    bound: bool = False,
) -> Template:
    """One template; a kind that was not asked for is not there (B-051)."""
    template = world.get(Template, template_id)
    if not _shown(world, template, public, runpod, bound):
        raise NotFound("template not found")
    return template


def _shown(world: World, template: Template, public: bool, runpod: bool, bound: bool) -> bool:
    if template.owner is Owner.RUNPOD:
        return runpod
    if template.owner is Owner.COMMUNITY:
        return public and template.spec.is_public
    hidden = template.made_with_endpoint or (
        world.settings.hide_all_bound_templates and bool(users(world, template.id))
    )
    return bound or not hidden


def _check(world: World, spec: TemplateSpec, *, besides: str | None, owner: Owner) -> None:
    taken = any(
        t.spec.name == spec.name and t.owner is owner and t.id != besides
        for t in world.every(Template)
    )
    if taken and owner is Owner.ACCOUNT:
        raise Refused("Template name must be unique.")
    if spec.is_serverless and spec.volume_in_gb:
        raise Refused("Serverless templates cannot have a volume; volumeInGb must be 0.")
