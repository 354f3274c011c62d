"""Changes of what is said of a single value: its type, its limits, its enum, its default."""

from random import Random
from typing import Any

from contract_tests.drift.mutating import REGISTERED, Due, Mutation, mutation, plain, some
from contract_tests.drift.spots import Json, kinds

NUMBERS, TEXTS, LISTS = {"integer", "number"}, {"string"}, {"array"}
#: A fact, what it can be said of, and two values for it.
LIMITS: list[tuple[str, set[str], Any, Any]] = [
    ("minimum", NUMBERS, -7, -3.5),
    ("maximum", NUMBERS, 70_000, 80_000),
    ("exclusiveMinimum", NUMBERS, -7, -6),
    ("exclusiveMaximum", NUMBERS, 90_000, 90_001),
    ("multipleOf", NUMBERS, 3, 0.5),
    ("minLength", TEXTS, 2, 3),
    ("maxLength", TEXTS, 77, 78),
    ("pattern", TEXTS, "^a+$", "^b+$"),
    ("format", TEXTS, "hostname", "byte"),
    ("const", TEXTS, "only", "other"),
    ("minItems", LISTS, 2, 3),
    ("maxItems", LISTS, 77, 78),
]


def _limit(fact: str, types: set[str], values: tuple[Any, Any], how: str) -> Mutation:
    kind = {"add": "added", "change": "changed", "remove": "removed"}[how]

    def mutated(chance: Random, document: Json) -> Due | None:
        there = how != "add"
        spot = some(
            chance,
            document,
            lambda s: plain(s) and types & {*kinds(s.node)} and (fact in s.node) is there,
        )
        if spot is None:
            return None
        if how == "remove":
            del spot.node[fact]
        else:
            spot.node[fact] = values[0] if spot.node.get(fact) != values[0] else values[1]
        return {(kind, spot.where(fact))}

    return mutated


for fact, types, *values in LIMITS:
    for how in ("add", "change", "remove"):
        REGISTERED[f"{how}_{fact}"] = _limit(fact, types, (values[0], values[1]), how)


def _switch(fact: str, types: set[str]) -> Mutation:
    def mutated(chance: Random, document: Json) -> Due | None:
        spot = some(chance, document, lambda s: plain(s) and types & {*kinds(s.node)})
        if spot is None:
            return None
        spot.node[fact] = not spot.node.get(fact, False)
        return {("changed", spot.where(fact))}

    return mutated


REGISTERED["switch_uniqueItems"] = _switch("uniqueItems", LISTS)
for fact in ("deprecated", "readOnly", "writeOnly"):
    REGISTERED[f"switch_{fact}"] = _switch(fact, NUMBERS | TEXTS | LISTS | {"boolean"})


@mutation
def allow_or_forbid_null(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: plain(s) and s.whole)
    if spot is None:
        return None
    said = spot.node["type"]
    if spot.node.pop("nullable", False):
        pass
    elif isinstance(said, list):
        spot.node["type"] = kinds(spot.node)[0]
    else:
        spot.node["type"] = [said, "null"]
    return {("changed", spot.where("nullable"))}


def _retyped(node: Json, kind: str) -> None:
    node["type"] = [kind, "null"] if isinstance(node["type"], list) else kind


@mutation
def change_the_type(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, plain)
    if spot is None:
        return None
    there = kinds(spot.node)[0]
    _retyped(spot.node, chance.choice([k for k in ("string", "integer", "boolean") if k != there]))
    return {("changed", spot.where("type"))}


@mutation
def allow_another_type(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: kinds(s.node) == ["integer"])
    if spot is None:
        return None
    said = spot.node["type"]
    spot.node["type"] = ["string", *([said] if isinstance(said, str) else said)]
    return {("changed", spot.where("type"))}


@mutation
def forget_the_type(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: isinstance(s.node.get("type"), str) and plain(s))
    if spot is None or spot.node["type"] in ("object", "array"):
        return None
    del spot.node["type"]
    return {("removed", spot.where("type"))}


@mutation
def make_a_field_of_objects_a_text(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: s.path and s.whole and "properties" in s.node)
    if spot is None:
        return None
    _replaced(spot.node, {"type": "string"})
    return {("changed", spot.where("type"))}


def _replaced(node: Json, by: Json) -> None:
    node.clear()
    node |= by


@mutation
def add_a_default(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: plain(s) and "default" not in s.node)
    if spot is None:
        return None
    spot.node["default"] = chance.choice([None, 0, False, "", [], {"a": 1}, "new"])
    return {("added", spot.where("default"))}


@mutation
def change_a_default(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: "default" in s.node)
    if spot is None:
        return None
    was = spot.node["default"]
    others: list[Any] = [None, 0, 1, True, False, "", [], {"was": was}]
    spot.node["default"] = chance.choice([each for each in others if repr(each) != repr(was)])
    return {("changed", spot.where("default"))}


@mutation
def remove_a_default(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: "default" in s.node)
    if spot is None:
        return None
    del spot.node["default"]
    return {("removed", spot.where("default"))}


@mutation
def add_a_value_of_an_enum(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: "enum" in s.node)
    if spot is None:
        return None
    spot.node["enum"].insert(chance.randint(0, len(spot.node["enum"])), "BRAND_NEW")
    return {("added", spot.where("enum"))}


@mutation
def remove_a_value_of_an_enum(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: "enum" in s.node)
    if spot is None:
        return None
    spot.node["enum"].remove(chance.choice(spot.node["enum"]))
    return {("removed", spot.where("enum"))}


@mutation
def rename_a_value_of_an_enum(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: "enum" in s.node)
    if spot is None:
        return None
    index = chance.randrange(len(spot.node["enum"]))
    spot.node["enum"][index] = str(spot.node["enum"][index]).swapcase() + "2"
    return {("removed", spot.where("enum")), ("added", spot.where("enum"))}


@mutation
def add_an_enum(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: kinds(s.node) == ["string"] and "enum" not in s.node)
    if spot is None:
        return None
    spot.node["enum"] = ["A", "B"]
    return {("added", spot.where("enum"))}


@mutation
def remove_an_enum(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: "enum" in s.node)
    if spot is None:
        return None
    del spot.node["enum"]
    return {("removed", spot.where("enum"))}
