"""Ready-made worlds and profiles: files that say what there is at the beginning.

What was `sent` over HTTP names no file of this machine, see `reading`.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mock_runpod import fixtures
from mock_runpod.engine import ids, quotas, templates
from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid, RunPodError
from mock_runpod.model import (
    Account,
    NetworkVolume,
    Profile,
    Stage,
    TemplateSpec,
)
from mock_runpod.runtime.faults import specs
from mock_runpod.runtime.files import arranging, options
from mock_runpod.runtime.files.fault_profiles import written_out
from mock_runpod.runtime.files.reading import DataFile, FileText, Source, file_of, opened, read
from mock_runpod.runtime.files.rows import (
    AccountRow,
    EndpointRow,
    ProfileFile,
    StageRow,
    StockRow,
    TemplateRow,
    VolumeRow,
    WorldFile,
)
from mock_runpod.settings import WorldSettings

#: What the documents give a pod template; a serverless one has none (B-050).
POD_VOLUME_GB = 20
SUFFIXES = (".toml", ".json")


Furniture = DataFile[WorldFile]


def load_worlds(said: str | Sequence[FileText], *, sent: bool = False) -> list[Furniture]:
    """The file(s) meant by `--data NAME|FILE|DIR`, or these, read and checked. Raises Invalid."""
    if isinstance(said, str):
        files = [file_of(said, "worlds", sent=True)] if sent else data_files(said)
        return _checked([read(file, WorldFile) for file in files])
    return _checked([opened(each, "worlds", WorldFile) for each in said])


def _checked(furniture: list[Furniture]) -> list[Furniture]:
    for each in furniture:
        wrong = options.mistakes(each.content.settings, WorldSettings)
        for option, sentence in wrong.items():
            raise each.complaint(("settings", option), sentence)
    return furniture


def load_profile(said: Source, *, sent: bool = False) -> Profile:
    """The profile of this name or in this file. Raises Invalid."""
    found = opened(said, "profiles", ProfileFile, sent=sent)
    parts: dict[str, Any] = {
        field: Stage(**value.model_dump()) if isinstance(value, StageRow) else value
        for field, value in found.content
        if field not in ("source", "retrieved")
    }
    return Profile(name=found.file.stem, **parts)


def data_files(name: str) -> list[Path]:
    """The files meant by a ready-made name, a file, or a folder (in name order)."""
    folder = Path(name)
    if name in fixtures.names("worlds") or not folder.is_dir():
        return [file_of(name, "worlds")]
    found = sorted(file for file in folder.iterdir() if file.suffix in SUFFIXES)
    if not found:
        raise Invalid(f"{name}: no .toml or .json file in this folder")
    return found


def stamps(data: str, profile: str, faults: str) -> dict[Path, int]:
    """When each file of these names was last written; nothing while one is gone."""
    single = ((profile, "profiles"), (faults, "faults"))
    try:
        files = [*data_files(data)] if data else []
        files += [file_of(name, folder) for name, folder in single if name]
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
    for each in furniture:
        _let_go_wrong(world, each)


def _let_go_wrong(world: World, file: Furniture) -> None:
    said = file.content.faults
    for number, spec in enumerate([said] if isinstance(said, str) else said):
        try:
            specs.set_up(world, written_out(spec, sent=file.sent))
        except RunPodError as error:
            trail = ("faults",) if isinstance(said, str) else ("faults", number)
            raise file.complaint(trail, error.detail) from None


def _put_template(world: World, row: TemplateRow) -> None:
    volume = 0 if row.is_serverless else POD_VOLUME_GB
    spec = row.given("id", "owner", "volume_in_gb")
    if row.volume_in_gb is not None:
        volume = row.volume_in_gb
    templates.create(world, TemplateSpec(**spec, volume_in_gb=volume), id=row.id, owner=row.owner)


def _put_volume(world: World, row: VolumeRow) -> None:
    arranging.check_place(world, row.data_center_id)
    if world.find(NetworkVolume, row.id):
        raise Invalid(f"there is a network volume {row.id} already")
    world.put(NetworkVolume(**row.model_dump(), arranged=True))


def _put_stock(world: World, row: StockRow) -> None:
    arranging.stock(world, row)


def _put_endpoint(world: World, row: EndpointRow) -> None:
    quotas.check_balance(world)
    quotas.check_workers(world, row.workers_max)
    arranging.create(world, row)


PUT: Mapping[str, Callable[[World, Any], None]] = {
    "templates": _put_template,
    "volumes": _put_volume,
    "stock": _put_stock,
    "endpoints": _put_endpoint,
}
