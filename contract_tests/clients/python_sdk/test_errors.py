"""Refusals, in the exceptions that users of the sync client catch."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
import requests
from runpod.endpoint import Job

from contract_tests.clients.python_sdk.conftest import Open

pytestmark = pytest.mark.clients

CALLS: dict[str, Callable[[Any], Any]] = {
    "run": lambda endpoint: endpoint.run({"input": 1}),
    "run_sync": lambda endpoint: endpoint.run_sync({"input": 1}),
    "health": lambda endpoint: endpoint.health(),
    "purge_queue": lambda endpoint: endpoint.purge_queue(),
    "status": lambda endpoint: job(endpoint).status(),
    "output": lambda endpoint: job(endpoint).output(),
    "stream": lambda endpoint: job(endpoint).rp_client.get(f"{endpoint.endpoint_id}/stream/gone"),
    "cancel": lambda endpoint: job(endpoint).cancel(),
}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


def job(endpoint: Any) -> Any:
    return Job(endpoint.endpoint_id, "gone", endpoint.rp_client)


@every_call
@pytest.mark.rule("B-006")
def test_a_bad_key_is_a_runtime_error(open_endpoint: Open, call: Callable[[Any], Any]) -> None:
    endpoint = open_endpoint("demo", "rpa_mock_invalid")

    with pytest.raises(RuntimeError, match="401 Unauthorized"):
        call(endpoint)


@every_call
@pytest.mark.rule("B-059")
def test_an_unknown_endpoint_is_a_404(open_endpoint: Open, call: Callable[[Any], Any]) -> None:
    endpoint = open_endpoint("nosuchendpoint")

    with pytest.raises(requests.HTTPError) as caught:
        call(endpoint)

    assert caught.value.response.status_code == 404
    assert caught.value.response.headers["content-type"].endswith("json")


@pytest.mark.parametrize("name", ["status", "output", "stream", "cancel"])
def test_an_unknown_job_is_a_404(demo: Any, name: str) -> None:
    with pytest.raises(requests.HTTPError, match="404"):
        CALLS[name](demo)


@pytest.mark.rule("B-061")
def test_an_oversize_body_is_a_400(demo: Any) -> None:
    with pytest.raises(requests.HTTPError) as caught:
        demo.run({"input": "x" * (10 * 1024 * 1024)})

    assert caught.value.response.status_code == 400


def test_a_policy_out_of_range_is_a_400(demo: Any, control: httpx.Client) -> None:
    with pytest.raises(requests.HTTPError, match="400"):
        demo.run({"input": 1, "policy": {"executionTimeout": 1}})

    assert not control.get("/state").json().get("jobs")


@pytest.mark.rule("B-112")
def test_too_many_requests_are_a_429_at_once(demo: Any, halted: httpx.Client) -> None:
    halted.patch("/config", json={"rate_limits": True})
    demo.purge_queue()
    demo.purge_queue()

    with pytest.raises(requests.HTTPError) as caught:
        demo.purge_queue()

    assert caught.value.response.status_code == 429
    assert int(caught.value.response.headers["retry-after"]) >= 1


def test_a_forbidden_key_is_a_403(open_endpoint: Open) -> None:
    with pytest.raises(requests.HTTPError, match="403"):
        open_endpoint("demo", "rpa_mock_forbidden").health()
