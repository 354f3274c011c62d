"""Who waits and who works where, and in which order, which the records alone do not tell."""

from collections.abc import Mapping
from typing import Any

from mock_runpod.engine.index import Index, Roster
from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid
from mock_runpod.model import WorkerStatus
from mock_runpod.runtime.snapshots.parts import checked

Told = dict[str, Any]
#: What is no list of ids: counts and moments.
NUMBERS = ("working", "size", "completed", "failed", "retried", "scaled_up_at")


def told(world: World) -> dict[str, Told]:
    """By endpoint. One that says nothing comes of a question about an unknown one, and is none."""
    found = {id: _told(roster) for id, roster in sorted(world.index.rosters.items())}
    nothing = _told(Roster())
    return {id: each for id, each in found.items() if each != nothing}


def _told(roster: Roster) -> Told:
    said = {name: list(v) if isinstance(v, dict) else v for name, v in vars(roster).items()}
    said["crew"] = {status.name: list(ids) for status, ids in roster.crew.items() if ids}
    return said


def restore(index: Index, said: Mapping[str, Told]) -> None:
    """Bring those that follow from the records into the order they had. Raises Invalid."""
    for id, each in said.items():
        roster = _read(each)
        if _sorted(roster) != _sorted(index.rosters[id]):
            raise Invalid(f"what is said of {id} is not what the records say")
        index.rosters[id] = roster
    for id, there in index.rosters.items():
        if id not in said and _sorted(there) != _sorted(Roster()):
            raise Invalid(f"{id} is missing")


def _read(said: Told) -> Roster:
    roster = Roster()
    wrong = set(said) ^ set(vars(roster))
    if wrong:
        raise Invalid(f"{min(wrong)!r} is missing, or not known in this version")
    for name, value in vars(roster).items():
        if name in NUMBERS:
            setattr(roster, name, checked(said[name], type(value)))
        elif name != "crew":
            value.update(dict.fromkeys(said[name]))
    for status, ids in said["crew"].items():
        roster.crew[WorkerStatus[status]].update(dict.fromkeys(ids))
    return roster


def _sorted(roster: Roster) -> dict[str, Any]:
    """What follows from the records, but for the order. The totals since the beginning do not."""
    lists = {n: sorted(v) for n, v in vars(roster).items() if isinstance(v, dict) and n != "crew"}
    crew = {status: sorted(ids) for status, ids in roster.crew.items()}
    return {**lists, "crew": crew, "working": roster.working, "size": roster.size}
