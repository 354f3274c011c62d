"""What was right once, with something changed in it."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from contract_tests.fuzz.junk import HUGE, KEYS

Trail = tuple[Any, ...]
JUNK: st.SearchStrategy[Any] = HUGE | st.sampled_from(
    [
        *(None, True, 0, -1, 1.5, "", "x", "a/b", "\0", "(", "*", "\ud83d"),
        *([], [1], [[]], {}, {"a": 1}, {"#": []}, {"$": []}, {"$": "Job"}),
        *({"$": "same", "as": 0}, {"$": "float", "is": "nan"}, {"$": "tuple", "of": [1]}),
    ]
)


def trails(value: Any, so_far: Trail = ()) -> Iterator[Trail]:
    """The way to everything in it."""
    if so_far:
        yield so_far
    keys = value if isinstance(value, dict) else range(len(value) if isinstance(value, list) else 0)
    for key in keys:
        yield from trails(value[key], (*so_far, key))


def at(value: Any, trail: Trail) -> Any:
    for key in trail:
        value = value[key]
    return value


@st.composite
def mutants(draw: st.DrawFn, original: Any) -> Any:
    """A copy in which one to three values are junk, gone, doubled, or what stands elsewhere."""
    mutant = deepcopy(original)
    for _ in range(draw(st.integers(1, 3))):
        known = list(trails(mutant))
        if not known:
            break
        *above, key = draw(st.sampled_from(known))
        there = at(mutant, tuple(above))
        match draw(st.sampled_from(["junk", "gone", "twice", "elsewhere", "negative"])):
            case "junk":
                there[key] = deepcopy(draw(JUNK))
            case "gone":
                del there[key]
            case "twice" if isinstance(there, list):
                there.insert(key, deepcopy(there[key]))
            case "twice":
                there[draw(st.sampled_from(KEYS))] = deepcopy(there[key])
            case "elsewhere":
                there[key] = deepcopy(at(mutant, draw(st.sampled_from(known))))
            case "negative" if isinstance(there[key], int | float):
                there[key] = -there[key] - 1
    return mutant
