"""What is installed is what was checked out: one version, the data, the types, the command."""

import importlib
import tomllib
from typing import Any

import click

import mock_runpod
from contract_tests.house.tree import CHECKOUT, PACKAGE

PROJECT: dict[str, Any] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
TARGETS = PROJECT["tool"]["hatch"]["build"]["targets"]


def test_the_version_is_said_once() -> None:
    source = CHECKOUT / PROJECT["tool"]["hatch"]["version"]["path"]

    assert "version" not in PROJECT["project"]
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert f'__version__ = "{mock_runpod.__version__}"' in source.read_text(encoding="utf-8")


def test_the_wheel_carries_the_fixtures() -> None:
    carried = TARGETS["wheel"]["force-include"]

    assert carried == {"fixtures": "mock_runpod/_fixtures"}
    assert all((CHECKOUT / folder).is_dir() for folder in carried)


def test_the_sdist_carries_what_the_tests_read() -> None:
    carried = set(TARGETS["sdist"]["include"])

    assert {"/mock_runpod", "/fixtures", "/contract_tests", "/Dockerfile"} <= carried
    assert (CHECKOUT / PROJECT["project"]["readme"]).is_file()


def test_the_types_are_told() -> None:
    assert (PACKAGE / "py.typed").is_file()


def test_the_script_is_a_command() -> None:
    module, _, attribute = PROJECT["project"]["scripts"]["mock-runpod"].partition(":")

    assert isinstance(getattr(importlib.import_module(module), attribute), click.Command)
