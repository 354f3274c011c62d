"""Rolling releases: a new version for everything a running worker could notice (B-146 to B-149)."""

from typing import Any

from mock_runpod.engine import attention, workers
from mock_runpod.engine.world import World
from mock_runpod.model import Endpoint, Worker, WorkerStatus, replace

#: Changes of the endpoint that start a release; all others act in place (B-037).
OF_ENDPOINT = frozenset(
    [
        "template_id",
        "allowed_cuda_versions",
        "cpu_flavor_ids",
        "data_center_ids",
        "gpu_count",
        "gpu_type_ids",
        "min_cuda_version",
        "network_volume_ids",
        "vcpu_count",
    ]
)
#: Changes of the template that do (B-052); name, readme, isPublic and the volume act in place.
OF_TEMPLATE = frozenset(
    [
        "image_name",
        "env",
        "docker_entrypoint",
        "docker_start_cmd",
        "container_disk_in_gb",
        "ports",
        "container_registry_auth_id",
    ]
)


def differs(old: Any, new: Any, fields: frozenset[str]) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in sorted(fields))


def roll(world: World, endpoint: Endpoint) -> Endpoint:
    """Next version: who is not at work is replaced at once, who is, when its job is done."""
    released = world.put(replace(endpoint, version=endpoint.version + 1))
    for worker_id in world.index.rosters[endpoint.id].workers:
        worker = world.get(Worker, worker_id)
        if worker.status is not WorkerStatus.RUNNING:
            workers.retire(world, worker)
    attention.call(world, endpoint.id)
    return released
