"""Changes of what a schema is made of: its fields, its parts, its name."""

import json
from random import Random

from contract_tests.drift.mutating import Due, fields, mutation, some
from contract_tests.drift.spots import SCHEMAS, Json, Spot, kinds, spots


@mutation
def add_a_field(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: "properties" in s.node)
    if spot is None:
        return None
    spot.node["properties"]["brandNew"] = {"type": "integer", "minimum": 1}
    if chance.random() < 0.5:
        spot.node["required"] = [*spot.node.get("required", ()), "brandNew"]
    return {("added", spot.where("brandNew"))}


@mutation
def remove_a_field(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: len(fields(s)) > 1)
    if spot is None:
        return None
    name = chance.choice(fields(spot))
    del spot.node["properties"][name]
    if name in spot.node.get("required", ()):
        spot.node["required"].remove(name)
    return {("removed", spot.where(name))}


@mutation
def rename_a_field(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: len(fields(s)) > 1)
    if spot is None:
        return None
    name = chance.choice(fields(spot))
    spot.node["properties"][name.swapcase()] = spot.node["properties"].pop(name)
    required = spot.node.get("required", [])
    spot.node["required"] = [each.swapcase() if each == name else each for each in required]
    return {("removed", spot.where(name)), ("added", spot.where(name.swapcase()))}


@mutation
def require_a_field_or_not(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, fields)
    if spot is None:
        return None
    name = chance.choice(fields(spot))
    required = spot.node.setdefault("required", [])
    if name in required:
        required.remove(name)
    else:
        required.append(name)
    return {("changed", spot.where(f"{name}.required"))}


@mutation
def take_other_keys_or_not(chance: Random, document: Json) -> Due | None:
    def fits(spot: Spot) -> bool:
        said = spot.node.get("additionalProperties", True)
        open_to_all = "unevaluatedProperties" not in spot.node and isinstance(said, bool)
        return spot.whole and "properties" in spot.node and open_to_all

    spot = some(chance, document, fits)
    if spot is None:
        return None
    spot.node["additionalProperties"] = not spot.node.get("additionalProperties", True)
    return {("changed", spot.where("additionalProperties"))}


@mutation
def say_what_other_keys_have(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: s.node.get("additionalProperties") is False)
    if spot is None:
        return None
    spot.node["additionalProperties"] = {"type": "string"}
    return {("changed", spot.where("additionalProperties"))}


@mutation
def change_the_values_of_a_map(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: isinstance(s.node.get("additionalProperties"), dict))
    if spot is None:
        return None
    node = spot.node["additionalProperties"]
    was = node.get("type")
    spot.node["additionalProperties"] = {"type": "boolean"}
    return {("changed" if was or "$ref" in node else "added", f"{spot.where()}{{}}.type")}


@mutation
def change_the_elements_of_a_list(chance: Random, document: Json) -> Due | None:
    def fits(spot: Spot) -> bool:
        said = spot.node.get("items", {})
        return "array" in kinds(spot.node) and said.keys() <= {"type", "$ref"} and bool(said)

    spot = some(chance, document, fits)
    if spot is None:
        return None
    spot.node["items"] = {"type": "boolean"}
    return {("changed", _elements(spot, ".type"))}


@mutation
def forget_the_elements_of_a_list(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: "array" in kinds(s.node) and "items" in s.node)
    if spot is None:
        return None
    del spot.node["items"]
    return {("removed", _elements(spot))}


def _elements(spot: Spot, fact: str = "") -> str:
    return f"{spot.where()}{'' if spot.path else ' '}[]{fact}"


def _references(document: Json) -> list[tuple[Spot, str]]:
    """Fields that are a reference and nothing else."""
    return [
        (spot, name)
        for spot in spots(document)
        for name in fields(spot)
        if spot.node["properties"][name].keys() == {"$ref"}
    ]


@mutation
def refer_to_another_schema(chance: Random, document: Json) -> Due | None:
    found = _references(document)
    if not found:
        return None
    spot, name = chance.choice(found)
    there = spot.node["properties"][name]["$ref"]
    others = [each for each in document["components"]["schemas"] if SCHEMAS + each != there]
    spot.node["properties"][name] = {"$ref": SCHEMAS + chance.choice(others)}
    return {("changed", spot.where(f"{name}.type"))}


@mutation
def refer_to_nothing_more(chance: Random, document: Json) -> Due | None:
    """A field that was an object is a truth."""
    found = _references(document)
    if not found:
        return None
    spot, name = chance.choice(found)
    spot.node["properties"][name] = {"type": "boolean"}
    return {("changed", spot.where(f"{name}.type"))}


@mutation
def allow_null_for_a_reference(chance: Random, document: Json) -> Due | None:
    found = _references(document)
    if not found:
        return None
    spot, name = chance.choice(found)
    there = spot.node["properties"][name]
    spot.node["properties"][name] = {"oneOf": [there, {"type": "null"}]}
    return {("changed", spot.where(f"{name}.nullable"))}


@mutation
def mix_in_a_field(chance: Random, document: Json) -> Due | None:
    """By an `allOf`, which a schema may have already."""
    name = chance.choice(list(document["components"]["schemas"]))
    node = document["components"]["schemas"][name]
    if not node.keys() & {"properties", "allOf"}:
        return None
    extra = {"type": "object", "properties": {"mixedIn": {"type": "string"}}}
    node["allOf"] = [*node.get("allOf", ()), extra]
    return {("added", f"schema {name} mixedIn")}


@mutation
def add_a_choice(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: "oneOf" in s.node)
    if spot is None:
        return None
    spot.node["oneOf"].insert(0, {"type": "string", "enum": ["NEITHER"]})
    return {("added", spot.where("oneOf"))}


@mutation
def remove_a_choice(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: len(s.node.get("oneOf", ())) > 1)
    if spot is None:
        return None
    spot.node["oneOf"].pop(chance.randrange(len(spot.node["oneOf"])))
    return {("removed", spot.where("oneOf"))}


@mutation
def choose_from_one_more(chance: Random, document: Json) -> Due | None:
    """A field that was one thing may be another now."""
    found = _references(document)
    if not found:
        return None
    spot, name = chance.choice(found)
    there = spot.node["properties"][name]
    spot.node["properties"][name] = {"oneOf": [{"type": "boolean"}, there]}
    return {("added", spot.where(f"{name}.oneOf"))}


@mutation
def let_several_choices_hold(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: len(s.node.get("oneOf", ())) > 1)
    if spot is None:
        return None
    spot.node["anyOf"] = spot.node.pop("oneOf")
    return {("changed", spot.where("oneOf"))}


@mutation
def give_a_choice(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: kinds(s.node) == ["string"])
    if spot is None:
        return None
    which = chance.choice(["oneOf", "anyOf"])
    spot.node[which] = [{"minLength": 3}, {"pattern": "^x"}]
    return {("added", spot.where(which))}


@mutation
def tell_choices_apart_by_another_field(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: "discriminator" in s.node)
    if spot is None:
        return None
    spot.node["discriminator"]["propertyName"] = "other"
    return {("changed", spot.where("discriminator"))}


@mutation
def add_a_condition(chance: Random, document: Json) -> Due | None:
    spot = some(
        chance, document, lambda s: s.whole and "properties" in s.node and "if" not in s.node
    )
    if spot is None:
        return None
    spot.node["if"] = {"required": ["a"]}
    spot.node["then"] = {"required": ["b"]}
    return {("added", spot.where())}


@mutation
def drop_a_condition(chance: Random, document: Json) -> Due | None:
    spot = some(chance, document, lambda s: s.whole and "if" in s.node)
    if spot is None:
        return None
    del spot.node["if"], spot.node["then"]
    return {("removed", spot.where())}


@mutation
def add_a_schema(chance: Random, document: Json) -> Due | None:
    document["components"]["schemas"]["BrandNew"] = {"type": "string"}
    return {("added", "schema BrandNew")}


@mutation
def remove_a_schema(chance: Random, document: Json) -> Due | None:
    """One that nothing refers to; without any other the document would be broken."""
    text = json.dumps(document)
    schemas = document["components"]["schemas"]
    lonely = [name for name in schemas if f'"{SCHEMAS}{name}"' not in text]
    if not lonely:
        return None
    name = chance.choice(lonely)
    del schemas[name]
    return {("removed", f"schema {name}")}


@mutation
def rename_a_schema(chance: Random, document: Json) -> Due | None:
    schemas = document["components"]["schemas"]
    name = chance.choice(list(schemas))
    text = json.dumps(document).replace(f'"{SCHEMAS}{name}"', f'"{SCHEMAS}Renamed"')
    changed = json.loads(text)
    changed["components"]["schemas"]["Renamed"] = changed["components"]["schemas"].pop(name)
    document.clear()
    document |= changed
    return {("removed", f"schema {name}"), ("added", "schema Renamed")}
