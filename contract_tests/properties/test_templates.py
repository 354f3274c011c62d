"""A Template survives: create, get, list, update and get again, in all 18 fields."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.properties.effort import effort
from contract_tests.properties.wire import Wire
from contract_tests.strict.rust import GROUPS, decode
from mock_runpod import strategies

Body = Mapping[str, Any]
#: What a template reads that was created with nothing but what it needs (section 1.3).
DEFAULTS: Body = {
    **{"category": "NVIDIA", "containerDiskInGb": 50, "containerRegistryAuthId": None},
    **{"dockerEntrypoint": [], "dockerStartCmd": [], "env": {}, "isPublic": False, "readme": ""},
    **{"ports": ["8888/http", "22/tcp"], "volumeMountPath": "/workspace"},
    **{"earned": 0, "runtimeInMin": 0, "isRunpod": False},
}


def expected(created: Body, change: Body) -> dict[str, Any]:
    volume = {"volumeInGb": 0 if created["isServerless"] else 20}  # B-050
    reads = {**DEFAULTS, **volume, **created, **change}
    return reads | {"containerRegistryAuthId": reads["containerRegistryAuthId"] or None}


def reads_as(wire: Wire, answer: dict[str, Any], said: dict[str, Any]) -> None:
    assert answer == {"id": answer["id"], **said}
    assert wire("GET", f"/v1/templates/{answer['id']}").json == answer
    listed = wire("GET", "/v1/templates").json
    assert listed[-1] == answer
    for group in GROUPS:
        assert decode("Vec<Template>", listed, group) == []


@pytest.mark.rule("B-049")
@pytest.mark.rule("B-052")
@pytest.mark.parametrize("serverless", [True, False])
@effort(0.6)
@given(data=st.data(), twin=st.booleans())
def test_a_template_survives(wire: Wire, serverless: bool, data: st.DataObject, twin: bool) -> None:
    payload = data.draw(strategies.template_creates(serverless=serverless))
    change = data.draw(strategies.template_updates(serverless=serverless))
    wire("POST", "/__mock/reset")

    created = wire("POST", "/v1/templates", payload)
    assert created.status == 200, created.body
    reads_as(wire, created.json, expected(payload, {}))

    at = f"/v1/templates/{created.json['id']}"
    updated = wire(*(("POST", f"{at}/update") if twin else ("PATCH", at)), change)
    assert updated.status == 200, updated.body
    reads_as(wire, updated.json, expected(payload, change))
