"""A data file that cannot be used is named, with the line and the field."""

from pathlib import Path

import pytest

from contract_tests.porch.conftest import Refused

TEMPLATE = """
[[templates]]
id = "t1"
name = "t1"
imageName = "image"
isServerless = true
"""
ENDPOINT = """
[[endpoints]]
id = "e1"
templateId = "t1"
"""


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("[account\n", "w.toml: Expected ']' at the end of a table declaration (at line 1"),
        ("\nx = [", "w.toml: Invalid value (at end of document, line 2)"),
        ("balance = 1", "w.toml, line 1, balance: there is no such field"),
        ("[account]\nbalance = 'x'", "w.toml, line 2, account.balance: Input should be a valid"),
        ("[account]\nbalance = inf", "w.toml, line 2, account.balance: Input should be a finite"),
        ("\n[settings]\nboot_s = -1", "w.toml, line 3, settings.boot_s: boot_s: Input should"),
        ("[settings]\nboots = 1", "w.toml, line 2, settings.boots: unknown option boots; did"),
        ("[settings]\nport = 1", "w.toml, line 2, settings.port: unknown option port"),
        (TEMPLATE + ENDPOINT + "workersMxa = 1", "w.toml, line 11, endpoints.0.workersMxa: there"),
        (TEMPLATE + ENDPOINT + "workersMax = -1", "w.toml, line 11, endpoints.0.workersMax: Input"),
        (TEMPLATE + ENDPOINT + "behaviour = {chunkS = -1}", "w.toml, line 11, endpoints.0.behavi"),
        (TEMPLATE + ENDPOINT + "behaviour = {output = 2026-01-01}", "w.toml, line 11, endpoints."),
        (
            TEMPLATE + ENDPOINT + "coldStart = -1",
            "w.toml, line 11, endpoints.0.coldStart: Input sh",
        ),
        (TEMPLATE + "[[endpoints]]\nid = 'a'", "w.toml, line 7, endpoints.0.templateId: Field "),
        (TEMPLATE + "[[endpoints]]\nid = 'a/b'", "w.toml, line 8, endpoints.0.id: String should"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(
    refused: Refused, tmp_path: Path, toml: str, complaint: str
) -> None:
    (tmp_path / "w.toml").write_text(toml)

    assert refused("--data", "w.toml")[0].startswith(complaint)


@pytest.mark.parametrize(
    ("json", "complaint"),
    [
        ("{", "w.json: Expecting property name enclosed in double quotes: line 1 column 2"),
        ("[]", "w.json, line 1, the file: must be a table of fields, not []"),
        ('{"account":\n {"balance":\n "x"}}', "w.json, line 3, account.balance: Input should be"),
        ("[" * 100_000, "w.json: maximum recursion depth exceeded"),
    ],
)
def test_a_json_file_is_held_to_the_same(
    refused: Refused, tmp_path: Path, json: str, complaint: str
) -> None:
    (tmp_path / "w.json").write_text(json)

    assert refused("--data", "w.json")[0].startswith(complaint)


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        (TEMPLATE + TEMPLATE, "w.toml, line 8, templates.1: "),
        (TEMPLATE + ENDPOINT + "workersMax = 6", "w.toml, line 8, endpoints.0: Max workers"),
        (ENDPOINT, "w.toml, line 2, endpoints.0: Template t1 not found"),
        (TEMPLATE + ENDPOINT.replace("e1", "pods"), "w.toml, line 8, endpoints.0: an endpoint "),
        (TEMPLATE + "volumeInGb = 5", "w.toml, line 2, templates.0: Serverless templates cannot"),
        (
            TEMPLATE + ENDPOINT + "gpuTypeIds = ['abacus']",
            "w.toml, line 8, endpoints.0: unknown GPU type 'abacus'",
        ),
        (
            TEMPLATE + ENDPOINT + "minCudaVersion = 'twelve'",
            "w.toml, line 8, endpoints.0: unknown CUDA version 'twelve'",
        ),
        (
            "[[volumes]]\nid='v'\nname='v'\nsize=1\ndataCenterId='MARS-1'",
            "w.toml, line 1, volumes.0: there is no data center 'MARS-1'",
        ),
        (
            "[[volumes]]\nid='v'\nname='v'\nsize=1\ndataCenterId='EU-RO-1'\n" * 2,
            "w.toml, line 6, volumes.1: there is a network volume v already",
        ),
        (
            "[[stock]]\ntypeId='abacus'\ndataCenterId='EU-RO-1'",
            "w.toml, line 1, stock.0: there is no GPU type or CPU flavor 'abacus'",
        ),
    ],
)
def test_a_row_against_a_rule_is_named_with_its_line(
    refused: Refused, tmp_path: Path, toml: str, complaint: str
) -> None:
    (tmp_path / "w.toml").write_text(toml)

    (line,) = refused("--data", "w.toml")

    assert line.startswith(complaint)


def test_all_wrong_fields_are_told(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_text("[[templates]]\nid = 'a'\n[[endpoints]]\nworkersMax = 'x'")

    lines = refused("--data", "w.toml")

    assert [line.split(", ")[1:3][0] for line in lines] == [
        *("line 1", "line 1"),
        *("line 3", "line 3", "line 4"),
    ]


def test_a_profile_is_held_to_the_same(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text("boot = { seconds = 1 }\ncrash = 1.5\nbooot = 3\n")

    assert refused("--profile", "p.toml") == [
        "p.toml, line 2, crash: Input should be less than or equal to 1",
        "p.toml, line 3, booot: there is no such field; did you mean boot?",
    ]


def test_a_stage_that_is_only_a_number_is_told_what_it_must_be(
    refused: Refused, tmp_path: Path
) -> None:
    (tmp_path / "p.toml").write_text("boot = 30\n")

    assert refused("--profile", "p.toml") == [
        "p.toml, line 1, boot: must be a table of fields, not 30"
    ]


def test_an_unreadable_file_is_named(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_bytes(b"source = '\xff'")

    (line,) = refused("--data", "w.toml")

    assert line.startswith("w.toml: 'utf-8' codec can't decode byte 0xff")
