"""Rules that can never match: a mistake that is better told when they are written."""

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from mock_runpod.engine.matching import NOTHING, Steps, at, atoms, holds, same, steps_of, told
from mock_runpod.model import Condition, How, Rule

MOST = 1_000


def mistake(condition: Condition) -> str | None:
    """What is wrong with this condition by itself."""
    try:
        steps_of(condition.pointer)
        if condition.how is How.MATCHES:
            if not isinstance(condition.value, str):
                return "a regular expression is a text"
            re.compile(condition.value)
    except re.error as error:
        where = "" if error.pos is None else f" at character {error.pos + 1}"
        return f"{condition.value!r} is no regular expression: {error.msg}{where}"
    except (ValueError, RecursionError, OverflowError) as error:
        return str(error)
    return None


def mistakes(rules: Sequence[Rule]) -> Iterator[tuple[int, str]]:
    """The number of every rule that can never match, and why. Each condition must be right.

    More than `MOST` are not looked into, as each is held against every other.
    """
    parted = [[atom for each in rule.when for atom in atoms(each)] for rule in rules]
    if sum(map(len, parted)) > MOST:
        return
    for number, mine in enumerate(parted):
        for one, other in permutations(mine, 2):
            if _excludes(one, other):
                yield number, f"can never match: {told(one)}, and {told(other)}"
                break
        for earlier, theirs in enumerate(parted[:number]):
            if all(_settled(atom, mine) for atom in theirs):
                fits = "every input" if _takes_all(theirs) else "all that fits this one"
                yield number, f"can never match: rule {earlier} before it takes {fits}"
                break


def _takes_all(mine: Sequence[Condition]) -> bool:
    return all(_settled(atom, ()) for atom in mine)


def _settled(wanted: Condition, known: Sequence[Condition]) -> bool:
    """Whether what is known of an input is enough to say that it has what is wanted."""
    if wanted.how is How.EXISTS and not wanted.pointer:
        return True
    return any(_implies(each, wanted) for each in known)


def _implies(known: Condition, wanted: Condition) -> bool:
    alike = (known.how, known.pointer) == (wanted.how, wanted.pointer)
    if alike and same(known.value, wanted.value):
        return True
    if wanted.how is How.EXISTS and _below(wanted, known) is not None:
        return True
    rest = _below(known, wanted)
    return known.how is How.EQUALS and rest is not None and holds(at(known.value, rest), wanted)


def _excludes(one: Condition, other: Condition) -> bool:
    """Whether no input has both, as far as it can be told from what `one` says of its place."""
    rest = _below(one, other)
    if rest is None:
        return False
    match one.how:
        case How.EQUALS:
            return not holds(at(one.value, rest), other)
        case How.MATCHES:  # so it is a text
            return bool(rest) or other.how is How.CONTAINS
        case How.CONTAINS if rest:
            return isinstance(one.value, list) and at(one.value, rest[:1]) is NOTHING
        case How.CONTAINS:
            return other.how is How.CONTAINS and _length(one) != _length(other)
        case _:
            return False


def _length(wanted: Condition) -> int | None:
    """Of a list; an object has none that matters."""
    return len(wanted.value) if isinstance(wanted.value, list) else None


def _below(upper: Condition, lower: Condition) -> Steps | None:
    """The way from the one place down to the other, if there is one."""
    start, end = steps_of(upper.pointer), steps_of(lower.pointer)
    return end[len(start) :] if end[: len(start)] == start else None
