"""Names are words a RunPod user would use, and nothing committed knows the machine it came from."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_tests.house.tree import CHECKOUT, PACKAGE, TESTS, modules, name, parse, tracked

EMPTY_WORDS = re.compile(r"(manager|helper|util|common|base)s?")
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
# "Base URL" is a term of its own: every client of RunPod has that option.
TERMS = re.compile(r"base_?url", re.IGNORECASE)

# Spelled in pieces, so that this file does not find itself.
FOLDERS = [r"(?<![\w.}])" + "/" + folder + r"\b" for folder in ("work", "tmp", "root")]
HOSTS = [
    *(r"\b" + host + r"\." + "org" for host in ("pypi", "pythonhosted", "debian", "golang")),
    *(r"\b" + host for host in ("crates" + r"\.io", "npmjs" + r"\.", "maven" + r"\.(org|apache)")),
]
MACHINE = re.compile("|".join([*FOLDERS, *HOSTS]))


def empty_words(identifier: str) -> list[str]:
    words = WORD.findall(TERMS.sub("", identifier))
    return [word for word in words if EMPTY_WORDS.fullmatch(word.lower())]


def names(file: Path) -> Iterator[str]:
    for node in ast.walk(parse(file)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


@pytest.mark.parametrize(
    ("identifier", "found"),
    [
        ("PodManager", ["Manager"]),
        ("http_utils", ["utils"]),
        ("HTTPBase", ["Base"]),
        ("common", ["common"]),
        ("database", []),
        ("base_url", []),
        ("rebase_world", []),
    ],
)
def test_an_empty_word_is_recognized(identifier: str, found: list[str]) -> None:
    assert empty_words(identifier) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/" + "work/main", True),
        ("in /" + "tmp.", True),
        ("pip index at pypi" + ".org", True),
        ("/workspace", False),
        ("/v2/ep/work", False),
        ("${HOME}/tmp", False),
    ],
)
def test_a_machine_is_recognized(text: str, found: bool) -> None:
    assert bool(MACHINE.search(text)) is found


def test_no_file_has_an_empty_name() -> None:
    inside = [file.relative_to(CHECKOUT) for file in tracked()]

    assert [file for file in inside if any(empty_words(part) for part in file.parts)] == []


@pytest.mark.parametrize("file", [*modules(PACKAGE), *modules(TESTS)], ids=name)
def test_no_class_or_function_has_an_empty_name(file: Path) -> None:
    assert [identifier for identifier in names(file) if empty_words(identifier)] == []


def test_no_file_knows_the_machine() -> None:
    found = [f"{name(file)}: {match[0]}" for file in tracked() for match in machines(file)]

    assert found == []


def machines(file: Path) -> Iterator[re.Match[str]]:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:  # an image has no words
        return
    yield from MACHINE.finditer(text)
