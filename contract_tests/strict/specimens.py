"""Answers made from the tables themselves: every field there, every one of the right kind.

A probe changes one thing in a specimen, so that the complaint it draws can only be about that.
`GOLDEN` is the opposite: one whole Endpoint with its template and a worker, written by hand, that
every Rust group and both Go SDKs are known to decode.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contract_tests.strict.decoding import inside
from contract_tests.strict.enums import CLOSED
from contract_tests.strict.rust import TABLES

GOLDEN: dict[str, Any] = json.loads(Path(__file__).with_name("golden_endpoint.json").read_text())

SCALARS: Mapping[str, Any] = {
    **{"string": "words", "bool": False, "any": {"any": ["thing"]}},
    **{"i32": 1, "u32": 1, "i64": 1, "f64": 0.5},
}


def specimen(kind: str, group: str) -> Any:
    container, of = inside(kind)
    if container:
        inner = specimen(of, group)
        return [inner] if container == "Vec" else {"KEY": inner}
    if kind in SCALARS:
        return SCALARS[kind]
    if words := CLOSED.get(kind):
        return min(words)
    return {name: specimen(field.kind, group) for name, field in TABLES[group][kind].items()}
