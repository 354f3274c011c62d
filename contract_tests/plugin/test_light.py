"""Whoever has the plugin installed, and does not use it, does not pay for it."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("starlette", "uvicorn", "pydantic", "httpx", "hypothesis", "orjson", "annotated_types")
LOOKS = f"""
import sys

def loaded():
    return [name for name in {HEAVY!r} if name in sys.modules]

def test_before():
    assert loaded() == []

def test_after(runpod_mock):
    assert "starlette" in loaded()
    assert "hypothesis" not in sys.modules
"""


def run(folder: Path, *arguments: str) -> str:
    # Plugins of others bring what they need; hypothesis, for one, is a plugin itself.
    quiet = [f"-pno:{name}" for name in ("anyio", "hypothesispytest", "respx", "cacheprovider")]
    command = [sys.executable, "-m", "pytest", "-q", *quiet, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [[], ["--runpod-seed=7"]], ids=["plain", "with-an-option"])
def test_nothing_is_imported_before_a_fixture_is_used(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "test_it.py").write_text(LOOKS)

    assert "2 passed" in run(tmp_path, *arguments)


def test_it_can_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_it(): pass")

    assert "1 passed" in run(tmp_path, "-p", "no:mock_runpod")


def test_the_help_names_the_options_without_the_many_settings(tmp_path: Path) -> None:
    said = run(tmp_path, "--help")

    assert "--runpod-seed=X" in said
    assert "--runpod-boot-s=30" in said
    assert "--runpod-heartbeat-loss-s" not in said
    assert "runpod_guard (bool)" in said


def test_the_marker_and_the_fixtures_are_listed(tmp_path: Path) -> None:
    assert "@pytest.mark.runpod(seed=, clock=, " in run(tmp_path, "--markers")
    fixtures = run(tmp_path, "--fixtures")
    for name in ("runpod_mock ", "make_runpod_mock", "runpod_clock", "runpod_guard"):
        assert f"\n{name}" in fixtures
