"""What two worlds, or two moments of one, have in different ways. What could be a secret is hidden:
it is told that it differs, not how.
"""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import orjson
from typing_extensions import TypedDict

from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid
from mock_runpod.model import Record
from mock_runpod.runtime.files import options
from mock_runpod.runtime.snapshots.documents import records
from mock_runpod.surfaces.control import secrets
from mock_runpod.surfaces.control.secrets import HIDDEN, USERS_OWN, VARIABLES
from mock_runpod.surfaces.control.state import noun, shown
from mock_runpod.surfaces.kit import Call, Reply, Route, reply

Pair = tuple[Any, Any]
#: Of a value in a sentence, so many characters.
SHOWN = 60


class RowDocument(TypedDict):
    """`record` is the thing as it is where it is."""

    kind: str
    id: str
    record: dict[str, Any]


class ChangeDocument(TypedDict):
    """Fields inside others are told with dots; each with what it was and what it is."""

    kind: str
    id: str
    fields: dict[str, Pair]


class DiffDocument(TypedDict):
    """`text` says the same in sentences, one for each row."""

    now: Pair
    added: list[RowDocument]
    removed: list[RowDocument]
    changed: list[ChangeDocument]
    settings: dict[str, Pair]
    text: list[str]


def between(one: World, other: World) -> DiffDocument:
    said: DiffDocument = {
        "now": (round(one.now, 6), round(other.now, 6)),
        "added": [],
        "removed": [],
        "changed": [],
        "text": [],
        "settings": _fields(options.shown(one.settings), options.shown(other.settings)),
    }
    for kind in records().values():
        before = {record.id: record for record in one.every(kind)}
        after = {record.id: record for record in other.every(kind)}
        said["added"] += [_row(after[id]) for id in after if id not in before]
        said["removed"] += [_row(before[id]) for id in before if id not in after]
        said["changed"] += [
            {"kind": noun(kind), "id": id, "fields": _fields(_flat(old), _flat(after[id]))}
            for id, old in before.items()
            if id in after and after[id] != old
        ]
    said["text"] = list(_sentences(said))
    return said


def _row(record: Record) -> RowDocument:
    return {"kind": noun(type(record)), "id": record.id, "record": shown(record)}


def _fields(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Pair]:
    """Those that differ. A field that is missing on one side reads null there."""
    names = [*old, *(name for name in new if name not in old)]
    pairs = {name: (old.get(name), new.get(name)) for name in names}
    return {n: _hidden(n, *pair) for n, pair in pairs.items() if pair[0] != pair[1]}


def _hidden(name: str, old: Any, new: Any) -> Pair:
    if VARIABLES.isdisjoint(name.split(".")):
        last = name.rpartition(".")[2]
        return secrets.shown(last, old), secrets.shown(last, new)
    return (old if old is None else HIDDEN), (new if new is None else HIDDEN)


def _flat(record: Record) -> dict[str, Any]:
    return dict(_leaves("", asdict(record)))


def _leaves(path: str, fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if isinstance(value, dict) and name not in USERS_OWN:
            yield from _leaves(f"{path}{name}.", value)
        else:
            yield f"{path}{name}", value


def _sentences(said: DiffDocument) -> Iterator[str]:
    yield from (f"{row['kind']} {row['id']} is new" for row in said["added"])
    yield from (f"{row['kind']} {row['id']} is gone" for row in said["removed"])
    for row in said["changed"]:
        yield f"{row['kind']} {row['id']}: {_changes(row['fields'])}"
    if said["settings"]:
        yield f"settings: {_changes(said['settings'])}"


def _changes(fields: dict[str, Pair]) -> str:
    return ", ".join(f"{n} {_word(old)} -> {_word(new)}" for n, (old, new) in fields.items())


def _word(value: Any) -> str:
    text = orjson.dumps(value, default=str).decode()
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."


async def differences(call: Call) -> Reply:
    """What differs between `?from=` and `?to=`, each `world`, `world:NAME` or `snapshot:NAME`.

    Without `to` it is this world. Snapshots are those of this world.
    """
    return reply(between(_meant(call, "from"), _meant(call, "to")))


def _meant(call: Call, side: str) -> World:
    said = call.query.get(side, "world" if side == "to" else "")
    what, _, name = said.partition(":")
    if what == "snapshot" and name:
        return call.driver.snapshots.get(name).world
    if what == "world" and (name or ":" not in said):
        driver = call.worlds.there(name) if name else call.driver
        with driver.turn() as world:
            return world
    raise Invalid(f"{side}={said!r} is no world; write world, world:NAME or snapshot:NAME")


routes = [Route("GET", "/diff", differences, answer=DiffDocument)]
