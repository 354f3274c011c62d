"""From what a user writes to a fault of a world. What could never strike is refused, with what
would be right.
"""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mock_runpod.engine import faults
from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid
from mock_runpod.model import Fault
from mock_runpod.runtime.faults.fields import FORMS, Spread
from mock_runpod.runtime.faults.rows import KINDS, FaultRow
from mock_runpod.runtime.faults.words import mistakes, near, ready_made
from mock_runpod.runtime.fields import MOST_TOLD
from mock_runpod.runtime.files.behaviours import ConditionRow

#: Promised by the specification, and without anything to strike so far.
NOT_YET = {"billing_lag": "this version has no billing API that could lag"}
#: What to say besides where a value makes a fault that never strikes.
NEVER = {
    "count": "; a fault that never strikes is none, leave count out for no limit",
    "every": "; 1 strikes each time, 2 every other",
    "probability": "; it is a share, 1 strikes each time",
}
#: What can stand further in.
INNER = (*ConditionRow.model_fields, *Spread.model_fields)
#: Each of a kind is asked whenever one could strike.
MOST = 1_000
EXAMPLE = '{"fault": "status", "status": 429, "on": "POST /v2/*/run"}'


def set_up(world: World, specs: Sequence[Any]) -> list[Fault]:
    """All of these faults, or none. Raises Invalid and Refused."""
    rows: list[FaultRow] = []
    wrong: list[str] = []
    if len(specs) + len(world.every(Fault)) > MOST:
        raise Invalid(f"a world has at most {MOST} faults, and these are {len(specs)} more")
    for number, spec in enumerate(specs):
        if len(wrong) > MOST_TOLD:
            break
        try:
            rows.append(read(spec))
        except Invalid as error:
            where = f"faults[{number}]: " if len(specs) > 1 else ""
            wrong += [where + problem for problem in error.problems or [error.detail]]
    if wrong:
        raise Invalid("; ".join(wrong), wrong)
    return faults.add(world, *_named(world, specs, rows))


def _named(world: World, specs: Sequence[Any], rows: Sequence[FaultRow]) -> list[Fault]:
    """Those without a name get `latency-1`, `latency-2`, ..."""
    used = {row.name for row in rows if row.name} | {fault.id for fault in world.every(Fault)}
    made = []
    for spec, row in zip(specs, rows, strict=True):
        name = row.name or _free(spec.get("fault", row.fault), used)
        used.add(name)
        made.append(row.as_fault(name))
    return made


def _free(kind: str, used: set[str]) -> str:
    number = 1
    while f"{kind}-{number}" in used:
        number += 1
    return f"{kind}-{number}"


def read(said: Any) -> FaultRow:
    """One fault as its row. Raises Invalid."""
    if not isinstance(said, Mapping):
        raise Invalid(f"a fault is an object such as {EXAMPLE}")
    said = _expanded(said)
    kind = KINDS[said["fault"]]
    try:
        row = kind.model_validate(said)
    except ValidationError as error:
        wrong = [_sentence(kind, each) for each in error.errors()[:MOST_TOLD]]
        raise Invalid("; ".join(wrong), wrong) from None
    if wrong := list(mistakes(row)):
        raise Invalid("; ".join(wrong), wrong)
    return row


def _expanded(said: Mapping[str, Any]) -> dict[str, Any]:
    """A ready-made fault written out, with what the user says instead."""
    name = said.get("fault", "status" if "status" in said else None)
    if name is None:
        raise Invalid(f"fault is missing: what shall go wrong? A fault is like {EXAMPLE}")
    if not isinstance(name, str):
        raise Invalid(f"unknown fault {name!r:.60}{near('', [*KINDS, *ready_made()])}")
    if name in NOT_YET:
        raise Invalid(f"{name} cannot be set: {NOT_YET[name]}")
    made = ready_made().get(name)
    spec = made["spec"] if made else {"fault": name}
    kind = KINDS.get(spec["fault"])
    if kind is None:
        raise Invalid(f"unknown fault {name!r}{near(name, [*KINDS, *ready_made()])}")
    ours = {field.alias: field_name for field_name, field in kind.model_fields.items()}
    renames = made["renames"] if made else {}
    spelled = {renames.get(key, key): value for key, value in {**said, "fault": name}.items()}
    asked = {ours.get(key, key): value for key, value in spelled.items()}
    known = {ours.get(key, key): value for key, value in spec.items()}
    if "body" in asked:
        known.pop("text", None)
    return {**known, **asked, "fault": spec["fault"]}


def _sentence(kind: type[FaultRow], error: ErrorDetails) -> str:
    trail = [str(part) for part in error["loc"] if part not in FORMS[:1]]
    if trail and trail[0] in kind.model_fields:
        trail[0] = kind.model_fields[trail[0]].alias or trail[0]
    field = ".".join(dict.fromkeys(trail))  # a form of a span is there twice, as tag and as key
    if error["type"] == "extra_forbidden" and len(trail) == 1:
        return _unknown_key(kind, field)
    if error["type"] == "extra_forbidden":
        return f"{field}: there is no such key{near(trail[-1], INNER)}"
    if error["type"] == "model_type":
        return f"{field}: must be an object"
    if error["type"] == "missing":
        return f"{field} is missing"
    if error["type"] == "string_pattern_mismatch":
        return f"{field}: {error['input']!r} must be letters, digits and -._"
    said = error["msg"].replace("Input should be", "must be").removeprefix("Value error, ")
    return f"{field}: {said}{NEVER.get(field, '')}" if field else said


def _unknown_key(kind: type[FaultRow], key: str) -> str:
    known = [field.alias or name for name, field in kind.model_fields.items()]
    fault = next(name for name, each in KINDS.items() if each is kind)
    if difflib.get_close_matches(key, known):
        return f"{fault} has no {key!r}{near(key, known)}"
    return f"{fault} strikes {kind.strikes} and has no {key!r}; it takes {', '.join(known)}"
