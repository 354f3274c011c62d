"""The rows as a table for people, and as JSON for whoever compares runs."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from contract_tests.bench.rows import Row
from contract_tests.bench.stage import Scale

PACKAGES = ("uvicorn", "uvloop", "httptools", "starlette", "pydantic", "orjson", "runpod")
HEAD = ("what", "median", "low", "high", "unit", "goal", "")
VERDICTS = {True: "met", False: "SHORT", None: ""}


def number(value: float) -> str:
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value else "0"


def cells(row: Row) -> tuple[str, ...]:
    spread = (row.median, min(row.values), max(row.values))
    goal = str(row.goal) if row.goal else ""
    return (f"  {row.what}", *map(number, spread), row.unit, goal, VERDICTS[row.met])


def table(case: str, says: str, rows: Iterable[Row]) -> str:
    """One case: its name, its sentence, its figures."""
    lines = [f"{case}: {says}"]
    for what, *figures, unit, goal, verdict in map(cells, rows):
        spread = "".join(f"{figure:>10}" for figure in figures)
        lines.append(f"{what:<58}{spread} {unit:<12}{goal:>10}  {verdict}".rstrip())
    return "\n".join(lines)


def head() -> str:
    what, median, low, high, unit, goal, _ = HEAD
    return f"{what:<58}{median:>10}{low:>10}{high:>10} {unit:<12}{goal:>10}"


def summary(rows: Sequence[Row]) -> str:
    short = [f"{row.case}: {row.what}" for row in rows if row.met is False]
    met = sum(row.met is True for row in rows)
    return "\n  ".join([f"{met} goals met, {len(short)} short", *short])


def write(file: Path, rows: Sequence[Row], scale: Scale, notes: Sequence[str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    said = {"made_with": made_with(scale), "notes": notes, "rows": [row.as_json() for row in rows]}
    file.write_text(json.dumps(said, indent=1) + "\n")


def made_with(scale: Scale) -> dict[str, Any]:
    """What a figure depends on besides our code."""
    versions = {name: found for name in PACKAGES if (found := _version(name))}
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "packages": versions,
        "scale": {name: getattr(scale, name) for name in scale.__dataclass_fields__},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
