"""How the behaviour of the mock is known: the door to the data in `fixtures/fidelity/`.

Every answer rests on rules (`B-083`), and every rule is known in one of four ways; see `KINDS`.
`contract_tests.spec.fidelity` writes which tests pin which rule, and a page to read.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from mock_runpod import fixtures

Row = dict[str, Any]

INFERRED = "inferred"
#: The ways in which something can be known, the surest first.
KINDS = {
    "documented": "told by the published documentation or its OpenAPI document",
    "client": "read in the source of a client, or seen while one ran",
    "captured": "seen in an answer of the live service that somebody published",
    INFERRED: "settled by no source: our own decision",
}


@cache
def rules() -> dict[str, Row]:
    """By their ids, in the order of the specification."""
    return {row["id"]: row for row in fixtures.read("fidelity/rules.json")["rules"]}


@cache
def operations() -> list[Row]:
    """What is served, as it stands in the file: shared answers are those of the API."""
    return list(fixtures.read("fidelity/operations.json")["operations"])


@cache
def apis() -> dict[str, Row]:
    """The APIs that are imitated, each with the answers that all its addresses can give."""
    return {row["name"]: row for row in fixtures.read("fidelity/operations.json")["apis"]}


@cache
def fields() -> dict[str, Row]:
    """Those of an Endpoint of REST v1, by their names."""
    return {row["name"]: row for row in fixtures.read("fidelity/operations.json")["fields"]}


def disagreements() -> list[Row]:
    """Where clients, documents and the mock say different things."""
    return list(fixtures.read("fidelity/disagreements.json")["disagreements"])


@cache
def pinned() -> dict[str, list[str]]:
    """The tests that pin a rule, as `path::function`."""
    found = fixtures.read("fidelity/pinned.json")["rules"]
    return {
        rule: [f"{path}::{name}" for path, names in tests.items() for name in names]
        for rule, tests in found.items()
    }


def tests_of(rules: Iterable[str]) -> list[str]:
    """All that pin one of these rules, each once."""
    return list(dict.fromkeys(test for rule in rules for test in pinned().get(rule, ())))


def rules_of(operation: Row) -> list[str]:
    """Its own, and those of its answers."""
    told = [operation, *operation["answers"].values()]
    return list(dict.fromkeys(rule for row in told for rule in row["rules"]))


def tests_of_operation(method: str, path: str) -> list[str]:
    """The tests of `GET /v1/endpoints/{endpointId}`; the root and the parameter's name are free."""
    wanted = (method.upper(), _plain(path))
    roots = {name: row["root"] for name, row in apis().items()}
    for row in operations():
        here = row["path"], row["path"].removeprefix(roots[row["api"]])
        if wanted in {(row["method"], _plain(each)) for each in here}:
            return tests_of(rules_of(row))
    return []


def tests_of_field(name: str) -> list[str]:
    """The tests of a field of an Endpoint."""
    return tests_of(fields()[name]["rules"]) if name in fields() else []


def _plain(path: str) -> str:
    return re.sub(r"{[^}]*}", "{}", path)


def known_of(operation: Row) -> list[str]:
    """How its success is known: the answer that everybody asks for."""
    return next(list(row["known"]) for status, row in operation["answers"].items() if status < "3")


def sure() -> frozenset[tuple[str, int]]:
    """The answers that rest on no inference: operation and status, as in `GET /v1/endpoints`, 200.

    What is asked of no operation of an API goes by the API's name. Whatever is not in here, such as
    a status that a fault was told to answer, is our own.
    """
    return frozenset(_sure())


def _sure() -> Iterator[tuple[str, int]]:
    told = {name: api["elsewhere"] for name, api in apis().items()}
    for row in operations():
        told[f"{row['method']} {row['path']}"] = apis()[row["api"]]["answers"] | row["answers"]
    for where, answers in told.items():
        for status, answer in answers.items():
            if INFERRED not in answer["known"]:
                yield where, int(status)


def document() -> Row:
    """All of it, for whoever asks the control API; each thing with the tests that pin it."""
    return {
        "kinds": KINDS,
        "apis": list(apis().values()),
        "operations": [
            row | {"known": known_of(row), "tests": tests_of(rules_of(row))} for row in operations()
        ],
        "fields": [row | {"tests": tests_of(row["rules"])} for row in fields().values()],
        "rules": [row | {"tests": pinned().get(id, [])} for id, row in rules().items()],
        "disagreements": disagreements(),
    }
