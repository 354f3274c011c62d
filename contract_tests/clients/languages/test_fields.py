"""Every field of Endpoint survives the way through a typed client, in both directions.

Three things are compared: the body that was sent, worked out by rules that share no code with the
mock (`properties/oracle.py`); what the server answers to a bare request; and what the client made
of it, written out again by its own serialiser.
"""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.clients.languages import payloads
from contract_tests.clients.languages.drivers import Voice
from contract_tests.properties.oracle import Expected
from contract_tests.strict.rust_tables import STRICT

FIELDS = set(STRICT["Endpoint"])
#: What a client can say when it creates an endpoint; the rest of a payload is of newer documents.
BODIES = list(enumerate(payloads.creates()))


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The payloads as they are read by the drivers, kept for whoever looks into a failure."""
    path = tmp_path_factory.mktemp("payloads") / f"seed-{payloads.SEED}.jsonl"
    path.write_text("".join(json.dumps(body) + "\n" for _, body in BODIES))
    return path


@pytest.mark.rule("B-032")
@pytest.mark.certifies("fields")
@pytest.mark.only(language="Rust")
def test_all_22_fields_survive(client: Voice, bare: httpx.Client, file: Path) -> None:
    assert len(FIELDS) == 22
    seen: dict[str, int] = dict.fromkeys(FIELDS, 0)

    for line in file.read_text().splitlines():
        body = sayable(json.loads(line))
        made = client("endpoint.create", body=body)
        read = client("endpoint.get", id=made["id"], include_template=True, include_workers=True)
        held = bare.get(f"/v1/endpoints/{made['id']}?includeTemplate=true&includeWorkers=true").json()
        client("endpoint.delete", id=made["id"])

        expected = Expected(body).reads()
        assert subset(expected, FIELDS) == subset(made, set(expected) & FIELDS), body
        assert plain(made) == plain(read)
        assert differences(read, held) == [], body
        for name in FIELDS:
            seen[name] += read.get(name) is not None

    assert [name for name, times in seen.items() if not times and name in ALWAYS_SOMETIMES] == []


#: A field that no payload ever filled would prove nothing.
ALWAYS_SOMETIMES = FIELDS
#: The two of newer documents that the crate has no words for (7.1 of its tables).
UNSAYABLE = {"minCudaVersion", "networkVolumeIds"}


def sayable(body: dict[str, Any]) -> dict[str, Any]:
    """What the client can say of a body: it leaves out what is null, and what it does not know."""
    return {k: v for k, v in body.items() if v is not None and k not in UNSAYABLE}


def subset(whole: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: whole.get(name) for name in names & set(whole)}


def plain(endpoint: dict[str, Any]) -> dict[str, Any]:
    """Without what only comes when it is asked for."""
    return {k: v for k, v in endpoint.items() if k not in ("template", "workers")}


def differences(read: Any, held: Any, at: str = "") -> list[str]:
    """Where a client's view departs from the server's record. The client may know fewer keys (its
    fields are checked by name); what it writes out as null may be absent.
    """
    if isinstance(read, dict) and isinstance(held, dict):
        return [
            each
            for name, value in read.items()
            for each in differences(value, held.get(name), f"{at}/{name}")
        ]
    if isinstance(read, list) and isinstance(held, list) and len(read) == len(held):
        pairs = enumerate(zip(read, held, strict=True))
        return [each for i, (a, b) in pairs for each in differences(a, b, f"{at}/{i}")]
    return [] if read == held else [f"{at}: read {read!r}, held {held!r}"]
