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
#: The two of newer documents that the crate has no words for (7.1 of its tables).
UNSAYABLE = {"minCudaVersion", "networkVolumeIds"}
ONLY_WHEN_ASKED_FOR = {"template", "workers"}
WHOLE = {"include_template": True, "include_workers": True}

Body = dict[str, Any]


def test_there_are_22_of_them() -> None:
    assert len(FIELDS) == 22


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pairs of bodies, to create and to update an endpoint; whoever looks into a failure finds them
    under a name that tells the seed.
    """
    path = tmp_path_factory.mktemp("payloads") / f"seed-{payloads.SEED}.jsonl"
    pairs = zip(payloads.creates(), payloads.updates(), strict=True)
    path.write_text("".join(json.dumps(pair) + "\n" for pair in pairs))
    return path


@pytest.mark.rule("B-032")
@pytest.mark.certifies("fields")
@pytest.mark.only(language="Rust")
def test_all_fields_survive(client: Voice, bare: httpx.Client, file: Path) -> None:
    filled: set[str] = set()

    for line in file.read_text().splitlines():
        created, change = map(sayable, json.loads(line))
        expected = Expected(created)

        made = client("endpoint.create", body=created)
        reads_as(client, bare, made, expected, filled)
        expected.update(change)
        changed = client("endpoint.update", id=made["id"], body=change)
        reads_as(client, bare, changed, expected, filled)
        client("endpoint.delete", id=made["id"])

    assert filled == FIELDS, "a field that is never filled proves nothing"


def reads_as(
    client: Voice, bare: httpx.Client, told: Body, expected: Expected, filled: set[str]
) -> None:
    """The answer, and then a get, show what was sent and what the server holds, field by field."""
    at = f"/v1/endpoints/{told['id']}"
    held = bare.get(f"{at}?includeTemplate=true&includeWorkers=true").json()
    read = client("endpoint.get", id=told["id"], **WHOLE)

    wanted = {name: value for name, value in expected.reads().items() if name in FIELDS}
    assert {name: told[name] for name in wanted} == wanted
    assert plain(read) == plain(told)
    assert differences(read, held) == []
    filled.update(name for name in FIELDS if read.get(name) is not None)


def sayable(body: Body) -> Body:
    """What the client can say of a body: it leaves out what is null, and what it does not know."""
    return {k: v for k, v in body.items() if v is not None and k not in UNSAYABLE}


def plain(endpoint: Body) -> Body:
    return {k: v for k, v in endpoint.items() if k not in ONLY_WHEN_ASKED_FOR}


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
