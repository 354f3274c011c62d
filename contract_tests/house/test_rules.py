"""Every rule of what is served is pinned by a test, and every mark names a rule."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from contract_tests.house.tree import TESTS, modules, name, parse
from contract_tests.spec import fidelity as collector
from mock_runpod import fidelity
from mock_runpod.app import GRAPHQL, JOBS, REST_V1, REST_V2, Door, door


@cache
def pinned() -> dict[str, dict[str, list[str]]]:
    return collector.collected()


def test_every_rule_of_what_is_served_is_named_by_a_test() -> None:
    served = [id for id, row in fidelity.rules().items() if not row.keys() & {"awaits", "by"}]

    assert [id for id in served if id not in pinned()] == []


def test_every_mark_names_a_rule() -> None:
    assert [id for id in pinned() if id not in fidelity.rules()] == []


@pytest.mark.parametrize("file", modules(TESTS), ids=name)
def test_every_mark_is_where_it_is_found(file: Path) -> None:
    """Not in a variable, nor on what is no test."""
    marks = [node for node in ast.walk(parse(file)) if collector.is_mark(node)]
    here = {ast.literal_eval(argument) for mark in marks for argument in mark.args}

    assert here == {rule for rule, _, _ in collector.pins(file)}


def test_what_another_rule_pins_is_pinned_there_and_says_why() -> None:
    rules = fidelity.rules()
    referred = {id: row for id, row in rules.items() if "by" in row}

    for id, row in referred.items():
        assert row["why"], id
        for other in row["by"]:
            assert not rules[other].keys() & {"awaits", "by"}, (id, other)
            assert other in pinned(), (id, other)


def test_only_background_is_pinned_by_another_rule() -> None:
    """Captures and readings say again what a rule says. Two others say nothing of their own."""
    referred = [row for row in fidelity.rules().values() if "by" in row]

    others = [row["id"] for row in referred if row["section"] not in ("9", "10")]
    assert others == ["B-103", "B-125"]


def paths(at: Door) -> Iterator[str]:
    return (route.path for route in at.dialect.routes)


def nowhere(*starts: str) -> bool:
    return not any(path.startswith(starts) for path in paths(REST_V1))


#: What rules can wait for, and whether it is still missing.
MISSING: dict[str, Callable[[], bool]] = {
    "GraphQL": lambda: not GRAPHQL.dialect.routes,
    "OpenAI routes": lambda: not any("openai" in path for path in paths(JOBS)),
    "REST v2": lambda: not REST_V2.dialect.routes,
    "batches": lambda: not any("/batch" in path for path in paths(JOBS)),
    "billing": lambda: nowhere("/billing"),
    "load balancing": lambda: not door("abc.api.runpod.ai", "/ping")[0].dialect.routes,
    "network volumes": lambda: nowhere("/networkvolumes"),
    "pods": lambda: nowhere("/pods"),
    "public endpoints": lambda: not any("public" in path for path in paths(JOBS)),
    "registry credentials": lambda: nowhere("/containerregistryauth"),
}


def test_no_rule_waits_for_what_is_served() -> None:
    awaited = {row["awaits"] for row in fidelity.rules().values() if "awaits" in row}

    assert awaited == {what for what, is_missing in MISSING.items() if is_missing()}
