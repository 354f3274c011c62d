"""What can happen to an endpoint (B-027 to B-042)."""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from mock_runpod.engine import (
    answering,
    attention,
    ids,
    jobs,
    market,
    quotas,
    releases,
    templates,
    workers,
)
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid, Refused
from mock_runpod.model import (
    Behaviour,
    ComputeType,
    Endpoint,
    EndpointSpec,
    Job,
    NetworkVolume,
    Template,
    Worker,
    WorkerStatus,
    replace,
)

DAY = 86_400.0
#: Days without a request, and the workersMax that is left then (B-142).
DOWNGRADES = ((3 * DAY, 2), (4 * DAY, 0))


def create(
    world: World,
    spec: EndpointSpec,
    *,
    id: str | None = None,
    behaviour: Behaviour | None = None,
    standby: int | None = None,
    arranged: bool = False,
) -> Endpoint:
    """Raises Refused (template, balance, quota) and Invalid, in the order of B-027.

    To arrange one, the account needs neither money nor quota.
    """
    check_template(world, spec.template_id, besides=None)
    check_machine(world, spec)
    spec = in_reach(world, spec)
    if not arranged:
        quotas.check_balance(world)
        quotas.check_workers(world, spec.workers_max)
    endpoint = world.put(
        Endpoint(
            id=free_id(world, id) if id else ids.short(world, 14, Endpoint),
            spec=spec,
            created_at=world.now,
            standby=standby,
            behaviour=behaviour or Behaviour(),
            arranged=arranged,
        )
    )
    requested(world, endpoint.id)
    attention.call(world, endpoint.id)
    return endpoint


def update(
    world: World, endpoint_id: str, changes: Mapping[str, Any], *, arranged: bool = False
) -> Endpoint:
    """Only what is in `changes` changes: some in place, some by a rolling release (B-037)."""
    old = world.get(Endpoint, endpoint_id)
    spec = replace(old.spec, **changes)
    if spec.template_id != old.spec.template_id:
        check_template(world, spec.template_id, besides=endpoint_id)
    check_machine(world, spec)
    spec = in_reach(world, spec)
    if spec.workers_max > old.spec.workers_max and not arranged:
        quotas.check_workers(world, spec.workers_max, besides=endpoint_id)
    if spec == old.spec:
        return old
    endpoint = world.put(replace(old, spec=spec))
    if spec.template_id != old.spec.template_id:
        _let_go_of_template(world, old)
    if releases.differs(old.spec, spec, releases.OF_ENDPOINT):
        endpoint = releases.roll(world, endpoint)
    _resettle(world, endpoint)
    return endpoint


def delete(world: World, endpoint_id: str) -> None:
    """Workers end, jobs are cancelled, and nothing of it can be read again (B-041, B-042)."""
    endpoint = world.get(Endpoint, endpoint_id)
    roster = world.index.rosters[endpoint_id]
    for job_id in list(roster.jobs):
        jobs.cancel(world, world.get(Job, job_id))
    for worker_id in roster.workers:
        workers.retire(world, world.get(Worker, worker_id))
    for job_id in list(roster.jobs):
        jobs.forget(world, world.get(Job, job_id))
    for what in ("endpoint-looks", "endpoint-dispatches", "endpoint-ticks", "endpoint-idles"):
        world.timeline.cancel(Timer(what, endpoint_id))
    answering.forget(world, endpoint_id)
    world.drop(endpoint)
    world.asked = {key: times for key, times in world.asked.items() if key[0] != endpoint_id}
    _let_go_of_template(world, endpoint)


def instance_ids(world: World, endpoint: Endpoint) -> list[str] | None:
    """`flavor-vcpu-memory` for each flavor of a CPU endpoint (B-031); None for a GPU one."""
    spec = endpoint.spec
    if spec.compute_type is ComputeType.GPU:
        return None
    flavors = market.flavors(world, spec)
    return [market.instance_id(world, flavor, spec.vcpu_count) for flavor in flavors]


def requested(world: World, endpoint_id: str) -> None:
    """Somebody uses it: the countdown to a downgrade starts anew (B-142)."""
    if world.settings.idle_downgrade:
        world.timeline.schedule(DOWNGRADES[0][0], Timer("endpoint-idles", endpoint_id), 0)


def on_idle(world: World, endpoint_id: str, stage: int) -> None:
    """Nobody asked for days: fewer workers, in the end none."""
    endpoint = world.get(Endpoint, endpoint_id)
    most = min(endpoint.spec.workers_max, DOWNGRADES[stage][1])
    update(world, endpoint_id, {"workers_max": most})
    world.note(endpoint_id, f"no requests for days: workersMax lowered to {most}")
    if stage + 1 < len(DOWNGRADES):
        later = DOWNGRADES[stage + 1][0]
        world.timeline.schedule(later, Timer("endpoint-idles", endpoint_id), stage + 1)


def check_template(world: World, template_id: str, *, besides: str | None) -> None:
    """It exists, is for serverless, and is free (B-027, B-028)."""
    template = world.find(Template, template_id)
    if template is None:
        raise Refused(f"Template {template_id} not found")
    if not template.spec.is_serverless:
        raise Refused(
            "Serverless endpoints cannot use pod templates. Please use a serverless template."
        )
    bound = [e for e in templates.users(world, template_id) if e.id != besides]
    if bound and world.settings.bind_templates:
        raise Refused("Template is already bound to an endpoint")


def check_machine(world: World, spec: EndpointSpec) -> None:
    """All that is named exists; CPU sizes are powers of two up to the flavor's largest (B-163)."""
    cat = world.catalog
    versions = (*(spec.allowed_cuda_versions or ()), *filter(None, [spec.min_cuda_version]))
    _check_known("GPU type", spec.gpu_type_ids, cat.gpus)
    _check_known("data center", spec.data_center_ids, cat.data_centers)
    _check_known("CUDA version", versions, cat.cuda_versions)
    _check_known("CPU flavor", spec.cpu_flavor_ids, cat.cpus)
    if spec.compute_type is ComputeType.GPU:
        return
    vcpu = spec.vcpu_count
    for flavor_id in market.flavors(world, spec):
        flavor = cat.cpus[flavor_id]
        if vcpu < 1 or vcpu & (vcpu - 1) or vcpu > flavor.vcpu_max:
            raise Invalid(f"vcpuCount must be a power of two, at most {flavor.vcpu_max}")


def _check_known(noun: str, said: Iterable[str], known: Container[str]) -> None:
    for each in said:
        if each not in known:
            raise Invalid(f"unknown {noun} {each!r}")


def in_reach(world: World, spec: EndpointSpec) -> EndpointSpec:
    """With network volumes, workers can only be where those are (B-036, B-145)."""
    if not spec.network_volume_ids:
        return spec
    volumes = [world.find(NetworkVolume, id) for id in spec.network_volume_ids]
    if None in volumes:
        missing = spec.network_volume_ids[volumes.index(None)]
        raise Refused(f"Network volume {missing} not found")
    places = tuple(volume.data_center_id for volume in volumes if volume)
    if len(set(places)) < len(places):
        raise Refused("Only one network volume per data center can be attached")
    return replace(spec, data_center_ids=places)


def _resettle(world: World, endpoint: Endpoint) -> None:
    """New bounds and timeouts hold at once, also for workers that are idle already."""
    workers.fit(world, endpoint.id)
    for worker_id in world.index.rosters[endpoint.id].crew[WorkerStatus.IDLE]:
        worker = world.get(Worker, worker_id)
        left = worker.since + endpoint.spec.idle_timeout - world.now
        workers.due_in(world, worker, max(0.0, left))
    attention.call(world, endpoint.id)


def _let_go_of_template(world: World, endpoint: Endpoint) -> None:
    if template := world.find(Template, endpoint.spec.template_id):
        world.put(replace(template, used_until=world.now))


def free_id(world: World, id: str) -> str:
    if id in ids.RESERVED or "/" in id or not id:
        raise Invalid(f"an endpoint cannot have the id {id!r}: it is an address of the API")
    if world.find(Endpoint, id):
        raise Invalid(f"there is an endpoint {id} already")
    return id
