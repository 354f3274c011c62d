"""How the behaviour is known, for a program and for a person."""

import json

import pytest

from contract_tests.porch.conftest import Say
from mock_runpod import Client, fidelity


def test_a_program_gets_what_the_page_has(mock: Client) -> None:
    assert mock.fidelity() == json.loads(json.dumps(fidelity.document()))


def test_the_command_gives_it_to_a_program_too(say: Say, mock: Client) -> None:
    result = say("fidelity", "--json", "--url", mock.base_url)

    assert json.loads(result.stdout) == mock.fidelity()


@pytest.mark.parametrize(
    ("words", "head", "row", "rows"),
    [
        ((), "method", "POST    /v1/endpoints", len(fidelity.operations())),
        (("fields",), "name", "workersStandby", len(fidelity.fields())),
        (("rules",), "id", "B-083  captured", len(fidelity.rules())),
    ],
)
def test_a_person_gets_a_table(
    say: Say, mock: Client, words: tuple[str, ...], head: str, row: str, rows: int
) -> None:
    lines = say("fidelity", *words, "--url", mock.base_url).stdout.splitlines()

    assert lines[0].split()[0] == head
    assert lines[0].split()[-1] == "tests"
    assert [line for line in lines if line.startswith(row)]
    assert len(lines) == 1 + rows
