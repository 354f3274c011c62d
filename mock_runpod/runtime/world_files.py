"""Ready-made worlds and profiles: files that say what there is at the beginning.

Whatever is wrong with one is told by file, line and field.
"""

import difflib
import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mock_runpod import fixtures
from mock_runpod.engine import endpoints, ids, market, templates
from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid, RunPodError
from mock_runpod.model import (
    Account,
    Behaviour,
    EndpointSpec,
    NetworkVolume,
    Profile,
    Stage,
    Stock,
    TemplateSpec,
)
from mock_runpod.runtime import options
from mock_runpod.runtime.places import Trail, line_of
from mock_runpod.runtime.rows import (
    FIELDS,
    AccountRow,
    EndpointRow,
    ProfileFile,
    Row,
    StageRow,
    StockRow,
    TemplateRow,
    VolumeRow,
    WorldFile,
)
from mock_runpod.settings import WorldSettings

R = TypeVar("R", bound=Row)

#: What the documents give a pod template; a serverless one has none (B-050).
POD_VOLUME_GB = 20
SUFFIXES = (".toml", ".json")


@dataclass(frozen=True, slots=True)
class DataFile(Generic[R]):
    """A file that was read and checked; its text is kept to say where a mistake stands."""

    file: Path
    text: str
    content: R

    def complaint(self, trail: Trail, sentence: str) -> Invalid:
        return Invalid(_complaint(self.file, self.text, trail, sentence))


Furniture = DataFile[WorldFile]


def load_worlds(name: str) -> list[Furniture]:
    """The file(s) meant by `--data NAME|FILE|DIR`, read and checked. Raises Invalid."""
    furniture = [_read(file, WorldFile) for file in data_files(name)]
    for each in furniture:
        wrong = options.mistakes(each.content.settings, WorldSettings)
        for option, sentence in wrong.items():
            raise each.complaint(("settings", option), sentence)
    return furniture


def load_profile(name: str) -> Profile:
    """The profile of this name or in this file. Raises Invalid."""
    read = _read(_one_file(name, "profiles"), ProfileFile)
    parts: dict[str, Any] = {
        field: Stage(**value.model_dump()) if isinstance(value, StageRow) else value
        for field, value in read.content
        if field not in ("source", "retrieved")
    }
    return Profile(name=read.file.stem, **parts)


def data_files(name: str) -> list[Path]:
    """The files meant by a ready-made name, a file, or a folder (in name order)."""
    folder = Path(name)
    if name in fixtures.names("worlds") or not folder.is_dir():
        return [_one_file(name, "worlds")]
    found = sorted(file for file in folder.iterdir() if file.suffix in SUFFIXES)
    if not found:
        raise Invalid(f"{name}: no .toml or .json file in this folder")
    return found


def stamps(data: str, profile: str) -> dict[Path, int]:
    """When each file that worlds are made of was last written; nothing while one is gone."""
    try:
        files = [*data_files(data), _one_file(profile, "profiles")]
        return {file: file.stat().st_mtime_ns for file in files}
    except (Invalid, OSError):
        return {}


def furnish(world: World, furniture: Sequence[Furniture]) -> None:
    """Put it all there through the engine's own verbs, so that its rules hold. Raises Invalid.

    Kind by kind, so that one file may speak of what another has.
    """
    accounts = [each.content.account for each in furniture if each.content.account]
    balance = (accounts or [AccountRow()])[-1].balance
    world.put(Account(id=ids.user(world), balance=balance))
    for kind, put in PUT.items():
        for each in furniture:
            for number, row in enumerate(getattr(each.content, kind)):
                try:
                    put(world, row)
                except RunPodError as error:
                    raise each.complaint((kind, number), error.detail) from None


def _put_template(world: World, row: TemplateRow) -> None:
    volume = 0 if row.is_serverless else POD_VOLUME_GB
    spec = row.given("id", "owner", "volume_in_gb")
    if row.volume_in_gb is not None:
        volume = row.volume_in_gb
    templates.create(world, TemplateSpec(**spec, volume_in_gb=volume), id=row.id, owner=row.owner)


def _put_volume(world: World, row: VolumeRow) -> None:
    _check_place(world, row.data_center_id)
    if world.find(NetworkVolume, row.id):
        raise Invalid(f"there is a network volume {row.id} already")
    world.put(NetworkVolume(**row.model_dump()))


def _put_stock(world: World, row: StockRow) -> None:
    _check_place(world, row.data_center_id)
    if row.type_id not in {**world.catalog.gpus, **world.catalog.cpus}:
        raise Invalid(f"there is no GPU type or CPU flavor {row.type_id!r}")
    id = market.stock_id(row.type_id, row.data_center_id)
    market.set_stock(world, Stock(id=id, **row.model_dump()))


def _put_endpoint(world: World, row: EndpointRow) -> None:
    said = row.given("id", "behaviour", "workers_standby")
    endpoints.create(
        world,
        EndpointSpec(**_unsaid(world, row) | said),
        id=row.id,
        behaviour=Behaviour(**row.behaviour.model_dump()),
        standby=row.workers_standby,
    )


PUT: Mapping[str, Callable[[World, Any], None]] = {
    "templates": _put_template,
    "volumes": _put_volume,
    "stock": _put_stock,
    "endpoints": _put_endpoint,
}


def _unsaid(world: World, row: EndpointRow) -> dict[str, Any]:
    """What is left out and has no fixed default."""
    return {
        "execution_timeout_ms": world.settings.execution_timeout_ms,
        **market.unsaid(world.catalog, row.compute_type),
    }


def _check_place(world: World, data_center_id: str) -> None:
    if data_center_id not in world.catalog.data_centers:
        raise Invalid(f"there is no data center {data_center_id!r}")


def _one_file(name: str, room: str) -> Path:
    """A ready-made name comes first; `./name` is a file of that name in any case."""
    ready_made = fixtures.names(room)
    if name in ready_made:
        return fixtures.FOLDER / room / f"{name}.toml"
    if Path(name).is_file():
        return Path(name)
    known = ", ".join(ready_made)
    raise Invalid(f"no such file, and not one of the ready-made {room} ({known}): {name!r}")


def _read(file: Path, kind: type[R]) -> DataFile[R]:
    """One file, or a complaint with its name, the line and the field."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise Invalid(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Invalid(f"{file}: {error}") from None
    try:
        said = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # the parsers say the line, but for the last one
        last = f"at end of document, line {text.count(chr(10)) + 1}"
        raise Invalid(f"{file}: {error}".replace("at end of document", last)) from None
    try:
        return DataFile(file, text, kind.model_validate(said))
    except ValidationError as error:
        wrong = [_complaint(file, text, e["loc"], _sentence(e)) for e in error.errors()]
        raise Invalid("; ".join(wrong), wrong) from None


def _sentence(error: ErrorDetails) -> str:
    if error["type"] != "extra_forbidden":
        return error["msg"]
    near = difflib.get_close_matches(str(error["loc"][-1]), FIELDS, n=1)
    return "there is no such field" + (f"; did you mean {near[0]}?" if near else "")


def _complaint(file: Path, text: str, trail: Trail, sentence: str) -> str:
    line = line_of(text, trail, json=file.suffix == ".json")
    field = ".".join(map(str, trail)) or "the file"
    return f"{file}, line {line}, {field}: {sentence}"
