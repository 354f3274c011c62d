"""The portable contract can fail: it does so for every mutant of the server, and for no other."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from contract_tests.house.tree import CHECKOUT, PACKAGE, modules
from contract_tests.mutants.table import KINDS, MUTANTS

HUNT = (
    *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "contract_tests.mutants.plugin"),
    "contract_tests/portable",
)


@pytest.mark.timeout(600)
def test_the_contract_catches_every_mutant(tmp_path: Path) -> None:
    file = tmp_path / "report.json"

    hunt = subprocess.run(
        [sys.executable, *HUNT, f"--mutants-report={file}"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert file.exists(), hunt.stdout + hunt.stderr
    report = json.loads(file.read_text())
    assert report["failed"] == {}, "the healthy server breaks the contract"
    survivors = {f"{m['mutant']}: {m['breaks']}" for m in report["mutants"] if not m["caught_by"]}
    assert survivors == set(), "the contract does not notice these"
    unmet = {m["mutant"] for m in report["mutants"] if not m["met"]}
    assert unmet == set(), "the contract never asks for what these are wrong in"
    assert len(report["mutants"]) == len(MUTANTS)
    assert hunt.returncode == 0, hunt.stdout + hunt.stderr


def test_no_two_mutants_have_one_name() -> None:
    assert sum(len(list(kind.rows())) for kind in KINDS) == len(MUTANTS)


def test_the_product_knows_nothing_of_mutants() -> None:
    told = [file.read_text(encoding="utf-8") for file in modules(PACKAGE)]

    assert not any("contract_tests.mutants" in text for text in told)
