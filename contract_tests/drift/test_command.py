"""The command: what it prints, and what it ends with."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result

from contract_tests.drift.documents import inventory, written
from contract_tests.drift.mutations import MUTATIONS
from mock_runpod.cli import main

Ask = Callable[..., Result]
V1, V2 = ("rest_v1", ()), ("rest_v2", ("--v2",))


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """`mock-runpod drift` with a document in a file, or with whatever is piped in."""

    def asked(document: Any, *flags: str) -> Result:
        file = tmp_path / "openapi.json"
        file.write_text(json.dumps(document))
        arguments = ["drift", "--spec", str(file), *flags]
        return CliRunner().invoke(main, arguments, prog_name="mock-runpod")

    return asked


@pytest.fixture
def document() -> dict[str, Any]:
    return written(inventory("rest_v1"))


@pytest.mark.parametrize(("name", "flags"), [V1, V2])
def test_no_drift_ends_with_0(ask: Ask, name: str, flags: tuple[str, ...]) -> None:
    result = ask(written(inventory(name)), *flags)

    assert result.exit_code == 0
    assert result.stdout.startswith(f"nothing differs from {name}.json (runpod/docs")


@pytest.mark.parametrize("kind", ["change_maximum", "remove_a_value_of_an_enum", "add_an_answer"])
@pytest.mark.parametrize(("name", "flags"), [V1, V2])
def test_drift_ends_with_1(ask: Ask, kind: str, name: str, flags: tuple[str, ...]) -> None:
    changed = written(inventory(name))
    due = MUTATIONS[kind](Random(7), changed)

    result = ask(changed, "--json", *flags)

    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert {(row["kind"], row["where"]) for row in found["findings"]} == due
    assert sum(found["summary"].values()) == len(found["findings"])


def test_a_person_reads_what_changed_and_what_rests_on_it(
    ask: Ask, document: dict[str, Any]
) -> None:
    schema = document["components"]["schemas"]["EndpointCreateInput"]
    schema["properties"]["workersMax"]["maximum"] = 12
    schema["properties"]["gpuTypeIds"]["items"]["enum"][0] = "NVIDIA B999"
    del document["paths"]["/endpoints/{endpointId}"]["delete"]
    document["paths"]["/endpoints"]["post"]["requestBody"]["required"] = False

    result = ask(document)

    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert [line for line in lines if line[0] != " "][:-1] == [
        "POST /endpoints",
        "DELETE /endpoints/{endpointId}",
        "schema EndpointCreateInput",
    ]
    assert "  changed  request required: true -> false" in lines
    assert '  removed  gpuTypeIds[].enum: "NVIDIA GeForce RTX 4090"' in lines
    assert '  added    gpuTypeIds[].enum: "NVIDIA B999"' in lines
    assert "  added    workersMax.maximum: 12" in lines
    assert "           of       POST /endpoints request" in lines
    assert any(line.startswith("           tests    contract_tests/") for line in lines)
    assert any("fixtures/catalog/gpus.json" in line for line in lines)
    assert lines[-1].startswith("5 differences from rest_v1.json: 2 added, 2 removed, 1 changed;")


def test_the_same_document_gives_the_same_report(ask: Ask, document: dict[str, Any]) -> None:
    document["paths"].pop("/pods")
    document["components"]["schemas"].pop("GPUTypeId", None)

    assert len({ask(document, "--json").stdout for _ in range(3)}) == 1


def test_the_document_of_the_other_version_is_recognized(ask: Ask) -> None:
    result = ask(written(inventory("rest_v2")))

    assert result.exit_code == 1
    assert result.stderr == "hardly an operation is known: try with --v2\n"


def test_a_name_cannot_speak_to_the_terminal(ask: Ask, document: dict[str, Any]) -> None:
    document["paths"]["/\x1b[2J\u202e\ud800"] = {"get": {"responses": {}}}
    document["info"]["version"] = "\x1b]0;title\x07"

    result = ask(document)

    assert result.exit_code == 1
    assert result.stdout.replace("\n", "").isprintable()
    assert "GET /\\u001b[2J\\u202e\\ud800" in result.stdout


@pytest.mark.parametrize("said", [{}, {"swagger": "2.0"}, [], {"openapi": "3.0.0", "paths": 1}])
def test_what_is_no_document_ends_with_2(ask: Ask, said: Any) -> None:
    result = ask(said, "--json")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1


def test_a_file_that_is_not_there_ends_with_2(tmp_path: Path) -> None:
    for file in (tmp_path / "nothing.json", tmp_path):
        result = CliRunner().invoke(main, ["drift", "--spec", str(file)])

        assert result.exit_code == 2
        assert str(file) in result.stderr


def run(raw: bytes, *flags: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "mock_runpod", "drift", "--spec", "-", *flags]
    return subprocess.run(command, input=raw, env={**os.environ, **env}, capture_output=True)


def test_the_real_command_reads_what_is_piped_in(document: dict[str, Any]) -> None:
    same = run(json.dumps(document).encode())
    document["paths"]["/pods"]["get"]["deprecated"] = True
    other = run(json.dumps(document).encode())
    none = run(b'{"openapi": "3.0.0", "paths": {}')

    assert [each.returncode for each in (same, other, none)] == [0, 1, 2]
    assert b"\n  changed  deprecated: false -> true" in other.stdout
    assert b"\x1b" not in other.stdout
    assert b"Traceback" not in same.stderr + other.stderr + none.stderr


def test_without_yaml_it_says_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "yaml.py").write_text("raise ImportError('there is none')")

    result = run(b"openapi: 3.1.0\npaths: {}\n", PYTHONPATH=str(tmp_path))

    assert result.returncode == 2
    assert b"`pip install pyyaml`" in result.stderr
