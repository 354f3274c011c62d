"""An Endpoint survives: whatever a client says about it is read back, everywhere, and unchanged."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.properties.effort import effort
from contract_tests.properties.oracle import TEMPLATES, VOLUMES, Expected
from contract_tests.properties.wire import Wire
from contract_tests.strict.rust import GROUPS, decode
from contract_tests.strict.vocabulary import EVERYTHING, OLD
from mock_runpod import strategies
from mock_runpod.strategies import Vocabulary

#: The 22 fields of the master table but the two that only come when asked for.
FIELDS = {
    *("id", "name", "userId", "templateId", "version", "computeType", "createdAt", "env"),
    *("dataCenterIds", "executionTimeoutMs", "gpuCount", "gpuTypeIds", "instanceIds"),
    *("idleTimeout", "networkVolumeId", "scalerType", "scalerValue", "workersMax", "workersMin"),
    "allowedCudaVersions",
}
FULL = "includeTemplate=true&includeWorkers=true"


def creates(words: Vocabulary) -> st.SearchStrategy[dict[str, Any]]:
    return strategies.endpoint_creates(
        template_ids=list(TEMPLATES), network_volume_ids=list(VOLUMES), words=words
    )


def updates(words: Vocabulary) -> st.SearchStrategy[dict[str, Any]]:
    """Of many fields at once, and of a single one: what only it does would not show in a crowd."""
    many = strategies.endpoint_updates(
        template_ids=list(TEMPLATES), network_volume_ids=list(VOLUMES), words=words
    )
    return many | many.filter(bool).map(lambda body: dict(list(body.items())[-1:]))


def survives(
    wire: Wire, payload: dict[str, Any], change: dict[str, Any], groups: str, twin: bool
) -> None:
    """create -> get -> list -> update -> get, all fields, in every manner of reading."""
    expected = Expected(payload)
    created = wire("POST", "/v1/endpoints", payload)
    assert created.status == 200, created.body
    reads_as(wire, created.json, expected, groups)
    assert len(full(wire, created.json["id"])["workers"]) == expected.floor()

    wire("POST", "/__mock/clock/advance", {"seconds": 12.5})
    at = f"/v1/endpoints/{created.json['id']}"
    updated = wire(*(("POST", f"{at}/update") if twin else ("PATCH", at)), change)
    assert updated.status == 200, updated.body

    expected.update(change)
    reads_as(wire, updated.json, expected, groups)
    assert {updated.json[name] == created.json[name] for name in ("id", "userId", "createdAt")} == {
        True
    }


def reads_as(wire: Wire, answer: dict[str, Any], expected: Expected, groups: str) -> None:
    """The answer, and then get and list, hold what they should, and old clients decode them."""
    said = expected.reads()
    assert set(answer) >= FIELDS
    assert {name: answer[name] for name in said} == said
    assert answer["userId"] == wire.world.account.id
    assert answer["createdAt"] == "2026-01-01T00:00:00.000Z"

    assert wire("GET", f"/v1/endpoints/{answer['id']}").json == answer
    assert wire("GET", "/v1/endpoints").json[1:] == [answer]
    whole = full(wire, answer["id"])
    listed = wire("GET", f"/v1/endpoints?{FULL}").json
    assert listed[1:] == [whole]
    assert {name: whole[name] for name in whole if name not in ("template", "workers")} == answer
    assert whole["template"] == wire("GET", f"/v1/templates/{answer['templateId']}").json
    assert {worker["endpointId"] for worker in whole["workers"]} <= {answer["id"]}
    assert len(whole["workers"]) <= answer["workersMax"]
    for group in groups:
        assert decode("Vec<Endpoint>", [answer, *listed], group) == []


def full(wire: Wire, endpoint_id: str) -> dict[str, Any]:
    whole: dict[str, Any] = wire("GET", f"/v1/endpoints/{endpoint_id}?{FULL}").json
    return whole


@pytest.mark.rule("B-032")
@pytest.mark.rule("B-037")
@effort(1.5)
@given(payload=creates(OLD), change=updates(OLD), twin=st.booleans())
def test_an_endpoint_in_old_words_survives_for_every_client(
    wire: Wire, payload: dict[str, Any], change: dict[str, Any], twin: bool
) -> None:
    wire("POST", "/__mock/reset")

    survives(wire, payload, change, "ABC", twin)


@pytest.mark.rule("B-158")
@pytest.mark.rule("B-164")
@effort(1.5)
@given(payload=creates(EVERYTHING), change=updates(EVERYTHING), twin=st.booleans())
def test_an_endpoint_in_any_published_word_survives_for_the_newest_client(
    wire: Wire, payload: dict[str, Any], change: dict[str, Any], twin: bool
) -> None:
    wire("POST", "/__mock/reset")

    survives(wire, payload, change, "C", twin)


def test_the_groups_are_those_of_the_crate() -> None:
    assert GROUPS == ("A", "B", "C")
    assert len(FIELDS) + len(("template", "workers")) == 22
