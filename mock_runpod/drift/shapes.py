"""A schema as a *shape*: what is known of a value, and nothing that only explains it.

`type` and its limits, `ref` to a named schema, `fields` with `required` and `closed` (no other key
is taken), `values` of a map, `items` of a list, `oneOf`, `conditions`. What `allOf` joins is one
shape, so that a schema shows all its fields. What means the same is the same: both ways of saying
that null is taken, a limit that is exclusive, what a reference is or stands there instead.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mock_runpod.drift.pointers import (
    NAMED,
    Document,
    Facts,
    Node,
    Unreadable,
    below,
    mapping,
    sequence,
    text,
    texts,
)

#: Told as they stand, in this order.
KEPT = (
    *("type", "format", "enum", "const", "default", "minimum", "maximum"),
    *("exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern"),
    *("minItems", "maxItems", "uniqueItems", "minContains", "maxContains"),
    *("minProperties", "maxProperties", "nullable", "dependentRequired"),
    *("contentEncoding", "contentMediaType", "deprecated", "readOnly", "writeOnly"),
)
SAID = set(KEPT)
#: Whoever says `false` here says nothing.
SWITCHES = {"uniqueItems", "nullable", "deprecated", "readOnly", "writeOnly"}
#: Schemas within, by the name of what they are for.
WITHIN = ("contains", "propertyNames", "unevaluatedItems", "contentSchema")
NAMED_WITHIN = ("patternProperties", "dependentSchemas")
CONDITION = ("if", "then", "else", "not")
LIMITS = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
#: What makes more of a reference than the reference with something added.
OWN = {"fields", "required", "closed", "conditions", "oneOf", "anyOf"}


_GATHERED = {"fields", "required", "conditions"}


@dataclass(frozen=True)
class Chain:
    """The references that were followed to get here; `direct` are those since the last step into
    a part of the value. What is directly a part of itself has no shape at all.
    """

    followed: tuple[str, ...] = ()
    direct: tuple[str, ...] = ()

    def then(self, reference: str) -> "Chain":
        return Chain((*self.followed, reference), (*self.direct, reference))

    def within(self) -> "Chain":
        return Chain(self.followed)


START = Chain()


@dataclass(frozen=True)
class Shapes:
    document: Document

    def shape(self, node: Any, at: str, chain: Chain = START) -> Facts:
        self.document.step(at)
        if isinstance(node, bool):  # the schema of everything, or of nothing
            return {} if node else {"conditions": [{"not": {}}]}
        found = mapping(node, at)
        own = self._own(found, at, chain)
        parts = list(_parts(found, at))
        which = "oneOf" if "oneOf" in found else "anyOf"
        real = []
        for index, each in enumerate(sequence(found.get(which, []), below(at, which))):
            place = below(at, which, index)
            choice = self.shape(each, place, chain)
            if choice == {"type": "null"}:
                own["nullable"] = True
            else:
                real.append((choice, each, place))
        if len(real) == 1:
            parts.append(real[0][1:])
        elif real:
            own[which] = [choice for choice, _, _ in real]
        return self._folded(own, parts, chain) if parts else own

    def _folded(self, own: Facts, parts: list[tuple[Any, str]], chain: Chain) -> Facts:
        """As one shape; a lone reference with a default or the like stays a reference."""
        if len(parts) == 1 and not own.keys() & OWN:
            return self._part(*parts[0], chain) | own
        whole: Facts = {"fields": {}}
        required: list[str] = []
        conditions: list[Facts] = []
        for part in (*(self._unfolded(node, at, chain) for node, at in parts), own):
            for name, facts in part.get("fields", {}).items():
                whole["fields"][name] = whole["fields"].get(name, {}) | facts
            required += part.get("required", [])
            conditions += part.get("conditions", [])
            whole |= {key: value for key, value in part.items() if key not in _GATHERED}
        if not whole["fields"]:
            del whole["fields"]
        elif whole.get("type") == "object":
            del whole["type"]
        once = [each for i, each in enumerate(conditions) if each not in conditions[:i]]
        gathered = {"required": list(dict.fromkeys(required)), "conditions": once}
        return whole | {key: value for key, value in gathered.items() if value}

    def _part(self, node: Any, at: str, chain: Chain) -> Facts:
        """A named schema by its name; anything else as if it stood here."""
        if not (isinstance(node, dict) and node.keys() == {"$ref"}):
            return self.shape(node, at, chain)
        target = self.document.target(node["$ref"], below(at, "$ref"))
        name = self.document.name(node["$ref"], at)
        return {"ref": name} if name else self._followed(node["$ref"], target, chain)

    def _followed(self, reference: str, target: Any, chain: Chain) -> Facts:
        if reference in chain.followed:
            raise Unreadable(f"{' in '.join((*chain.followed, reference))}: it is a part of itself")
        return self.shape(target, reference, chain.then(reference))

    def _unfolded(self, node: Any, at: str, chain: Chain) -> Facts:
        """A part with all that it says, also what it only refers to."""
        found = self._part(node, at, chain)
        while "ref" in found:
            reference = below(NAMED.rstrip("/"), found["ref"])
            if reference in chain.followed and reference not in chain.direct:
                return found  # a tree of such trees: told above
            del found["ref"]
            target = self.document.target(reference, at)
            found = self._followed(reference, target, chain) | found
            chain = chain.then(reference)
        return found

    def _own(self, node: Node, at: str, chain: Chain) -> Facts:
        """What stands in the node itself."""
        said = SAID & node.keys()
        facts = {key: node[key] for key in KEPT if key in said and _says(node, key)} if said else {}
        _types(facts, at)
        _exclusive(facts)
        if "enum" in facts:
            sequence(facts["enum"], below(at, "enum"))
        facts |= self._extra(node, at, chain)
        facts |= self._within(node, at, chain.within())
        if "discriminator" in node:
            facts["discriminator"] = _discriminator(
                node["discriminator"], below(at, "discriminator")
            )
        if "properties" in node:
            within = below(at, "properties")
            facts["fields"] = self._named(node["properties"], within, chain.within())
            if facts.get("type") == "object":
                del facts["type"]
        if required := texts(node.get("required", []), below(at, "required")):
            facts["required"] = required
        condition = {
            key: self.shape(node[key], below(at, key), chain) for key in CONDITION if key in node
        }
        return facts | ({"conditions": [condition]} if condition else {})

    def _extra(self, node: Node, at: str, chain: Chain) -> Facts:
        """What other keys an object may have."""
        for key in ("additionalProperties", "unevaluatedProperties"):
            said, where = node.get(key), below(at, key)
            if said is False:
                return {"closed": True}
            if said is not None and said is not True and (values := mapping(said, where)):
                return {"values": self.shape(values, where, chain.within())}
        return {}

    def _within(self, node: Node, at: str, chain: Chain) -> Facts:
        """Shapes of the parts of a value, or of a value in some cases."""
        facts: Facts = {}
        if "items" in node:  # v1 writes the values of a map as `items` of an object
            kinds = node.get("type")
            of_object = "object" in kinds if isinstance(kinds, list) else kinds == "object"
            key = "values" if of_object else "items"
            facts[key] = self.shape(node["items"], below(at, "items"), chain)
        for key in WITHIN:
            if key in node:
                facts[key] = self.shape(node[key], below(at, key), chain)
        for key in NAMED_WITHIN:
            if key in node:
                facts[key] = self._named(node[key], below(at, key), chain)
        if "prefixItems" in node:
            place = below(at, "prefixItems")
            listed = enumerate(sequence(node["prefixItems"], place))
            facts["prefixItems"] = [self.shape(e, below(place, i), chain) for i, e in listed]
        return facts

    def _named(self, nodes: Any, at: str, chain: Chain) -> Facts:
        found = mapping(nodes, at)
        return {name: self.shape(each, below(at, name), chain) for name, each in found.items()}


def _parts(node: Node, at: str) -> Iterator[tuple[Any, str]]:
    """What a value has to be besides: a reference, and what `allOf` lists."""
    if "$ref" in node:
        yield {"$ref": node["$ref"]}, at
    if "allOf" in node:
        within = below(at, "allOf")
        for index, each in enumerate(sequence(node["allOf"], within)):
            yield each, below(within, index)


def _says(node: Node, key: str) -> bool:
    return not (key in SWITCHES and node[key] is False)


def _types(facts: Facts, at: str) -> None:
    """OpenAPI 3.1 says nullable as `["string", "null"]`."""
    if not isinstance(facts.get("type"), list):
        if "type" in facts:
            text(facts["type"], below(at, "type"))
        return
    kinds = texts(facts.pop("type"), below(at, "type"))
    real = sorted(set(kinds) - {"null"})
    if real or kinds:
        facts["type"] = real[0] if len(real) == 1 else real or "null"
    if real and "null" in kinds:
        facts["nullable"] = True


def _exclusive(facts: Facts) -> None:
    """OpenAPI 3.0 says whether a limit is exclusive, 3.1 says an exclusive limit."""
    for limit, exclusive in LIMITS:
        if facts.get(exclusive) is True and limit in facts:
            facts[exclusive] = facts.pop(limit)
        elif isinstance(facts.get(exclusive), bool):
            del facts[exclusive]


def _discriminator(node: Any, at: str) -> Facts:
    """Which field tells, and which value means which schema."""
    found = mapping(node, at)
    meant = mapping(found.get("mapping", {}), below(at, "mapping"))
    names = {value: text(ref, at).rpartition("/")[2] for value, ref in sorted(meant.items())}
    return {"field": text(found.get("propertyName"), below(at, "propertyName")), "names": names}
