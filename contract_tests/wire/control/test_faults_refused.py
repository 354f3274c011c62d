"""A fault that could never strike is a mistake: the message says what would be right."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio

RUN = "POST /v2/*/run"
S500 = {"fault": "status", "status": 500}


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        ({}, "fault is missing: what shall go wrong? A fault is like {"),
        ("flaky", "a fault is an object such as {"),
        ([], "the list is empty: nothing shall go wrong"),
        ({"fault": "latncy"}, "unknown fault 'latncy'; did you mean 'latency'?"),
        ({"fault": "billing_lag"}, "billing_lag cannot be set: this version has no billing API"),
        ({**S500, "cout": 1}, "status has no 'cout'; did you mean 'count'?"),
        ({**S500, "worker": "w"}, "status strikes a request and has no 'worker'; it takes fault"),
        ({"fault": "worker.crash", "on": RUN}, "worker.crash strikes a worker and has no 'on'; "),
        ({**S500, "count": 0}, "count: must be greater than or equal to 1; a fault that never"),
        ({**S500, "every": 0}, "every: must be greater than or equal to 1; 1 strikes each time"),
        ({**S500, "after": -1}, "after: must be greater than or equal to 0"),
        ({**S500, "probability": 0}, "probability: must be greater than 0; it is a share"),
        ({**S500, "probability": 2}, "probability: must be less than or equal to 1; it is a"),
        ({**S500, "name": "a b"}, "name: 'a b' must be letters, digits and -._"),
        ({**S500, "name": "kinds"}, "name: 'kinds' is an address of the control API; choose"),
        ({"fault": "status"}, "status is missing: which one, such as 429 or 500? Only a named"),
        ({"fault": "status", "status": 200}, "status: must be greater than or equal to 400"),
        ({**S500, "text": "a b", "body": "c"}, "text and body are two ways to say it; give one"),
        ({**S500, "retryAfter": -1}, "retryAfter: must be greater than or equal to 0"),
        ({"fault": "latency"}, "seconds is missing"),
        ({"fault": "latency", "seconds": -1}, "seconds: must be greater than or equal to 0"),
        ({"fault": "latency", "seconds": {"unifrm": [1, 2]}}, "seconds: must be like 3, {"),
        ({"fault": "latency", "seconds": {"uniform": [2, 1]}}, "seconds.uniform: uniform runs "),
        ({"fault": "latency", "seconds": {"lognormal": {"median": 1}}}, "seconds.lognormal.sig"),
        ({"fault": "drip", "seconds": 1, "pieces": 1}, "pieces: must be greater than or equal"),
        ({"fault": "truncated", "keep": 1}, "keep: must be less than 1"),
        ({"fault": "stale", "seconds": 0}, "seconds: must be greater than 0"),
        ({"fault": "worker.slow_pull"}, "say how slow: either seconds or factor"),
        ({"fault": "stock_out", "gpu": "H100"}, "gpu: there is no GPU type or CPU flavor 'H100'"),
        ({"fault": "stock_out", "datacenter": "EU-RO-9"}, "datacenter: there is no data center "),
        ({"fault": "v1_500", "text": "quta"}, "text: no text is called 'quta'; did you mean 'quo"),
        ({"fault": "v1_500", "text": "no_text"}, "text: no text is called 'no_text'; there is ge"),
        ({"fault": {"a": 1}}, "unknown fault {'a': 1}; there is latency, status, "),
        ([{"fault": "hang"}] * 1_001, "a world has at most 1000 faults, and these are 1001 more"),
        ({"profile": "flaki"}, "not one of the ready-made faults (black-friday"),
        ({"profile": "flaky", "count": 1}, 'a profile goes alone, and by its name: {"profile"'),
    ],
)
async def test_what_is_wrong_is_said(http: httpx.AsyncClient, spec: Any, complaint: str) -> None:
    answer = await http.post("/__mock/faults", json=spec)

    assert answer.status_code == 400
    assert answer.json()["error"].startswith(complaint)
    assert (await http.get("/__mock/faults")).json() == []


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        ({**S500, "on": "POST"}, "'POST' is no request; write it like POST /v2/*/run"),
        (
            {**S500, "on": "POST /v2/*/rn"},
            "POST /v2/*/rn is no request to RunPod; did you mean POS",
        ),
        ({**S500, "on": "GET /v2/*/run"}, "GET /v2/*/run is no request to RunPod; that path takes"),
        ({**S500, "on": ["GET /v1/pods", "/v1/podz"]}, "/v1/podz is no request to RunPod; did you"),
        ({**S500, "on": "GET /v1/openapi.json"}, "GET /v1/openapi.json is no request to RunPod"),
        ({**S500, "on": "GET /__mock/state"}, "GET /__mock/state is no request to RunPod"),
        ({**S500, "on": RUN, "job": "j"}, "POST /v2/*/run has no {jobId} in its path, so job"),
        ({**S500, "on": "GET /v1/pods", "endpoint": "e"}, "GET /v1/pods has no {endpointId} in it"),
        ({**S500, "on": RUN, "youngerS": 3}, "POST /v2/*/run has no {jobId} in its path, so young"),
        ({"fault": "stale", "seconds": 3, "on": RUN}, "only a GET can be answered with old news"),
        ({"fault": "graphql_error", "on": "GET /v1/pods"}, "GraphQL is at POST /graphql, not GET"),
    ],
)
async def test_a_request_that_nobody_makes_is_refused(
    http: httpx.AsyncClient, spec: Any, complaint: str
) -> None:
    answer = await http.post("/__mock/faults", json=spec)

    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"on: {complaint}")


@pytest.mark.parametrize(
    "on",
    [
        *("POST /v2/*/run", "POST /v2/sdxl/run", "* /v2/*/status/*", "GET /v2/*/health"),
        *("/v1/pods", "DELETE /v1/pods/*", "/v1/**", "**", "HEAD /v1/endpoints"),
        *("POST /graphql", "/v2/pods", "GET /v2/pods/p1", "PATCH /v2/serverless/*"),
        *("POST /v2/*/openai/v1/chat/completions", "GET /v2/*"),
    ],
)
async def test_a_request_that_somebody_makes_can_be_meant(http: httpx.AsyncClient, on: str) -> None:
    answer = await http.post("/__mock/faults", json={**S500, "on": on})

    assert answer.status_code == 201, answer.text
