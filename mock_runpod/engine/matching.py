"""Whether an input meets a condition, and what is missing if it does not."""

import json
import re
from collections.abc import Iterable
from typing import Any

from mock_runpod.model import Condition, How

Steps = tuple[str, ...]
#: A text in a remark is cut after so many characters.
LONGEST = 60


class Nothing:
    """What a pointer leads to that leads nowhere."""


NOTHING = Nothing()


def steps_of(pointer: str) -> Steps:
    """The parts of a JSON pointer. Raises ValueError."""
    if pointer and not pointer.startswith("/"):
        raise ValueError(f"{pointer!r} is no JSON pointer; write it like /prompt or /images/0")
    if re.search(r"~(?![01])", pointer):
        raise ValueError(f"{pointer!r} is no JSON pointer: ~ is written ~0, and / inside a key ~1")
    parts = pointer.split("/")[1:]
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)


def at(value: Any, steps: Iterable[str]) -> Any:
    """What is there, or NOTHING."""
    for step in steps:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return NOTHING
    return value


def meets(given: Any, condition: Condition) -> bool:
    return holds(at(given, steps_of(condition.pointer)), condition)


def holds(there: Any, condition: Condition) -> bool:
    """Whether the condition is met by what its pointer leads to."""
    if there is NOTHING:
        return False
    match condition.how:
        case How.EXISTS:
            return True
        case How.EQUALS:
            return same(there, condition.value)
        case How.MATCHES:
            return isinstance(there, str) and re.search(condition.value, there) is not None
        case How.CONTAINS:
            return contains(there, condition.value)


def same(one: Any, other: Any) -> bool:
    """Equal as JSON has it: true is not 1, but 1 is 1.0."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def contains(there: Any, wanted: Any) -> bool:
    """An object may have more keys than wanted; everything else is equal."""
    if isinstance(wanted, dict):
        return isinstance(there, dict) and all(
            key in there and contains(there[key], value) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        long = isinstance(there, list) and len(there) == len(wanted)
        return long and all(map(contains, there, wanted))
    return same(there, wanted)


def lacking(given: Any, when: Iterable[Condition]) -> list[str]:
    """A sentence for everything in which the input differs from what is wanted."""
    return [
        f"{_place(atom)} is {_told(there)}, and should {_wish(atom)}"
        for condition in when
        for atom in atoms(condition)
        if not holds(there := at(given, steps_of(atom.pointer)), atom)
    ]


def atoms(condition: Condition) -> list[Condition]:
    """The same in conditions that cannot be parted any further."""
    wanted = condition.value
    if condition.how is not How.CONTAINS:
        return [condition]
    if not isinstance(wanted, dict | list):
        return [Condition(how=How.EQUALS, pointer=condition.pointer, value=wanted)]
    if not wanted or isinstance(wanted, list):
        return [condition]
    inner = [
        Condition(how=How.CONTAINS, pointer=f"{condition.pointer}/{escaped(key)}", value=value)
        for key, value in wanted.items()
    ]
    return [atom for each in inner for atom in atoms(each)]


def escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def told(condition: Condition) -> str:
    """As in `/prompt should be "cat"`."""
    return f"{_place(condition)} should {_wish(condition)}"


def _place(condition: Condition) -> str:
    return condition.pointer or "the input"


def _wish(condition: Condition) -> str:
    match condition.how:
        case How.EXISTS:
            return "be there"
        case How.MATCHES:
            return f"be a text that matches {_told(condition.value)}"
        case How.CONTAINS if condition.value == {}:
            return "be an object"
        case _:
            return f"be {_told(condition.value)}"


def _told(value: Any) -> str:
    if value is NOTHING:
        return "not there"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
