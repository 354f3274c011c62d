"""Snapshots with something changed in them: refused in a sentence with nothing changed, or else a
world that goes on without an accident.
"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.fuzz.mutants import mutants
from contract_tests.fuzz.test_control import started
from contract_tests.fuzz.test_requests import MINE
from contract_tests.properties.effort import effort
from contract_tests.properties.wire import Wire


@pytest.fixture(scope="module")
def document(wire: Wire) -> Any:
    started(wire)
    return wire("GET", "/__mock/snapshots/x").json


@effort(3)
@given(data=st.data())
def test_a_changed_snapshot_is_refused_or_goes_on(
    wire: Wire, document: Any, data: st.DataObject
) -> None:
    wire("POST", "/__mock/reset")
    before = wire("GET", "/__mock/state").json
    part = data.draw(st.sampled_from(list(document)))
    changed = document | {part: data.draw(mutants({part: document[part]})).get(part)}

    answer = wire.send("POST", b"/__mock/load", MINE, json.dumps(changed).encode())

    assert answer.status in (200, 400)
    if answer.status == 400:
        assert isinstance(answer.json["error"], str)
        assert wire("GET", "/__mock/state").json == before
    else:
        for seen in ("state", "events", "endpoints", "jobs", "faults", "diff?from=snapshot:x"):
            wire("GET", f"/__mock/{seen}")
        wire("POST", "/v2/demo/run", {"input": {"a": "x"}})
        wire("POST", "/__mock/clock/advance", {"seconds": 2_000})
        wire("PUT", "/__mock/snapshots/again")
        wire("GET", "/__mock/snapshots/again")
    assert wire.app.accidents == 0
