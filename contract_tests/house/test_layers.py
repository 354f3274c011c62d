"""The house stands as drawn: imports point down, dialects do not gossip, the engine is pure."""

import ast
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

import pytest

from contract_tests.house.tree import PACKAGE, modules, name, parse

LAYERS = [
    "errors",
    "settings",
    "environment",
    "model",
    "engine",
    "fixtures",
    "fidelity",
    "drift",
    "runtime",
    "surfaces",
    "app",
    "client",
    "guard",
    "server",
    "testing",
    "pytest_plugin",
    "cli",
    "strategies",
    "__main__",
    "__init__",
]
OUTSIDE = {
    *("asyncio", "datetime", "logging", "os", "secrets", "threading", "time", "uuid"),
    *("click", "httpx", "orjson", "pydantic", "starlette", "uvicorn"),
}
# What only some runs need, and what is slow to start, may be imported late.
MAY_IMPORT_LATE = (
    *("cli/", "client/", "guard/", "pytest_plugin/", "testing/"),
    *("runtime/outbox.py", "server.py"),
)
#: What a client elsewhere has: it speaks HTTP, and knows nothing of how the answers come about.
FOR_CLIENTS = {"client", "environment", "errors"}
DIALECTS = {folder.name for folder in (PACKAGE / "surfaces").glob("*/")}


def every(*rooms: str) -> pytest.MarkDecorator:
    files = [file for file in modules(PACKAGE) if not rooms or room(file)[0] in rooms]
    return pytest.mark.parametrize("file", files, ids=name)


def room(file: Path) -> tuple[str, ...]:
    return file.relative_to(PACKAGE).with_suffix("").parts


def imports(file: Path) -> Iterator[str]:
    """Every imported name in full, also those that are only there for the types."""
    here = ".".join(["mock_runpod", *room(file)[:-1]])
    for node in ast.walk(parse(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = resolve_name("." * node.level + (node.module or ""), here)
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def own_imports(file: Path) -> Iterator[tuple[str, ...]]:
    for imported in imports(file):
        package, *inside = imported.split(".")
        # The version is a constant that every room may say.
        if package == "mock_runpod" and inside not in ([], ["__version__"]):
            yield tuple(inside)


@every()
def test_every_module_has_a_layer(file: Path) -> None:
    assert room(file)[0] in LAYERS


@every()
def test_imports_point_down(file: Path) -> None:
    here = LAYERS.index(room(file)[0])

    for there, *inside in own_imports(file):
        layer = LAYERS.index(there if there in LAYERS else "__init__")
        assert layer <= here, ".".join([there, *inside])


@every("surfaces")
def test_dialects_do_not_import_each_other(file: Path) -> None:
    for imported in own_imports(file):
        match imported:
            case ["surfaces", dialect, *_] if dialect in DIALECTS:
                assert dialect == room(file)[1], ".".join(imported)


@every("client")
def test_the_client_only_speaks_http(file: Path) -> None:
    assert {there for there, *_ in own_imports(file)} <= FOR_CLIENTS


@every("model", "engine")
def test_the_engine_is_pure(file: Path) -> None:
    impure = [imported for imported in imports(file) if imported.split(".")[0] in OUTSIDE]

    assert impure == []


@every("model", "engine")
def test_chance_comes_from_a_seed(file: Path) -> None:
    chances = {imported for imported in imports(file) if imported.split(".")[0] == "random"}

    assert chances <= {"random.Random"}


@every()
def test_a_late_import_is_rare_and_says_why(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    inside = name(file).removeprefix("mock_runpod/")

    for late in late_imports(file):
        assert inside.startswith(MAY_IMPORT_LATE), ast.unparse(late)
        assert "  # " in lines[(late.end_lineno or late.lineno) - 1], ast.unparse(late)


def late_imports(file: Path) -> Iterator[ast.Import | ast.ImportFrom]:
    for function in ast.walk(parse(file)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node
