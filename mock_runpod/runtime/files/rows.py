"""What a data file can say, in the API's own words. Types and limits; rules are the engine's."""

import difflib
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field

from mock_runpod.model import ComputeType, Owner, ScalerType, Staffing
from mock_runpod.runtime.fields import Id, Positive, Row, Seconds, Share, Whole
from mock_runpod.runtime.files.behaviours import BehaviourRow


class AccountRow(Row):
    balance: Annotated[float, Field(ge=-1e12, le=1e12)] = 25.0


class TemplateRow(Row):
    id: Id
    name: str
    image_name: str
    category: str = "NVIDIA"
    container_disk_in_gb: Whole = 50
    docker_entrypoint: list[str] = Field(default=[])
    docker_start_cmd: list[str] = Field(default=[])
    env: dict[str, str] = Field(default={})
    is_public: bool = False
    is_serverless: bool = False
    ports: list[str] = Field(default=[])
    readme: str = ""
    volume_in_gb: Whole | None = None
    volume_mount_path: str = "/workspace"
    owner: Owner = Owner.ACCOUNT


class VolumeRow(Row):
    id: Id
    name: str
    size: Annotated[int, Field(ge=1, le=4096)]
    data_center_id: str


class EndpointRow(Row):
    id: Id
    template_id: str
    name: str | None = None
    compute_type: ComputeType = ComputeType.GPU
    data_center_ids: list[str] = Field(default=[])
    execution_timeout_ms: Whole = 600_000
    gpu_count: Positive = 1
    gpu_type_ids: list[str] = Field(default=[])
    cpu_flavor_ids: list[str] = Field(default=[])
    vcpu_count: Positive = 2
    idle_timeout: Annotated[int, Field(ge=1, le=3600)] = 5
    network_volume_ids: list[str] = Field(default=[])
    scaler_type: ScalerType = ScalerType.QUEUE_DELAY
    scaler_value: Positive = 4
    workers_max: Whole = 3
    workers_min: Whole = 0
    allowed_cuda_versions: list[str] | None = None
    min_cuda_version: str | None = None
    flashboot: bool = True
    workers_standby: Whole | None = None
    cold_start: Seconds | None = None
    workers: Staffing | None = None
    behaviour: BehaviourRow = Field({}, validate_default=True)


class EndpointBody(EndpointRow):
    """The same when it is asked for by its id: a template of its own is made if none is named."""

    id: Id = ""
    template_id: str = ""


class StockRow(Row):
    type_id: str
    data_center_id: str
    available: Whole = 0
    offered: bool = True


def _faults(said: Any) -> str | list[Any]:
    if not isinstance(said, str | list):
        raise ValueError("must be a list of faults, or the name of a profile such as flaky")
    return said


class WorldFile(Row):
    """`settings` are options of a world, by the names of `mock_runpod.settings`; `faults` are what
    shall go wrong, or the name of a profile of faults (`faults.rows`).
    """

    source: str = ""
    retrieved: date | None = None
    settings: dict[str, Any] = Field(default={})
    account: AccountRow | None = None
    templates: list[TemplateRow] = Field(default=[])
    volumes: list[VolumeRow] = Field(default=[])
    stock: list[StockRow] = Field(default=[])
    endpoints: list[EndpointRow] = Field(default=[])
    faults: Annotated[Any, AfterValidator(_faults)] = Field(default=[])


class StageRow(Row):
    seconds: Seconds = 0.0
    jitter: Share = 0.0


class ProfileFile(Row):
    model_config = ConfigDict(alias_generator=None)

    source: str = ""
    retrieved: date | None = None
    image_pull: StageRow = Field({}, validate_default=True)
    boot: StageRow = Field({}, validate_default=True)
    flashboot_boot: StageRow = Field({}, validate_default=True)
    dispatch: StageRow = Field({}, validate_default=True)
    execution: StageRow = Field({}, validate_default=True)
    chunk: StageRow = Field({}, validate_default=True)
    boot_failure: Share = 0.0
    crash: Share = 0.0
    throttle: Share = 0.0


def _kinds(row: type[Row]) -> Iterator[type[Row]]:
    for kind in row.__subclasses__():
        yield kind
        yield from _kinds(kind)


#: Every field there is, to tell somebody who mistyped one.
FIELDS = sorted(
    {field.alias or name for row in _kinds(Row) for name, field in row.model_fields.items()}
)


def near_field(said: str, known: Iterable[str] = FIELDS) -> str | None:
    """The one that is written most alike, whether in camel case or with underscores."""
    plain = {_plain(each): each for each in known}
    near = difflib.get_close_matches(_plain(said), plain, n=1)
    return plain[near[0]] if near else None


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
