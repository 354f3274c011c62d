"""What the Rust crate `runpod-sdk` can decode, as test data: no toolchain needed.

The strictest client there is, and the one whose `Endpoint` the mock is measured by. Its versions
fall into three groups: A is 0.1.0 to 0.3.1, B is 0.4.0 (decodes as A), C is 0.5.0 to 0.6.1.

    decode("Endpoint", body, "A")        every complaint with its JSON pointer; none: it decodes
    decode("Vec<Endpoint>", body, "C")   REST lists are bare arrays; one bad element fails them
"""

from collections.abc import Mapping

from contract_tests.strict.decoding import (
    Decoder,
    Fits,
    Table,
    among,
    anything,
    boolean,
    real,
    text,
    whole,
)
from contract_tests.strict.enums import ENUMS
from contract_tests.strict.rust_tables import STRICT, TOLERANT

GROUPS = ("A", "B", "C")
TABLES: Mapping[str, Mapping[str, Table]] = {"A": STRICT, "B": STRICT, "C": TOLERANT}

SCALARS: Mapping[str, Fits] = {
    "string": text,
    "bool": boolean,
    "i32": whole(32),
    "u32": whole(32, signed=False),
    "i64": whole(64),
    "f64": real,
    "any": anything,
}
DECODERS = {
    group: Decoder(
        tables=TABLES[group],
        scalars={**SCALARS, **{name: among(words) for name, words in ENUMS[group].items()}},
    )
    for group in GROUPS
}


def decode(kind: str, value: object, group: str) -> list[str]:
    return list(DECODERS[group].complaints(kind, value))
