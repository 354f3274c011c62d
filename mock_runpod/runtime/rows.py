"""What a data file can say, in the API's own words. Types and limits; rules are the engine's."""

from datetime import date
from typing import Annotated, Any

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue
from pydantic.alias_generators import to_camel

from mock_runpod.model import ComputeType, Owner, ScalerType

Whole = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
#: It becomes a part of addresses; published ones have dots in them, too.
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]*$")]
#: What can be answered in JSON: a date or a number beyond 64 bits, as TOML knows them, cannot.
Output = Annotated[JsonValue, AfterValidator(lambda said: orjson.loads(orjson.dumps(said)))]


class Row(BaseModel):
    model_config = ConfigDict(
        extra="forbid", alias_generator=to_camel, populate_by_name=True, allow_inf_nan=False
    )

    def given(self, *but: str) -> dict[str, Any]:
        """What the file says, by our own names; what it leaves out keeps its default."""
        said = {name: getattr(self, name) for name in self.model_fields_set if name not in but}
        return {name: tuple(v) if isinstance(v, list) else v for name, v in said.items()}


class AccountRow(Row):
    balance: float = 25.0


class TemplateRow(Row):
    id: Id
    name: str
    image_name: str
    category: str = "NVIDIA"
    container_disk_in_gb: Whole = 50
    docker_entrypoint: list[str] = Field(default_factory=list)
    docker_start_cmd: list[str] = Field(default_factory=list)
    env: dict[str, str] = Field(default_factory=dict)
    is_public: bool = False
    is_serverless: bool = False
    ports: list[str] = Field(default_factory=list)
    readme: str = ""
    volume_in_gb: Whole | None = None
    volume_mount_path: str = "/workspace"
    owner: Owner = Owner.ACCOUNT


class VolumeRow(Row):
    id: Id
    name: str
    size: Annotated[int, Field(ge=1, le=4096)]
    data_center_id: str


class BehaviourRow(Row):
    generator: bool = False
    aggregate: bool = False
    concurrency: Positive = 1
    execution_s: Seconds | None = None
    chunk_s: Seconds | None = None
    output: Output = None


class EndpointRow(Row):
    id: Id
    template_id: str
    name: str | None = None
    compute_type: ComputeType = ComputeType.GPU
    data_center_ids: list[str] = Field(default_factory=list)
    execution_timeout_ms: Whole = 600_000
    gpu_count: Positive = 1
    gpu_type_ids: list[str] = Field(default_factory=list)
    cpu_flavor_ids: list[str] = Field(default_factory=list)
    vcpu_count: Positive = 2
    idle_timeout: Annotated[int, Field(ge=1, le=3600)] = 5
    network_volume_ids: list[str] = Field(default_factory=list)
    scaler_type: ScalerType = ScalerType.QUEUE_DELAY
    scaler_value: Positive = 4
    workers_max: Whole = 3
    workers_min: Whole = 0
    allowed_cuda_versions: list[str] | None = None
    min_cuda_version: str | None = None
    flashboot: bool = True
    workers_standby: Whole | None = None
    behaviour: BehaviourRow = Field(default_factory=BehaviourRow)


class StockRow(Row):
    type_id: str
    data_center_id: str
    available: Whole = 0
    offered: bool = True


class WorldFile(Row):
    """`settings` are options of a world, by the names of `mock_runpod.settings`."""

    source: str = ""
    retrieved: date | None = None
    settings: dict[str, Any] = Field(default_factory=dict)
    account: AccountRow | None = None
    templates: list[TemplateRow] = Field(default_factory=list)
    volumes: list[VolumeRow] = Field(default_factory=list)
    stock: list[StockRow] = Field(default_factory=list)
    endpoints: list[EndpointRow] = Field(default_factory=list)


class StageRow(Row):
    seconds: Seconds = 0.0
    jitter: Share = 0.0


class ProfileFile(Row):
    model_config = ConfigDict(alias_generator=None)

    source: str = ""
    retrieved: date | None = None
    image_pull: StageRow = Field(default_factory=StageRow)
    boot: StageRow = Field(default_factory=StageRow)
    flashboot_boot: StageRow = Field(default_factory=StageRow)
    dispatch: StageRow = Field(default_factory=StageRow)
    execution: StageRow = Field(default_factory=StageRow)
    chunk: StageRow = Field(default_factory=StageRow)
    boot_failure: Share = 0.0
    crash: Share = 0.0
    throttle: Share = 0.0


#: Every field there is, to tell somebody who mistyped one.
FIELDS = sorted(
    {
        field.alias or name
        for row in Row.__subclasses__()
        for name, field in row.model_fields.items()
    }
)
