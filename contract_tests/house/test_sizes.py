"""A smell alarm, not a law: `pytest -rP contract_tests/house/test_sizes.py` shows the largest."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contract_tests.house.tree import PACKAGE, modules, name, parse

FILE, FUNCTION, PARAMETERS, NESTING = 400, 50, 8, 4
SHOWN = 10

Function = ast.FunctionDef | ast.AsyncFunctionDef
BLOCKS = (
    ast.If | ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith | ast.Try | ast.Match
)


@dataclass(frozen=True, order=True)
class Size:
    value: int
    where: str

    def __str__(self) -> str:
        return f"{self.value:5}  {self.where}"


def functions() -> Iterator[tuple[Path, Function]]:
    for file in modules(PACKAGE):
        for node in ast.walk(parse(file)):
            if isinstance(node, Function):
                yield file, node


def where(file: Path, function: Function) -> str:
    return f"{name(file)}:{function.lineno} {function.name}"


def lines(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def parameters(node: Function) -> int:
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return len([argument for argument in named if argument.arg not in {"self", "cls"}])


def is_command(node: Function) -> bool:
    """A click command gets one parameter per option; nobody ever writes the call."""
    calls = (decorator for decorator in node.decorator_list if isinstance(decorator, ast.Call))
    names = {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
    return bool(names & {"command", "group", "option", "argument"})


def depth(node: ast.AST) -> int:
    """Blocks inside blocks. An `elif` is no deeper than its `if`."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.ClassDef):
            continue
        is_elif = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        deepest = max(deepest, depth(child) + (isinstance(child, BLOCKS) and not is_elif))
    return deepest


def report(title: str, sizes: list[Size]) -> None:
    print(title, *sorted(sizes, reverse=True)[:SHOWN], sep="\n")


def past(limit: int, sizes: list[Size]) -> list[Size]:
    return [size for size in sizes if size.value > limit]


def test_files_are_short() -> None:
    files = modules(PACKAGE)

    sizes = [Size(len(file.read_text(encoding="utf-8").splitlines()), name(file)) for file in files]

    report("Lines per file", sizes)
    assert past(FILE, sizes) == []


def test_functions_are_short() -> None:
    sizes = [Size(lines(function), where(file, function)) for file, function in functions()]

    report("Lines per function", sizes)
    assert past(FUNCTION, sizes) == []


def test_functions_ask_for_little() -> None:
    sizes = [
        Size(parameters(function), where(file, function))
        for file, function in functions()
        if not is_command(function)
    ]

    report("Parameters per function", sizes)
    assert past(PARAMETERS, sizes) == []


def test_functions_are_flat() -> None:
    sizes = [Size(depth(function), where(file, function)) for file, function in functions()]

    report("Nesting per function", sizes)
    assert past(NESTING, sizes) == []
