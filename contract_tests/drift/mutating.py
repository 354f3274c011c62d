"""What a mutation is: a small change of a document, and what a report must say of it.

It is given a source of chance and a document, changes the document in one place, and returns the
findings that are due, as kind and place. None: there is no such place.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from contract_tests.drift.spots import Json, Spot, kinds, spots

Due = set[tuple[str, str]]
Mutation = Callable[[Random, Json], Due | None]

#: All of them, by name. Read it from `mutations`, which has seen to it that all are there.
REGISTERED: dict[str, Mutation] = {}


def mutation(function: Mutation) -> Mutation:
    REGISTERED[function.__name__] = function
    return function


def some(chance: Random, document: Json, fits: Callable[[Spot], Any]) -> Spot | None:
    found = [spot for spot in spots(document) if fits(spot)]
    return chance.choice(found) if found else None


def plain(spot: Spot) -> bool:
    """A single value of one type."""
    return bool(kinds(spot.node)) and "properties" not in spot.node


def fields(spot: Spot) -> list[str]:
    return [name for name in spot.node.get("properties", ()) if name not in spot.mixed]
