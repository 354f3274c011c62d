"""The container files keep in step with the project: nothing here needs a Docker daemon."""

import importlib
import json
import re
import tomllib
from typing import Any

import click
import pytest
import yaml
from packaging.specifiers import SpecifierSet

from contract_tests.house.tree import CHECKOUT

DOCKERFILE = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE: dict[str, Any] = yaml.safe_load(
    (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")
)
SERVICE: dict[str, Any] = COMPOSE["services"]["runpod"]


def instructions(keyword: str) -> list[str]:
    return re.findall(rf"^\s*{keyword}\s+(.*)$", DOCKERFILE, re.MULTILINE)


def words(keyword: str) -> list[str]:
    """The last instruction of that name, in exec form: what runs gets the signals itself."""
    return list(json.loads(instructions(keyword)[-1]))


def healthcheck() -> list[str]:
    return list(json.loads(instructions("HEALTHCHECK")[-1].partition("CMD ")[2]))


def understood(command: list[str]) -> click.Context:
    """Parses a command line as the real program would, and runs nothing."""
    program = importlib.import_module("mock_runpod.cli").main
    name, *arguments = command
    parent = click.Context(program, info_name="mock-runpod")
    verb = program.get_command(parent, name)
    assert verb is not None, name
    context: click.Context = verb.make_context(name, arguments, parent=parent)
    return context


def test_what_is_copied_is_there() -> None:
    copied = [line.split()[:-1] for line in instructions("COPY") if "--from" not in line]

    assert [name for names in copied for name in names if not (CHECKOUT / name).exists()] == []


def test_what_is_copied_reaches_the_builder() -> None:
    ignored = (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [line.split()[:-1] for line in instructions("COPY") if "--from" not in line]

    assert {f"!{name}" for names in copied for name in names} <= set(ignored)


def test_the_python_of_the_image_is_one_we_support() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = re.findall(r"^FROM python:([\d.]+)-slim", DOCKERFILE, re.MULTILINE)

    assert len(versions) == len(instructions("FROM"))
    assert all(version in SpecifierSet(project["requires-python"]) for version in versions)


def test_the_image_does_not_run_as_the_superuser() -> None:
    assert instructions("USER")[-1] not in {"root", "0"}


def test_the_image_starts_the_real_command() -> None:
    assert words("ENTRYPOINT") == ["mock-runpod"]
    assert understood(words("CMD")).params["host"] == "0.0.0.0"


def test_the_service_starts_the_real_command() -> None:
    assert understood(SERVICE["command"]).params["host"] == "0.0.0.0"


@pytest.mark.parametrize("check", [healthcheck(), SERVICE["healthcheck"]["test"][1:]])
def test_health_is_asked_through_the_program_itself(check: list[str]) -> None:
    program, *command = check

    assert program == "mock-runpod"
    assert understood(command)


def test_the_port_is_one_and_the_same() -> None:
    (port,) = instructions("EXPOSE")

    assert SERVICE["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert str(understood(["serve"]).params["port"]) == port


def test_the_service_is_built_from_this_checkout() -> None:
    assert (CHECKOUT / SERVICE["build"] / "Dockerfile").is_file()
