"""From flags, variables, TOML and JSON to settings: types checked, unknown names refused."""

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from mock_runpod.errors import Invalid
from mock_runpod.settings import ALL_OPTIONS, Server, WorldSettings

S = TypeVar("S", Server, WorldSettings)
PREFIX = "MOCK_RUNPOD_"


def load(kind: type[S], values: Mapping[str, Any]) -> S:
    """The settings in `values`, the rest at their defaults; names of the other kind are skipped."""
    _check_names(values)
    mine = {f.name for f in fields(kind)}
    return _built(kind, {name: value for name, value in values.items() if name in mine})


def changed(settings: WorldSettings, changes: Mapping[str, Any]) -> WorldSettings:
    """The same settings with some changed. Raises Invalid, naming every mistake."""
    _check_names(changes, known=[f.name for f in fields(WorldSettings)])
    return _built(WorldSettings, asdict(settings) | dict(changes))


def from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """What `MOCK_RUNPOD_*` says. A variable that is no option is refused, as it may be a typo."""
    said = {
        name.removeprefix(PREFIX).lower(): text
        for name, text in environment.items()
        if name.startswith(PREFIX)
    }
    said.pop("config", None)  # names the file, see the command line
    said.pop("spec", None)  # tells the tests where the vendor's documents are
    said.pop("url", None)  # tells the command line where a server is
    return {name: split(name, text) for name, text in said.items()}


def from_file(path: Path) -> dict[str, Any]:
    """A TOML file of options: its top level, or `[tool.mock_runpod]` in a pyproject.toml."""
    try:
        parsed = tomllib.loads(path.read_text())
    except OSError as error:
        raise Invalid(f"{path}: {error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise Invalid(f"{path}: {error}") from None
    if path.name == "pyproject.toml":
        parsed = parsed.get("tool", {}).get("mock_runpod", {})
    try:
        _check_names(parsed)
    except Invalid as error:
        raise Invalid(f"{path}: {error.detail}") from None
    return parsed


def split(name: str, text: str) -> Any:
    """Text for an option: where a list is wanted, it is separated by commas."""
    if name in _lists():
        return [part for part in text.split(",") if part]
    return None if text == "" and name in _optional() else text


def shown(settings: Server | WorldSettings) -> dict[str, Any]:
    """For eyes: what could be a key or a token is only told to be set."""
    values = asdict(settings)
    for field in fields(settings):
        if field.metadata["secret"] and values[field.name]:
            values[field.name] = "***"
    return values


def _check_names(values: Iterable[str], known: list[str] | None = None) -> None:
    names = known or [field.name for field in ALL_OPTIONS]
    wrong = [_unknown(name, names) for name in values if name not in names]
    if wrong:
        raise Invalid("; ".join(wrong), wrong)


def _unknown(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"unknown option {name!r}" + (f"; did you mean {near[0]!r}?" if near else "")


def _built(kind: type[S], values: Mapping[str, Any]) -> S:
    try:
        built: S = TypeAdapter(kind).validate_python(dict(values))
        return built
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise Invalid("; ".join(wrong), wrong) from None


@cache
def _hints() -> dict[str, Any]:
    return get_type_hints(Server) | get_type_hints(WorldSettings)


@cache
def _lists() -> frozenset[str]:
    return frozenset(name for name, hint in _hints().items() if get_origin(hint) is tuple)


@cache
def _optional() -> frozenset[str]:
    return frozenset(f.name for f in ALL_OPTIONS if f.default is None)
