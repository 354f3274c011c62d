"""Which tests pin which rule, and a page that tells how everything is known.

    python -m contract_tests.spec.fidelity            write pinned.json and docs/fidelity.md
    python -m contract_tests.spec.fidelity --check    exit 1 when they would change

Tests are read, not run: a mark `rule("B-083")` on a function, its class, its module or one of its
parameters counts. The rest comes from `fixtures/fidelity/`, which is written by hand.
"""

import argparse
import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from typing_extensions import TypeIs

from contract_tests.spec.fidelity_page import page
from mock_runpod.fixtures import FOLDER

CHECKOUT = Path(__file__).parents[2]
TESTS = CHECKOUT / "contract_tests"
PINNED, PAGE = FOLDER / "fidelity" / "pinned.json", CHECKOUT / "docs" / "fidelity.md"
SOURCE = "the marks `rule(...)` of the tests, collected by contract_tests/spec/fidelity.py"
RETRIEVED = "2026-11-29"

#: A rule, the file and the test.
Pin = tuple[str, str, str]


def pins(file: Path) -> Iterator[Pin]:
    """What the tests of one file pin, in the order of the file."""
    where = file.relative_to(CHECKOUT).as_posix()
    module = ast.parse(file.read_text(encoding="utf-8"), filename=where)
    for name, rules in _marked(module.body, _of_everything(module.body)):
        yield from ((rule, where, name) for rule in dict.fromkeys(rules))


def _marked(body: list[ast.stmt], around: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Tests with their own rules and those of what is around them."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("test_"):
                yield node.name, [*_rules(node.decorator_list), *around]
        elif isinstance(node, ast.ClassDef):
            own = [*_rules(node.decorator_list), *_of_everything(node.body), *around]
            for name, rules in _marked(node.body, own):
                yield f"{node.name}::{name}", rules


def _of_everything(body: list[ast.stmt]) -> list[str]:
    """The rules in `pytestmark = ...`."""
    marks = (node for node in body if isinstance(node, ast.Assign))
    return [
        rule
        for node in marks
        if any(isinstance(each, ast.Name) and each.id == "pytestmark" for each in node.targets)
        for rule in _rules([node.value])
    ]


def _rules(nodes: list[ast.expr]) -> list[str]:
    """Every `pytest.mark.rule("B-083")` there is in here."""
    return [
        str(argument.value)
        for top in nodes
        for node in ast.walk(top)
        if is_mark(node)
        for argument in node.args
        if isinstance(argument, ast.Constant)
    ]


def is_mark(node: ast.AST) -> TypeIs[ast.Call]:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule"


def collected() -> dict[str, dict[str, list[str]]]:
    """Rules to files to tests."""
    found: dict[str, dict[str, list[str]]] = {}
    for file in sorted(TESTS.rglob("test_*.py")):
        for rule, where, name in pins(file):
            found.setdefault(rule, {}).setdefault(where, []).append(name)
    return dict(sorted(found.items()))


def text(pinned: dict[str, dict[str, list[str]]]) -> str:
    """One line a rule, so that a new test is a small change."""
    rows = [f"  {json.dumps(rule)}: {json.dumps(tests)}" for rule, tests in pinned.items()]
    head = f'{{\n "source": {json.dumps(SOURCE)},\n "retrieved": "{RETRIEVED}",\n "rules": {{\n'
    return head + ",\n".join(rows) + "\n }\n}\n"


def written() -> dict[Path, str]:
    """What the two files should hold."""
    pinned = collected()
    return {PINNED: text(pinned), PAGE: page(pinned)}


def main() -> int:
    asked = argparse.ArgumentParser(description="Write which tests pin which rule.")
    asked.add_argument("--check", action="store_true")
    check, changed = asked.parse_args().check, False
    for file, wanted in written().items():
        if file.exists() and file.read_text(encoding="utf-8") == wanted:
            continue
        changed = True
        print(f"{file.relative_to(CHECKOUT)} {'differs' if check else 'written'}")
        if not check:
            file.parent.mkdir(exist_ok=True)
            file.write_text(wanted, encoding="utf-8")
    return 1 if changed and check else 0


if __name__ == "__main__":
    sys.exit(main())
