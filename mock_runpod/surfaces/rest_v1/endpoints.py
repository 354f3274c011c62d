"""Endpoints of REST v1: what clients send, what they get back (B-027 to B-044)."""

from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from mock_runpod import fixtures
from mock_runpod.engine import endpoints, market
from mock_runpod.engine.world import World
from mock_runpod.model import ComputeType, Endpoint, EndpointSpec, ScalerType, Template, Worker
from mock_runpod.settings import WorldSettings
from mock_runpod.surfaces.kit import Call, Reply, Route, reply
from mock_runpod.surfaces.moments import moment
from mock_runpod.surfaces.rest_v1 import templates, workers
from mock_runpod.surfaces.rest_v1.bodies import Body, OneOf, Whole, read
from mock_runpod.surfaces.rest_v1.dialect import forwarded
from mock_runpod.surfaces.rest_v1.templates import TemplateDocument
from mock_runpod.surfaces.rest_v1.workers import WorkerDocument

CATALOG = fixtures.catalog()
GpuTypeId = Annotated[str, OneOf(gpu.id for gpu in CATALOG.gpus.values() if gpu.in_v1_enum)]
DataCenterId = Annotated[str, OneOf(dc.id for dc in CATALOG.data_centers.values() if dc.in_v1_live)]
CpuFlavorId = Annotated[str, OneOf(CATALOG.cpus)]  # six, though the document has four
CudaVersion = Annotated[str, OneOf(CATALOG.cuda_versions)]
Name = Annotated[str, Field(max_length=191)]

#: What an endpoint gets that leaves these out, and what null means for them.
UNSET: dict[ComputeType, dict[str, Any]] = {
    kind: {**market.unsaid(CATALOG, kind)} for kind in ComputeType
}


class EndpointUpdateInput(Body):
    """An omitted key means unchanged; null clears what can be without a value (B-037)."""

    allowed_cuda_versions: list[CudaVersion] | None = None
    cpu_flavor_ids: list[CpuFlavorId] | None = None
    data_center_ids: list[DataCenterId] | None = None
    execution_timeout_ms: Annotated[int, Whole()] = 600_000
    flashboot: bool = True
    gpu_count: Annotated[int, Whole(1)] = 1
    gpu_type_ids: list[GpuTypeId] | None = None
    idle_timeout: Annotated[int, Whole(1, 3600)] = 5
    min_cuda_version: CudaVersion | None = None
    name: Name | None = None
    network_volume_id: str | None = None
    network_volume_ids: list[str] | None = None
    scaler_type: Annotated[str, OneOf(ScalerType)] = ScalerType.QUEUE_DELAY.value
    scaler_value: Annotated[int, Whole(1)] = 4
    template_id: str = ""
    vcpu_count: Annotated[int, Whole(1)] = 2
    workers_max: Annotated[int, Whole()] = 3
    workers_min: Annotated[int, Whole()] = 0

    def changes(self, kind: ComputeType) -> dict[str, Any]:
        """Fields of an EndpointSpec. Null and the two spellings of volumes are resolved here."""
        sent = self.sent()
        if "network_volume_id" in sent or "network_volume_ids" in sent:
            one, many = sent.pop("network_volume_id", None), sent.pop("network_volume_ids", None)
            both = [*([one] if one else []), *(many or ())]
            sent["network_volume_ids"] = tuple(dict.fromkeys(both))
        if "scaler_type" in sent:
            sent["scaler_type"] = ScalerType(sent["scaler_type"])
        if kind is ComputeType.CPU:
            sent.pop("gpu_type_ids", None)  # it has none, whatever is sent (B-031)
        unset = UNSET[kind]
        return {field: unset.get(field) if v is None else v for field, v in sent.items()}


class EndpointCreateInput(EndpointUpdateInput):
    """Only `templateId` is required; what is omitted takes the console's defaults (B-029)."""

    template_id: str
    compute_type: Annotated[str, OneOf(ComputeType)] = ComputeType.GPU.value

    def spec(self, settings: WorldSettings) -> EndpointSpec:
        quirk = settings.v1_cpu_becomes_gpu
        kind = ComputeType.GPU if quirk else ComputeType(self.compute_type)
        unsaid = {"execution_timeout_ms": settings.execution_timeout_ms, **UNSET[kind]}
        return EndpointSpec(**{**unsaid, **self.changes(kind), "compute_type": kind})


class EndpointDocument(TypedDict):
    """All 22 fields that clients read, and what the live API sends besides (B-032 to B-035)."""

    id: str
    name: str | None
    userId: str
    templateId: str
    version: int
    computeType: str
    createdAt: str
    dataCenterIds: NotRequired[list[str]]
    env: dict[str, str]
    executionTimeoutMs: int
    flashboot: bool
    gpuCount: int | None
    gpuTypeIds: list[str]
    instanceIds: list[str] | None
    idleTimeout: int
    minCudaVersion: str | None
    networkVolumeId: str
    networkVolumeIds: list[str]
    scalerType: str
    scalerValue: int
    workersMax: int
    workersMin: int
    workersStandby: int
    allowedCudaVersions: list[str] | None
    template: NotRequired[TemplateDocument]
    workers: NotRequired[list[WorkerDocument]]


def document(
    world: World, endpoint: Endpoint, *, template: bool = False, crew: bool = False
) -> EndpointDocument:
    spec, made_from = endpoint.spec, world.get(Template, endpoint.spec.template_id)
    is_gpu, allowed = spec.compute_type is ComputeType.GPU, spec.allowed_cuda_versions
    shown: EndpointDocument = {
        "id": endpoint.id,
        "name": spec.name,
        "userId": world.account.id,
        "templateId": spec.template_id,
        "version": endpoint.version,
        "computeType": spec.compute_type.value,
        "createdAt": moment(world, endpoint.created_at),
        "dataCenterIds": list(spec.data_center_ids),
        "env": dict(made_from.spec.env),
        "executionTimeoutMs": spec.execution_timeout_ms,
        "flashboot": spec.flashboot,
        "gpuCount": spec.gpu_count if is_gpu else None,
        "gpuTypeIds": list(spec.gpu_type_ids),
        "instanceIds": endpoints.instance_ids(world, endpoint),
        "idleTimeout": spec.idle_timeout,
        "minCudaVersion": spec.min_cuda_version,
        "networkVolumeId": spec.network_volume_ids[0] if spec.network_volume_ids else "",
        "networkVolumeIds": list(spec.network_volume_ids),
        "scalerType": spec.scaler_type.value,
        "scalerValue": spec.scaler_value,
        "workersMax": spec.workers_max,
        "workersMin": spec.workers_min,
        "workersStandby": endpoint.workers_standby,
        "allowedCudaVersions": None if allowed is None else list(allowed),
    }
    if world.settings.v1_omit_dcids:
        del shown["dataCenterIds"]
    if template:
        shown["template"] = templates.document(made_from)
    if crew:
        ids = world.index.rosters[endpoint.id].workers
        shown["workers"] = [workers.document(world, world.get(Worker, id)) for id in ids]
    return shown


FLAGS = ("includeTemplate", "includeWorkers")


async def create(call: Call) -> Reply:
    """Create an endpoint from a serverless template."""
    body = await read(call, EndpointCreateInput)
    with call.driver.turn() as world, forwarded("create endpoint"):
        endpoint = endpoints.create(world, body.spec(world.settings))
        return reply(document(world, endpoint))


async def every(call: Call) -> Reply:
    """All endpoints, oldest first (B-044)."""
    template, crew = map(call.flag, FLAGS)
    with call.driver.turn() as world:
        found = world.every(Endpoint)
        return reply([document(world, each, template=template, crew=crew) for each in found])


async def one(call: Call) -> Reply:
    """One endpoint."""
    template, crew = map(call.flag, FLAGS)
    with call.driver.turn() as world:
        endpoint = world.get(Endpoint, call.params["endpointId"])
        return reply(document(world, endpoint, template=template, crew=crew))


async def update(call: Call) -> Reply:
    """Change what is sent, and nothing else (B-037)."""
    body = await read(call, EndpointUpdateInput)
    with call.driver.turn() as world, forwarded("update endpoint"):
        old = world.get(Endpoint, call.params["endpointId"])
        changes = body.changes(old.spec.compute_type)
        return reply(document(world, endpoints.update(world, old.id, changes)))


async def delete(call: Call) -> Reply:
    """Delete an endpoint with its workers and jobs (B-041)."""
    with call.driver.turn() as world, forwarded("delete endpoint"):
        endpoints.delete(world, call.params["endpointId"])
    return Reply(204)


AT = "/endpoints/{endpointId}"
routes = [
    Route("POST", "/endpoints", create, body=EndpointCreateInput, answer=EndpointDocument),
    Route("GET", "/endpoints", every, answer=list[EndpointDocument], flags=FLAGS),
    Route("GET", AT, one, answer=EndpointDocument, flags=FLAGS),
    Route("PATCH", AT, update, body=EndpointUpdateInput, answer=EndpointDocument),
    Route("POST", f"{AT}/update", update, body=EndpointUpdateInput, answer=EndpointDocument),
    Route("DELETE", AT, delete, status=204),
]
