"""Putting into a world what a row says, whether the row stands in a data file or was sent."""

import difflib
from collections.abc import Iterable
from typing import Any

from mock_runpod.engine import answering, arrivals, endpoints, market, templates
from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid
from mock_runpod.model import Endpoint, EndpointSpec, Stock, Template, TemplateSpec, replace
from mock_runpod.runtime.fields import ID
from mock_runpod.runtime.files.rows import EndpointBody, EndpointRow, StockRow

#: Fields of a row that are no part of the specification users know.
BESIDES = ("id", "behaviour", "workers_standby", "cold_start", "workers")
IMAGE = "mock/worker:1"


def create(world: World, row: EndpointRow) -> Endpoint:
    """An endpoint that needs neither quota nor money. Raises Refused and Invalid."""
    made = endpoints.create(
        world,
        _spec(world, row),
        id=row.id,
        behaviour=row.behaviour.meant(),
        standby=row.workers_standby,
        arranged=True,
    )
    if row.cold_start is not None:
        made = world.put(replace(made, cold_start=row.cold_start))
    return made if row.workers is None else arrivals.assign(world, made, row.workers)


def endpoint(world: World, row: EndpointBody) -> tuple[Endpoint, bool]:
    """The endpoint with this id as the row says, and whether it is new.

    A new one gets a template, if none is named. Of one that is there, what the row says is changed,
    and nothing else. Raises Refused and Invalid.
    """
    there = world.find(Endpoint, row.id)
    if there:
        return adjust(world, there, row), False
    spec = _spec(world, row.model_copy(update={"template_id": ""}))
    if not ID.fullmatch(row.id):
        raise Invalid(
            f"{row.id!r} cannot be an id: letters, digits, '-', '_' and '.' can be in one"
        )
    endpoints.free_id(world, row.id)
    endpoints.check_machine(world, spec)
    endpoints.in_reach(world, spec)
    if row.template_id:
        return create(world, row), True
    template = _template(world, row.id)
    return create(world, row.model_copy(update={"template_id": template.id})), True


def adjust(world: World, there: Endpoint, row: EndpointBody) -> Endpoint:
    said = row.model_fields_set
    if "compute_type" in said and row.compute_type is not there.spec.compute_type:
        kind = there.spec.compute_type
        raise Invalid(f"endpoint {there.id} is a {kind} endpoint, and stays one")
    changes = row.given("compute_type", *BESIDES)
    if changes.get("template_id") == "":
        del changes["template_id"]
    endpoints.update(world, there.id, changes, arranged=True)
    now = world.get(Endpoint, there.id)
    adjusted = replace(
        now,
        standby=row.workers_standby if "workers_standby" in said else now.standby,
        cold_start=row.cold_start if "cold_start" in said else now.cold_start,
        arranged=True,
    )
    now = now if adjusted == now else world.put(adjusted)
    if "workers" in said and row.workers != now.staffing:
        now = arrivals.assign(world, now, row.workers)
    return answering.change(world, now, row.behaviour.meant()) if "behaviour" in said else now


def stock(world: World, row: StockRow) -> Stock:
    """So much is left of it there. Raises Invalid."""
    check_place(world, row.data_center_id)
    check_type(world, row.type_id)
    id = market.stock_id(row.type_id, row.data_center_id)
    return market.set_stock(world, Stock(id=id, **row.model_dump()))


def check_place(world: World, data_center_id: str) -> None:
    if data_center_id not in world.catalog.data_centers:
        near = nearest(data_center_id, world.catalog.data_centers)
        raise Invalid(f"there is no data center {data_center_id!r}{near}")


def check_type(world: World, type_id: str) -> None:
    known = {**world.catalog.gpus, **world.catalog.cpus}
    if type_id not in known:
        near = nearest(type_id, known)
        raise Invalid(f"there is no GPU type or CPU flavor {type_id!r}{near}")


def nearest(said: str, known: Iterable[str]) -> str:
    """What is written alike, or else what has it in its name, as "H100" is in one."""
    known = list(known)
    inside = [each for each in known if said and said.lower() in each.lower()]
    near = difflib.get_close_matches(said, known, n=1) or inside[:3]
    return f"; did you mean {' or '.join(map(repr, near))}?" if near else ""


def _spec(world: World, row: EndpointRow) -> EndpointSpec:
    unsaid = {  # what has no fixed default
        "execution_timeout_ms": world.settings.execution_timeout_ms,
        **market.unsaid(world.catalog, row.compute_type),
    }
    said: dict[str, Any] = unsaid | row.given(*BESIDES)
    return EndpointSpec(**said)


def _template(world: World, endpoint_id: str) -> Template:
    """`tmpl-{id}`, also one that an earlier endpoint of this id has left."""
    id, name = f"tmpl-{endpoint_id}", f"{endpoint_id} template"
    if left := world.find(Template, id):
        return left
    taken = {template.spec.name for template in world.every(Template)}
    number = 1
    while name in taken:
        number += 1
        name = f"{endpoint_id} template {number}"
    spec = TemplateSpec(name=name, image_name=IMAGE, is_serverless=True, ports=(), volume_in_gb=0)
    return templates.create(world, spec, id=id)
