"""From flags, variables, TOML and JSON to settings: types checked, unknown names refused."""

import difflib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from mock_runpod.errors import Invalid
from mock_runpod.runtime.fields import MOST_TOLD
from mock_runpod.runtime.files.places import line_of
from mock_runpod.settings import ALL_OPTIONS, Server, WorldSettings

S = TypeVar("S", Server, WorldSettings)
Kind = type[Server | WorldSettings]
#: How a source writes the name of an option: `log_level`, `--log-level`, `MOCK_RUNPOD_LOG_LEVEL`.
Spelling = Callable[[str], str]

PREFIX = "MOCK_RUNPOD_"
#: Variables of the same prefix that are no options: which file to read, where a running server is,
#: and, for the tests, where the vendor's documents are.
OTHERS = frozenset({"config", "url", "spec", "guard"})


def load(kind: type[S], values: Mapping[str, Any]) -> S:
    """The settings in `values`, the rest at their defaults; names of the other kind are skipped."""
    _refuse(mistakes(values))
    settings: S = _built(kind, values)
    return settings


def changed(settings: WorldSettings, changes: Mapping[str, Any]) -> WorldSettings:
    """The same settings with some changed. Raises Invalid, naming every mistake."""
    _refuse(mistakes(changes, WorldSettings))
    new: WorldSettings = _built(WorldSettings, asdict(settings) | dict(changes))
    return new


def from_flags(flags: Mapping[str, Any]) -> dict[str, Any]:
    """What was given on the command line."""
    return from_texts(flags, lambda name: "--" + name.replace("_", "-"))


def from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """What `MOCK_RUNPOD_*` says. A variable that is no option is refused, as it may be a typo."""
    ours = {
        name.removeprefix(PREFIX).lower(): text
        for name, text in environment.items()
        if name.startswith(PREFIX) and text  # an empty one says nothing, as usual
    }
    said = {name: text for name, text in ours.items() if name not in OTHERS}
    return from_texts(said, lambda name: PREFIX + name.upper())


def from_file(file: Path) -> dict[str, Any]:
    """A TOML file of options: its top level, or `[tool.mock_runpod]` in a pyproject.toml."""
    try:
        text = file.read_text(encoding="utf-8")
        said: Any = tomllib.loads(text)
    except OSError as error:
        raise Invalid(f"{file}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise Invalid(f"{file}: {error}") from None
    table = ("tool", "mock_runpod") if file.name == "pyproject.toml" else ()
    for name in table:
        said = said.get(name, {}) if isinstance(said, dict) else None
    if not isinstance(said, dict):
        raise Invalid(f"{file}, line {line_of(text, table)}: {'.'.join(table)} must be a table")
    wrong = {
        name: f"{file}, line {line_of(text, (*table, name))}: {sentence}"
        for name, sentence in mistakes(said).items()
    }
    _refuse(wrong)
    return said


def mistakes(
    values: Mapping[str, Any], *kinds: Kind, spelled: Spelling = lambda name: name
) -> dict[str, str]:
    """A sentence for everything that is wrong, by the name of its option. No `kinds`: all."""
    kinds = kinds or (Server, WorldSettings)
    names = [field.name for kind in kinds for field in fields(kind)]
    strange = islice((name for name in values if name not in names), MOST_TOLD)
    wrong = {name: _unknown(name, names, spelled) for name in strange}
    for kind in kinds:
        try:
            _built(kind, values)
        except ValidationError as error:
            for each in error.errors():
                name = str(each["loc"][0])
                wrong[name] = f"{spelled(name)}: {each['msg']}"
    return wrong


def shown(settings: Server | WorldSettings) -> dict[str, Any]:
    """For eyes: what could be a key or a token is only told to be set."""
    values = asdict(settings)
    for field in fields(settings):
        if field.metadata["secret"] and values[field.name]:
            values[field.name] = "***"
    return values


def from_texts(said: Mapping[str, Any], spelled: Spelling) -> dict[str, Any]:
    """Options that were written as texts, checked. Raises Invalid, in the writer's spelling."""
    values = {n: _split(n, v) if isinstance(v, str) else v for n, v in said.items()}
    _refuse(mistakes(values, spelled=spelled))
    return values


def _split(name: str, text: str) -> Any:
    """Text for an option: where a list is wanted, it is separated by commas."""
    if name in _lists():
        return [part for part in text.split(",") if part]
    return None if text == "" and name in _optional() else text


def _unknown(name: str, names: list[str], spelled: Spelling) -> str:
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"; did you mean {spelled(near[0])}?" if near else ""
    return f"unknown option {spelled(name)}{hint}"


def _refuse(wrong: Mapping[str, str]) -> None:
    if wrong:
        raise Invalid("; ".join(wrong.values()), list(wrong.values()))


def _built(kind: Kind, values: Mapping[str, Any]) -> Any:
    """What of `values` belongs to this kind, as its types want it. Raises ValidationError."""
    mine = {field.name for field in fields(kind)}
    said = {name: value for name, value in values.items() if name in mine}
    return _adapter(kind).validate_python(said) if said else kind()


def _adapter(kind: Kind) -> TypeAdapter[Any]:
    """Made when it is needed: to begin, most worlds need none."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


_adapters: dict[Kind, TypeAdapter[Any]] = {}


@cache
def _lists() -> frozenset[str]:
    hints = get_type_hints(Server) | get_type_hints(WorldSettings)
    return frozenset(name for name, hint in hints.items() if get_origin(hint) is tuple)


@cache
def _optional() -> frozenset[str]:
    return frozenset(field.name for field in ALL_OPTIONS if field.default is None)
