"""The files the house tests look at: the checkout, the package, and each module as syntax."""

import ast
import subprocess
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
PACKAGE = CHECKOUT / "mock_runpod"
TESTS = CHECKOUT / "contract_tests"
MADE_HERE = {"build", "dist", "__pycache__"}


def tracked() -> list[Path]:
    """What is, or is about to be, committed; without git, as in an unpacked sdist, all files."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if not (CHECKOUT / ".git").exists():
        return [file for file in sorted(CHECKOUT.rglob("*")) if file.is_file() and kept(file)]
    names = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, text=True).stdout
    files = (CHECKOUT / name for name in names.split("\0") if name)
    return sorted(file for file in files if file.is_file())


def kept(file: Path) -> bool:
    folders = file.relative_to(CHECKOUT).parts[:-1]
    return not any(name in MADE_HERE or name.startswith(".") for name in folders)


def modules(root: Path) -> list[Path]:
    return sorted(root.rglob("*.py"))


def parse(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def name(file: Path) -> str:
    """A short, stable test id: `engine/jobs.py`, not a path of this machine."""
    return file.relative_to(CHECKOUT).as_posix()
