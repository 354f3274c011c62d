"""What of ours rests on a fact: the tests that pin it, and the fixtures that say it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from mock_runpod import fidelity, fixtures
from mock_runpod.drift.comparison import Finding
from mock_runpod.drift.pointers import Facts

CATALOG = ("gpus", "pools", "cpus", "datacenters", "cuda", "limits")
#: What the name of a limit says beside the thing that is limited.
AROUND = {"min", "max", "default", "ms", "s"}


@dataclass(frozen=True)
class Concern:
    """`operations` are those that speak of a schema, each with where: `POST /pods request`."""

    operations: list[str]
    tests: list[str]
    fixtures: list[str]


@dataclass
class Concerns:
    """`inventory` is a file in `fixtures/openapi`, `root` what its paths stand below."""

    ours: Facts
    theirs: Facts
    inventory: str
    root: str
    told: dict[str, list[tuple[Facts, str]]] = field(default_factory=dict)

    def of(self, finding: Finding) -> Concern:
        speaking = self._speaking(finding.group)
        tests = self._tests(finding, [facts for facts, _ in speaking])
        named = [f"{facts['method']} {facts['path']} {slot}".rstrip() for facts, slot in speaking]
        return Concern(
            operations=list(dict.fromkeys(named)) if finding.group.startswith("schema ") else [],
            tests=tests,
            fixtures=[f"fixtures/openapi/{self.inventory}", *_catalog(finding)],
        )

    def _speaking(self, group: str) -> list[tuple[Facts, str]]:
        """The operations, each with where it speaks of it; of what is new, those that are new."""
        if group not in self.told:
            found = ([*_speaking(each, group)] for each in (self.ours, self.theirs))
            self.told[group] = next(filter(None, found), [])
        return self.told[group]

    def _tests(self, finding: Finding, operations: list[Facts]) -> list[str]:
        """Those of the field where it has any; else those of the operations that speak of it."""
        of_endpoints = any("/endpoints" in each["path"] for each in operations)
        tests = fidelity.tests_of_field(finding.told.field) if of_endpoints else []
        if tests:
            return tests
        for each in operations:
            tests += fidelity.tests_of_operation(each["method"], self.root + each["path"])
        return list(dict.fromkeys(tests))


def concerns(ours: Facts, theirs: Facts, inventory: str, root: str) -> Concerns:
    return Concerns(ours, theirs, inventory, root)


def _speaking(document: Facts, group: str) -> Iterator[tuple[Facts, str]]:
    kind, _, name = group.partition(" ")
    for each in document["operations"]:
        if group == f"{each['method']} {each['path']}":
            yield each, ""
        elif kind == "schema":
            spoken = _spoken(each, document["schemas"])
            yield from ((each, slot) for slot, names in spoken.items() if name in names)


def _spoken(operation: Facts, schemas: Facts) -> dict[str, set[str]]:
    """Where the operation speaks of which schemas, however far within."""
    slots = {f"answer {status}": body for status, body in operation["answers"].items()}
    slots = {"request": operation.get("request")} | slots
    slots |= {f"{each['in']} {each['name']}": each for each in operation.get("parameters", ())}
    also = operation.get("also", {})
    found = {}
    for slot, body in slots.items():
        names: set[str] = set()
        more = also.get(slot.removeprefix("answer "))
        _gather([{"ref": body} if isinstance(body, str) else body, more], schemas, names)
        found[slot] = names
    return found


def _gather(value: Any, schemas: Facts, names: set[str]) -> None:
    if isinstance(value, list):
        for each in value:
            _gather(each, schemas, names)
    elif isinstance(value, dict):
        name = value.get("ref")
        if isinstance(name, str) and name in schemas and name not in names:
            names.add(name)
            _gather(schemas[name], schemas, names)
        for each in value.values():
            _gather(each, schemas, names)


def _catalog(finding: Finding) -> list[str]:
    """The files of the catalog with a row that has a value of the enum, or limits the field."""
    told = finding.told
    values = {*told.values, *_enums(told.before), *_enums(told.after)}
    limited = _thing(told.field)
    found = [name for name in CATALOG if values & _cells(name)]
    if limited and limited in _limits() and "limits" not in found:
        found.append("limits")
    return [f"fixtures/catalog/{name}.json" for name in found]


def _enums(value: Any) -> Iterator[str]:
    """The values that a shape allows, in it and within."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "enum" and isinstance(each, list):
                yield from (one for one in each if isinstance(one, str))
            else:
                yield from _enums(each)
    elif isinstance(value, list):
        for each in value:
            yield from _enums(each)


@cache
def _cells(name: str) -> frozenset[str]:
    return frozenset(_texts(fixtures.read(f"catalog/{name}.json")["rows"]))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


@cache
def _limits() -> frozenset[frozenset[str]]:
    return frozenset(map(_thing, _numbers(fixtures.read("catalog/limits.json")["rows"])))


def _numbers(value: Any) -> Iterator[str]:
    """What has a number, by name."""
    if isinstance(value, dict):
        yield from (key for key, each in value.items() if isinstance(each, int | float))
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _numbers(each)


def _thing(name: str) -> frozenset[str]:
    """`maxWorkers` limits what `workersMax` limits."""
    words = re.findall(r"[A-Z]?[a-z]+", name)
    return frozenset(word.lower() for word in words) - AROUND
