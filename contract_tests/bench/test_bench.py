"""`make bench` runs to its end and tells what it found. How fast anything is, no test asks."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from contract_tests.bench.cases import CASES
from contract_tests.bench.generator import whole
from contract_tests.bench.processes import CHECKOUT
from contract_tests.bench.rows import Row, at_least, at_most

SHAPE = {"case", "what", "unit", "median", "low", "high", "values", "goal", "met"}
pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="reads CPU clocks as Linux has them"
)


def bench(*arguments: str) -> str:
    command = [sys.executable, "-m", "contract_tests.bench", *arguments]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_quick_run_measures_every_case_and_writes_it_down(tmp_path: Path) -> None:
    said = bench("--quick", "--json", str(tmp_path / "new" / "bench.json"))

    found: dict[str, Any] = json.loads((tmp_path / "new" / "bench.json").read_text())
    assert {row["case"] for row in found["rows"]} == set(CASES)
    assert all(set(row) == SHAPE and row["values"] for row in found["rows"])
    assert found["made_with"]["scale"]["stored"] == 50
    assert found["notes"] == []
    assert all(row["what"] in said for row in found["rows"])


def test_one_case_can_be_run_alone(tmp_path: Path) -> None:
    bench("--quick", "--only", "routing", "--json", str(tmp_path / "bench.json"))

    found = json.loads((tmp_path / "bench.json").read_text())
    assert {row["case"] for row in found["rows"]} == {"routing"}


def test_the_help_names_every_case_and_says_what_it_measures() -> None:
    said = " ".join(bench("--help").split())

    for name, case in CASES.items():
        assert f"{name} {' '.join((case.__doc__ or '').split())}" in said


@pytest.mark.parametrize(
    ("answer", "complete"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{", False),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n", False),
        (b"HTTP/1.1 204 No Content\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\r\n\r\n}", False),
    ],
)
def test_an_answer_is_whole_when_all_of_its_body_is_there(answer: bytes, complete: bool) -> None:
    assert whole(answer) is complete


def test_a_goal_is_held_against_the_median() -> None:
    quick, slow = [1.0, 1.2, 9.0], [1.0, 1.6, 1.7]

    assert Row("", "x", quick, at_most(1.5)).met is True
    assert Row("", "x", slow, at_most(1.5)).met is False
    assert Row("", "x", slow, at_least(1.5)).met is True
    assert Row("", "x", slow).met is None
