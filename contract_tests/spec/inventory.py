"""Reduce the vendor's OpenAPI documents to the facts this project may keep.

The documents carry prose that is not ours to publish, yet the tests have to run everywhere. So the
project commits what no wording can own: methods, paths, parameters, status codes, field names,
types, enumerations, limits, required lists and defaults. Nothing that explains anything is kept.

    python contract_tests/spec/inventory.py FOLDER            write fixtures/openapi/*.json
    python contract_tests/spec/inventory.py FOLDER --check    exit 1 when they would change

What a fact is, is told in `mock_runpod.drift`, which compares a newer document with these.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from mock_runpod import drift

HOME = Path(__file__).resolve().parents[2] / "fixtures" / "openapi"
RETRIEVED = "2026-11-24"
DOCUMENTS = {
    "rest_v1.json": ("openapi-v1.json", "runpod/docs api-reference/openapi.json"),
    "rest_v2.json": ("openapi-v2.json", "runpod/docs api-reference-v2/openapi.json"),
}


def laid_out(value: Any, margin: int = 0) -> str:
    """JSON for people: one line for what fits on one, or holds nothing but words and numbers."""
    line = json.dumps(value, ensure_ascii=False)
    parts = list(value.values()) if isinstance(value, dict) else value
    flat = not isinstance(parts, list) or not any(isinstance(each, dict | list) for each in parts)
    if flat or margin + len(line) < 100:
        return line
    heads = (
        [f"{json.dumps(key)}: " for key in value] if isinstance(value, dict) else [""] * len(parts)
    )
    pad = "\n" + " " * margin
    rows = [
        f"{pad} {head}{laid_out(each, margin + 1)}" for head, each in zip(heads, parts, strict=True)
    ]
    return line[0] + ",".join(rows) + pad + line[-1]


def reduced(folder: Path, document: str, origin: str) -> str:
    read = drift.document((folder / document).read_bytes())
    source = f"{origin}, version {read['info']['version']}, facts only"
    return laid_out({"source": source, "retrieved": RETRIEVED} | drift.facts(read)) + "\n"


def main() -> int:
    asked = argparse.ArgumentParser(description="Reduce the OpenAPI documents to facts.")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--check", action="store_true")
    options = asked.parse_args()
    changed = False
    for name, (document, origin) in DOCUMENTS.items():
        target, text = HOME / name, reduced(options.folder, document, origin)
        if target.exists() and target.read_text() == text:
            continue
        changed = True
        print(f"fixtures/openapi/{name} {'differs' if options.check else 'written'}")
        if not options.check:
            HOME.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    return 1 if changed and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
