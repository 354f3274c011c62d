"""Whatever is submitted is taken, comes back unchanged, and every client can read it."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.properties.effort import effort
from contract_tests.properties.wire import Wire
from contract_tests.strict.js import misled_js
from contract_tests.strict.rust import GROUPS, decode
from mock_runpod import strategies


@pytest.fixture(scope="module")
def skipping() -> Iterator[Wire]:
    """A mock whose time skips while somebody waits."""
    with Wire(clock="auto", profile="typical", data="demo") as wire:
        yield wire


def warm(skipping: Wire) -> None:
    """For those of low priority nobody is started, and those with a short life cannot wait."""
    skipping("PATCH", "/v1/endpoints/demo", {"workersMin": 1})
    skipping("POST", "/__mock/clock/advance", {"seconds": 60})


def something() -> st.SearchStrategy[Any]:
    """Any input but those with a meaning: nothing at all, an error, an order to the mock."""
    return strategies.json_values().filter(
        lambda value: value not in (None, {}) and not (isinstance(value, dict) and "error" in value)
    )


@pytest.mark.rule("B-065")
@effort()
@given(body=strategies.job_submissions(inputs=something(), webhooks=()))
def test_an_input_comes_back_unchanged(skipping: Wire, body: dict[str, Any]) -> None:
    skipping("POST", "/__mock/reset")
    warm(skipping)

    done = skipping("POST", "/v2/demo/runsync?wait=300000", body)

    assert (done.status, done.json["status"]) == (200, "COMPLETED")
    assert done.json["output"] == body["input"]
    assert list(done.json) == sorted(done.json)
    assert skipping("GET", f"/v2/demo/status/{done.json['id']}").json == done.json


@pytest.mark.rule("B-156")
@effort()
@given(input=strategies.mock_inputs(), operation=st.sampled_from(["run", "runsync"]))
def test_every_answer_about_a_job_can_be_read_by_all(
    skipping: Wire, input: dict[str, Any], operation: str
) -> None:
    skipping("POST", "/__mock/reset")
    submitted = skipping("POST", f"/v2/stream-demo/{operation}", {"input": input})
    assert misled_js(operation, submitted.status, submitted.json) == []

    at = f"/v2/stream-demo/%s/{submitted.json['id']}"
    for reading, kind in (
        ("stream", "StreamResponse"),
        ("status", "JobStatusResponse"),
        ("status-sync", "JobStatusResponse"),
    ):
        answer = skipping("GET", at % reading)
        assert misled_js(reading, answer.status, answer.json) == []
        assert [decode(kind, answer.json, group) for group in GROUPS] == [[], [], []]

    health = skipping("GET", "/v2/stream-demo/health").json
    assert [decode("EndpointHealth", health, group) for group in GROUPS] == [[], [], []]
