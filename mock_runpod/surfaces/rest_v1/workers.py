"""Workers as REST v1 shows them: raw pod records inside an endpoint (B-045 to B-047)."""

import hashlib

from typing_extensions import TypedDict

from mock_runpod.engine.world import World
from mock_runpod.model import (
    Endpoint,
    GpuType,
    NetworkVolume,
    Place,
    Worker,
    WorkerStatus,
)
from mock_runpod.surfaces.moments import moment, spoken

UP = (WorkerStatus.STARTING, WorkerStatus.IDLE, WorkerStatus.RUNNING)
#: Where every worker finds its network volume (B-050).
MOUNT = "/runpod-volume"


class GpuDocument(TypedDict):
    """All or nothing: strict clients refuse a part of it. Prices are dollars per GPU and hour."""

    id: str
    count: int
    displayName: str
    securePrice: float
    communityPrice: float
    oneMonthPrice: float
    threeMonthPrice: float
    sixMonthPrice: float
    oneWeekPrice: float
    communitySpotPrice: float
    secureSpotPrice: float


class WorkerDocument(TypedDict):
    """A pod record that satisfies the strictest client. `image` and `imageName` both (B-179)."""

    id: str
    name: str
    image: str
    imageName: str
    consumerUserId: str
    machineId: str
    desiredStatus: str
    costPerHr: float
    adjustedCostPerHr: float
    gpuCount: int
    vcpuCount: int
    memoryInGb: int
    containerDiskInGb: int
    volumeInGb: int
    volumeMountPath: str
    volumeEncrypted: bool
    ports: list[str]
    portMappings: dict[str, int] | None
    publicIp: str | None
    env: dict[str, str]
    dockerEntrypoint: list[str]
    dockerStartCmd: list[str]
    interruptible: bool
    locked: bool
    gpu: GpuDocument | None
    gpuTypeId: str | None
    cpuFlavorId: str | None
    templateId: str
    networkVolumeId: str | None
    containerRegistryAuthId: str | None
    endpointId: str
    aiApiId: str
    slsVersion: int
    createdAt: str
    lastStartedAt: str | None
    lastStatusChange: str
    machine: None
    networkVolume: None
    savingsPlans: list[None]


def document(world: World, worker: Worker) -> WorkerDocument:
    endpoint, place = world.get(Endpoint, worker.endpoint_id), worker.place
    template = worker.template
    cost = dollars(place.cost_per_hr) if place else 0
    flavor = place.instance_id.split("-")[0] if place and place.instance_id else None
    return {
        "id": worker.id,
        "name": f"{endpoint.spec.name or endpoint.id} worker",
        "image": template.spec.image_name,
        "imageName": template.spec.image_name,
        "consumerUserId": world.account.id,
        "machineId": place.machine_id if place else "",
        "desiredStatus": "RUNNING" if worker.status in UP else "EXITED",  # B-046
        "costPerHr": cost,
        "adjustedCostPerHr": cost,
        "gpuCount": place.gpu_count if place else 0,
        "vcpuCount": place.vcpu_count if place else 0,
        "memoryInGb": place.memory_in_gb if place else 0,
        "containerDiskInGb": template.spec.container_disk_in_gb,
        "volumeInGb": 0,
        "volumeMountPath": MOUNT,
        "volumeEncrypted": False,
        "ports": list(template.spec.ports),
        "portMappings": None,
        "publicIp": None,
        "env": {**template.spec.env, **secrets(endpoint, worker)},
        "dockerEntrypoint": list(template.spec.docker_entrypoint),
        "dockerStartCmd": list(template.spec.docker_start_cmd),
        "interruptible": False,
        "locked": False,
        "gpu": gpu(world, place.gpu_type_id, place.gpu_count) if place else None,
        "gpuTypeId": place.gpu_type_id if place else None,
        "cpuFlavorId": flavor,
        "templateId": template.id,
        "networkVolumeId": volume_at(world, endpoint, place),
        "containerRegistryAuthId": template.spec.container_registry_auth_id,
        "endpointId": endpoint.id,
        "aiApiId": endpoint.id,
        "slsVersion": worker.version,
        "createdAt": moment(world, worker.created_at),
        "lastStartedAt": None if worker.started_at is None else moment(world, worker.started_at),
        "lastStatusChange": last_change(world, worker),
        "machine": None,
        "networkVolume": None,
        "savingsPlans": [],
    }


def gpu(world: World, type_id: str | None, count: int) -> GpuDocument | None:
    kind = world.catalog.gpus.get(type_id or "")
    return None if kind is None else gpu_document(kind, count)


def gpu_document(kind: GpuType, count: int) -> GpuDocument:
    """Terms and spot have no published price, so they show the plain one (inferred)."""
    secure, community = dollars(kind.secure_price), dollars(kind.community_price)
    return {
        "id": kind.id,
        "count": count,
        "displayName": kind.display_name,
        "securePrice": secure,
        "communityPrice": community,
        "oneMonthPrice": secure,
        "threeMonthPrice": secure,
        "sixMonthPrice": secure,
        "oneWeekPrice": secure,
        "communitySpotPrice": community,
        "secureSpotPrice": secure,
    }


def dollars(amount: float) -> float:
    """A whole amount goes out as `4`, not `4.0`, as every whole number here does."""
    return int(amount) if amount == int(amount) else amount


def volume_at(world: World, endpoint: Endpoint, place: Place | None) -> str | None:
    """Of several network volumes, a worker gets the one of its data center (B-145)."""
    for volume_id in endpoint.spec.network_volume_ids if place else ():
        volume = world.find(NetworkVolume, volume_id)
        if volume and place and volume.data_center_id == place.data_center_id:
            return volume_id
    return None


def secrets(endpoint: Endpoint, worker: Worker) -> dict[str, str]:
    """What the platform leaks into this record, with values that are plainly no secrets (B-047)."""
    fake = hashlib.sha256(worker.id.encode()).hexdigest()[:16]
    return {
        "RUNPOD_AI_API_KEY": f"fake-ai-api-key-{fake}",
        "RUNPOD_ENDPOINT_SECRET": f"fake-endpoint-secret-{fake}",
        "RUNPOD_ENDPOINT_ID": endpoint.id,
    }


def last_change(world: World, worker: Worker) -> str:
    """In the words seen on pods (B-188)."""
    said = "Rented by User" if worker.status in UP else "Exited by Runpod"
    return f"{said}: {spoken(world, worker.since)}"
