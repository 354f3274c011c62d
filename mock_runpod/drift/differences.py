"""What is different between two shapes, and where in them."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mock_runpod.drift.pointers import Facts
from mock_runpod.drift.shapes import NAMED_WITHIN, SWITCHES, WITHIN

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
JSON = "application/json"
#: What holds where nothing is said.
UNSAID = {**dict.fromkeys([*SWITCHES, "required"], False), "media": JSON}
#: Says nothing about a value of another type.
STRUCTURE = {"fields", "required", "closed", "values", "items", "prefixItems"}
#: A name in the inventory, and how the documents say it.
CHOICES = ("oneOf", "anyOf")


@dataclass(frozen=True)
class Difference:
    """`path` leads from the outermost shape to the fact; `field` is the first name on it, `values`
    are those that an enum has on either side.
    """

    kind: str
    path: str
    before: Any = None
    after: Any = None
    field: str = ""
    values: tuple[str, ...] = ()


def difference(path: str, before: Any, after: Any) -> Iterator[Difference]:
    """One, unless they say the same; None is to say nothing."""
    if not _same(before, after):
        kind = ADDED if before is None else REMOVED if after is None else CHANGED
        yield Difference(kind, path, before, after, first(path))


def _same(before: Any, after: Any) -> bool:
    plain = type(before) is type(after) and not isinstance(before, dict | list)
    return bool(before == after) if plain else canonical(before) == canonical(after)


def first(path: str) -> str:
    """The outermost field on a path."""
    return path.partition(".")[0].rstrip("[]{}")


def step(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def canonical(value: Any) -> str:
    """The same text for the same value: 1 is 1.0, but not `true`."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


@dataclass
class Differences:
    """Between the shapes of two documents, each with its named schemas.

    `inlined` and `extracted` are the names that only one side uses for what both say.
    """

    ours: Mapping[str, Facts]
    theirs: Mapping[str, Facts]
    inlined: set[str] = field(default_factory=set)
    extracted: set[str] = field(default_factory=set)

    def between(self, before: Facts, after: Facts, path: str = "") -> Iterator[Difference]:
        after = self._choice_of_one(before, after, False)
        before = self._choice_of_one(after, before, True)
        names = before.get("ref"), after.get("ref")
        before, after = self._level(before, after)
        kinds = _kind(before), _kind(after)
        replaced = (names[0] is None) != (names[1] is None) and kinds[0] != kinds[1]
        if all(names) and names[0] != names[1]:
            yield from difference(step(path, "type"), *names)
        elif kinds[0] != kinds[1]:
            told = (name or kind for name, kind in zip(names, kinds, strict=True))
            yield from difference(step(path, "type"), *told)
        for key in () if replaced else sorted((before.keys() | after.keys()) - {"ref", "type"}):
            if kinds[0] == kinds[1] or key not in STRUCTURE:
                yield from self._compare(key)(key, before, after, path)

    def _choice_of_one(self, many: Facts, one: Facts, ours: bool) -> Facts:
        """Whoever has no choice has the only one: beside a list of choices, written as such."""
        key = next((each for each in CHOICES if each in many and each not in one), None)
        alone = {name: value for name, value in one.items() if name not in many}
        for each in many[key] if key and alone else ():
            pair = (alone, each) if ours else (each, alone)
            if not self._tried(self.between, *pair):
                return {str(key): [alone]} | {n: v for n, v in one.items() if n in many}
        return one

    def _level(self, before: Facts, after: Facts) -> tuple[Facts, Facts]:
        """When only one of them is a reference, with what it refers to in its place."""
        if "ref" in before and "ref" not in after:
            self.inlined.add(before["ref"])
            before = resolved(before, self.ours)
        elif "ref" in after and "ref" not in before:
            self.extracted.add(after["ref"])
            after = resolved(after, self.theirs)
        return before, after

    def _compare(self, key: str) -> Callable[[str, Facts, Facts, str], Iterator[Difference]]:
        if key in ("closed", "values"):
            return self._others
        if key in CHOICES:
            return self._choices
        special = {
            "enum": _enum,
            "required": _required,
            "fields": self._fields,
            "items": self._items,
            "prefixItems": self._tuple,
            "conditions": self._conditions,
            **dict.fromkeys(NAMED_WITHIN, self._named),
            **dict.fromkeys(WITHIN, self._shape),
        }
        return special.get(key, _value)

    def _fields(self, key: str, before: Facts, after: Facts, path: str) -> Iterator[Difference]:
        old, new = before.get(key, {}), after.get(key, {})
        for name in sorted(old.keys() | new.keys()):
            here = step(path, name)
            if name in old and name in new:
                yield from self.between(old[name], new[name], here)
            else:
                was, now = _with_required(before, name), _with_required(after, name)
                yield from difference(here, was, now)

    def _named(self, key: str, before: Facts, after: Facts, path: str) -> Iterator[Difference]:
        old, new = ({"fields": each.get(key, {})} for each in (before, after))
        yield from self._fields("fields", old, new, step(path, key))

    def _items(self, key: str, before: Facts, after: Facts, path: str) -> Iterator[Difference]:
        yield from self._pair(before.get(key), after.get(key), f"{path}[]")

    def _shape(self, key: str, before: Facts, after: Facts, path: str) -> Iterator[Difference]:
        yield from self._pair(before.get(key), after.get(key), step(path, key))

    def _pair(self, old: Facts | None, new: Facts | None, path: str) -> Iterator[Difference]:
        if old is None or new is None:
            yield from difference(path, old, new)
        else:
            yield from self.between(old, new, path)

    def _tuple(self, key: str, before: Facts, after: Facts, path: str) -> Iterator[Difference]:
        old, new = before.get(key, []), after.get(key, [])
        for index in range(max(len(old), len(new))):
            was, now = (rows[index] if index < len(rows) else None for rows in (old, new))
            yield from self._pair(was, now, f"{path}[{index}]")

    def _others(self, key: str, before: Facts, after: Facts, path: str) -> Iterator[Difference]:
        """Other keys that an object takes: any, those of a shape, or none."""
        if "values" in before and "values" in after:
            yield from self.between(before["values"], after["values"], f"{path}{{}}")
        elif key == "closed" or not (before.keys() | after.keys()) & {"closed"}:
            taken = (
                False if "closed" in each else each.get("values", True) for each in (before, after)
            )
            yield from difference(step(path, "additionalProperties"), *taken)

    def _choices(self, key: str, before: Facts, after: Facts, path: str) -> Iterator[Difference]:
        keys = [next((k for k in CHOICES if k in each), None) for each in (before, after)]
        if keys[0] and keys[1]:
            if key == keys[0]:
                yield from difference(step(path, key), *keys) if keys[0] != keys[1] else ()
                lists = before[keys[0]], after[keys[1]]
                yield from self._lists(*lists, self.between, step(path, key))
        else:
            yield from difference(step(path, key), before.get(key), after.get(key))

    def _conditions(self, key: str, before: Facts, after: Facts, path: str) -> Iterator[Difference]:
        yield from self._lists(before.get(key, []), after.get(key, []), self._condition, path)

    def _condition(self, before: Facts, after: Facts, path: str) -> Iterator[Difference]:
        for key in sorted(before.keys() | after.keys()):
            yield from self._shape(key, before, after, path)

    def _lists(
        self,
        before: list[Facts],
        after: list[Facts],
        compare: Callable[[Facts, Facts, str], Iterator[Difference]],
        path: str,
    ) -> Iterator[Difference]:
        """In whatever order; what is left over is told one by one."""
        left, right = list(before), list(after)
        for old in before:
            same = next((new for new in right if not self._tried(compare, old, new)), None)
            if same is not None:
                left.remove(old)
                right.remove(same)
                list(compare(old, same, path))  # now that they belong together: what was inlined
        while left and right and not ("ref" in left[0] and "ref" in right[0]):
            yield from compare(left.pop(0), right.pop(0), path)
        for old in left:
            yield from difference(path, old, None)
        for new in right:
            yield from difference(path, None, new)

    def _tried(self, compare: Any, old: Facts, new: Facts) -> list[Difference]:
        """As if nothing came of it."""
        inlined, extracted = set(self.inlined), set(self.extracted)
        found = list(compare(old, new, ""))
        self.inlined, self.extracted = inlined, extracted
        return found


def resolved(shape: Facts, schemas: Mapping[str, Facts]) -> Facts:
    while "ref" in shape:
        rest = {key: value for key, value in shape.items() if key != "ref"}
        named = {key: value for key, value in schemas[shape["ref"]].items() if key != "media"}
        shape = named | rest
    return shape


def _kind(shape: Facts) -> Any:
    return shape.get("type") or ("object" if "fields" in shape else None)


def _with_required(shape: Facts, name: str) -> Facts | None:
    """A field that comes or goes says itself whether it must be there."""
    if name not in shape.get("fields", {}):
        return None
    must = {"required": True} if name in shape.get("required", ()) else {}
    facts: Facts = shape["fields"][name]
    return facts | must if "required" not in facts else facts


def _value(key: str, before: Facts, after: Facts, path: str) -> Iterator[Difference]:
    """A default may be null, which is not the same as none."""
    old, new = (each.get(key, UNSAID.get(key)) for each in (before, after))
    there = [key in each or key in UNSAID for each in (before, after)]
    if key == "dependentRequired":
        old, new = (each and {name: sorted(each[name]) for name in each} for each in (old, new))
    if there[0] != there[1] or not _same(old, new):
        kind = CHANGED if all(there) else ADDED if there[1] else REMOVED
        here = step(path, key)
        yield Difference(kind, here, old, new, first(here))


def _required(key: str, before: Facts, after: Facts, path: str) -> Iterator[Difference]:
    old, new = set(before.get(key, ())), set(after.get(key, ()))
    there = [each.get("fields", {}).keys() for each in (before, after)]
    for name in sorted(old ^ new):
        if (name in there[0]) == (name in there[1]):
            yield from difference(step(step(path, name), key), name in old, name in new)


def _enum(key: str, before: Facts, after: Facts, path: str) -> Iterator[Difference]:
    old, new = before.get(key), after.get(key)
    around = tuple(each for each in [*(old or ()), *(new or ())] if isinstance(each, str))
    here = step(path, key)
    if old is None or new is None:
        kind = ADDED if old is None else REMOVED
        yield Difference(kind, here, old, new, first(here), around)
        return
    there = {canonical(each) for each in old}, {canonical(each) for each in new}
    for value in old:
        if canonical(value) not in there[1]:
            yield Difference(REMOVED, here, value, None, first(here), around)
    for value in new:
        if canonical(value) not in there[0]:
            yield Difference(ADDED, here, None, value, first(here), around)
