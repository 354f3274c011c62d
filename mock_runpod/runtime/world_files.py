"""Ready-made worlds: files that say what there is at the beginning, in the API's own words."""

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from mock_runpod import fixtures
from mock_runpod.engine import endpoints, ids, market, templates
from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid, RunPodError
from mock_runpod.model import (
    Account,
    Behaviour,
    ComputeType,
    EndpointSpec,
    NetworkVolume,
    Owner,
    Profile,
    ScalerType,
    Stage,
    Stock,
    TemplateSpec,
)

M = TypeVar("M", bound=BaseModel)

#: What the documents give a pod template; a serverless one has none (B-050).
POD_VOLUME_GB = 20
Whole = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)

    def given(self, *but: str) -> dict[str, Any]:
        """What the file says, by our own names; what it leaves out keeps its default."""
        said = {name: getattr(self, name) for name in self.model_fields_set if name not in but}
        return {name: tuple(v) if isinstance(v, list) else v for name, v in said.items()}


class AccountRow(Row):
    balance: float = 25.0


class TemplateRow(Row):
    id: str
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
    id: str
    name: str
    size: Annotated[int, Field(ge=1, le=4096)]
    data_center_id: str


class BehaviourRow(Row):
    generator: bool = False
    aggregate: bool = False
    concurrency: Annotated[int, Field(ge=1)] = 1
    execution_s: float | None = None
    chunk_s: float | None = None
    output: Any = None


class EndpointRow(Row):
    id: str
    template_id: str
    name: str | None = None
    compute_type: ComputeType = ComputeType.GPU
    data_center_ids: list[str] = Field(default_factory=list)
    execution_timeout_ms: Whole = 600_000
    gpu_count: Annotated[int, Field(ge=1)] = 1
    gpu_type_ids: list[str] = Field(default_factory=list)
    cpu_flavor_ids: list[str] = Field(default_factory=list)
    vcpu_count: Annotated[int, Field(ge=1)] = 2
    idle_timeout: Annotated[int, Field(ge=1, le=3600)] = 5
    network_volume_ids: list[str] = Field(default_factory=list)
    scaler_type: ScalerType = ScalerType.QUEUE_DELAY
    scaler_value: Annotated[int, Field(ge=1)] = 4
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
    source: str = ""
    retrieved: date | None = None
    settings: dict[str, Any] = Field(default_factory=dict)
    account: AccountRow | None = None
    templates: list[TemplateRow] = Field(default_factory=list)
    volumes: list[VolumeRow] = Field(default_factory=list)
    stock: list[StockRow] = Field(default_factory=list)
    endpoints: list[EndpointRow] = Field(default_factory=list)


class StageRow(Row):
    seconds: Annotated[float, Field(ge=0)] = 0.0
    jitter: Share = 0.0


class ProfileFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
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


@dataclass(frozen=True, slots=True)
class Furniture:
    """What a new world is furnished with, and the file it was read from."""

    file: Path
    content: WorldFile


def load_worlds(name: str) -> list[Furniture]:
    """The file(s) meant by `--data NAME|FILE|DIR`, read and checked. Raises Invalid."""
    return [Furniture(file, _read(file, WorldFile)) for file in data_files(name)]


def data_files(name: str, room: str = "worlds") -> list[Path]:
    """The files meant by a name in fixtures/, a file, or a folder (in name order)."""
    path = Path(name)
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.suffix in (".toml", ".json"))
        if not found:
            raise Invalid(f"{name}: no .toml or .json file in this folder")
        return found
    if path.is_file():
        return [path]
    if name in fixtures.names(room):
        return [fixtures.FOLDER / room / f"{name}.toml"]
    known = ", ".join(fixtures.names(room))
    raise Invalid(f"no such file, and not one of the ready-made {room} ({known}): {name!r}")


def load_profile(name: str) -> Profile:
    """The profile of this name or in this file. Raises Invalid."""
    (file, *_) = data_files(name, "profiles")
    said = dict(_read(file, ProfileFile))
    parts: dict[str, Any] = {
        field: Stage(**value.model_dump()) if isinstance(value, StageRow) else value
        for field, value in said.items()
        if field not in ("source", "retrieved")
    }
    return Profile(name=file.stem, **parts)


def furnish(world: World, furniture: list[Furniture]) -> None:
    """Put it all there through the engine's own verbs, so that its rules hold. Raises Invalid."""
    balances = [f.content.account.balance for f in furniture if f.content.account]
    world.put(
        Account(id=ids.user(world), balance=balances[-1] if balances else AccountRow().balance)
    )
    for each in furniture:
        try:
            _furnish(world, each.content)
        except RunPodError as error:
            raise Invalid(f"{each.file}: {error.detail}") from None


def _furnish(world: World, content: WorldFile) -> None:
    for t in content.templates:
        spec = TemplateSpec(**t.given("id", "owner", "volume_in_gb"), volume_in_gb=_volume(t))
        templates.create(world, spec, id=t.id, owner=t.owner)
    for v in content.volumes:
        world.put(NetworkVolume(**v.model_dump()))
    for s in content.stock:
        stock = market.stock_id(s.type_id, s.data_center_id)
        market.set_stock(world, Stock(id=stock, **s.model_dump()))
    for e in content.endpoints:
        endpoints.create(
            world,
            EndpointSpec(**_anywhere(world, e) | e.given("id", "behaviour", "workers_standby")),
            id=e.id,
            behaviour=Behaviour(**e.behaviour.model_dump()),
            standby=e.workers_standby,
        )


def _anywhere(world: World, row: EndpointRow) -> dict[str, Any]:
    """What a list that is left out means."""
    if row.compute_type is ComputeType.CPU:
        machines = {"cpu_flavor_ids": tuple(world.catalog.cpus)[:1]}
    else:
        machines = {"gpu_type_ids": market.first_choices(world.catalog)}
    return {"data_center_ids": market.all_places(world.catalog), **machines}


def _volume(row: TemplateRow) -> int:
    if row.volume_in_gb is not None:
        return row.volume_in_gb
    return 0 if row.is_serverless else POD_VOLUME_GB


def _read(file: Path, kind: type[M]) -> M:
    """One file, or a complaint with its name, the line and the field."""
    try:
        text = file.read_text()
        raw = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{file}: {error}") from None
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        raise Invalid(f"{file}: {error}") from None
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        wrong = [_complaint(file, text, e["loc"], e["msg"]) for e in error.errors()]
        raise Invalid("\n".join(wrong), wrong) from None


def _complaint(file: Path, text: str, loc: tuple[int | str, ...], message: str) -> str:
    field = ".".join(map(str, loc))
    return f"{file}, line {line_of(text, loc)}, {field}: {message}"


def line_of(text: str, loc: tuple[int | str, ...]) -> int:
    """The line a field stands on, or where the table it is missing from begins."""
    lines, here = text.splitlines(), 0
    for part, after in zip(loc, (*loc[1:], ""), strict=True):
        if isinstance(part, int):
            continue
        nth = after if isinstance(after, int) else 0
        pattern = re.compile(
            rf"""\s*(\[+\s*)?["']?{re.escape(to_camel(part))}\b|\s*{re.escape(part)}\b"""
        )
        hits = [i for i in range(here, len(lines)) if pattern.match(lines[i])]
        hits = hits or [i for i in range(here, len(lines)) if re.search(rf"\b{part}\b", lines[i])]
        if not hits:
            break
        here = hits[min(nth, len(hits) - 1)]
    return here + 1
