"""The control API, sent what is almost right, about things that are there: no accident, and an
answer to every request, also to those that wait.
"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.fuzz.mutants import mutants
from contract_tests.fuzz.test_requests import MINE, ROUTES, proper
from contract_tests.properties.effort import effort
from contract_tests.properties.refusals import filled
from contract_tests.properties.wire import Answer, Wire

BEHAVIOUR = {
    "execution": {"lognormal": {"median": 2, "sigma": 0.5}},
    "chunkS": 0.5,
    "answers": [{"error": "x"}, {"chunks": [{"output": 1, "after": 1}]}, {"crash": True}],
    "rules": [
        {"when": {"subset": {"a": {"b": [1]}}}, "answer": {"output": {"c": 1}, "logs": ["x"]}},
        {"when": [{"pointer": "/a", "matches": "^x+"}], "answers": [{"by": "hand"}]},
    ],
}
ENDPOINT = {
    **{"coldStart": 3, "workersMax": 2, "workersMin": 0, "gpuCount": 1, "flashboot": True},
    **{"gpuTypeIds": ["NVIDIA L4"], "dataCenterIds": ["EU-RO-1"], "behaviour": BEHAVIOUR},
}
FAULTS = [
    {"fault": "status", "status": 429, "on": "POST /v2/*/run", "retryAfter": 1, "count": 1},
    {"fault": "latency", "seconds": {"uniform": [0, 1]}, "when": {"subset": {"input": 1}}},
    {"fault": "worker.oom", "endpoint": "demo", "after": 1, "every": 2, "probability": 0.5},
    {"profile": "flaky"},
    {"profile": {"file": "f.toml", "text": "[[faults]]\nfault = 'empty'"}},
]
FILE = {"file": "w.json", "text": '{"account": {"balance": 5}}'}
EVENTS = 20
FOUND = {"on": "POST /v2/*/run", "body": {"subset": {"input": 1}}, "status": 200, "limit": 3}
SAID: dict[tuple[str, str], list[Any]] = {
    ("POST", "/__mock/worlds"): [
        {"name": "w", "seed": 1, "clock": "auto", "profile": "quick", "data": "demo"},
        {"data": [FILE], "profile": {"file": "p.toml", "text": ""}, "settings": {"boot_s": 1}},
        {"faults": FAULTS},
    ],
    ("POST", "/__mock/worlds/{name}/fork"): [{"as": "t"}],
    ("PATCH", "/__mock/config"): [{"boot_s": 1, "event_limit": 9, "rewind_turns": 3}],
    ("POST", "/__mock/clock"): [{"mode": "scaled:5"}],
    ("POST", "/__mock/clock/advance"): [{"seconds": 5}, {"by": "1m"}],
    ("POST", "/__mock/clock/skip"): [{"seconds": 1}],
    ("POST", "/__mock/rewind"): [{"event": EVENTS}, {"snapshot": "x"}],
    ("POST", "/__mock/wait"): [
        {"until": {"job": "JOB", "status": ["COMPLETED"]}, "seconds": "1m"},
        {"until": {"endpoint": "demo", "workers": 1, "status": "IDLE"}},
        {"until": {"requests": "POST /v2/*/run", "count": 1}, "seconds": 1},
        {"until": {"event": "memory", "since": 0}, "seconds": 1},
        {"until": {"time": 20}},
    ],
    ("POST", "/__mock/faults"): [*FAULTS, FAULTS],
    ("PUT", "/__mock/endpoints/{endpointId}"): [ENDPOINT],
    ("PUT", "/__mock/endpoints/{endpointId}/behaviour"): [BEHAVIOUR],
    ("POST", "/__mock/endpoints/{endpointId}/work"): [{"wait": 0.01}],
    ("POST", "/__mock/jobs/{jobId}/progress"): [{"output": 1}],
    ("POST", "/__mock/jobs/{jobId}/emit"): [{"output": 1}],
    ("POST", "/__mock/jobs/{jobId}/finish"): [{"output": 1}],
    ("POST", "/__mock/jobs/{jobId}/fail"): [{"error": "x"}],
    ("PUT", "/__mock/stock"): [{"typeId": "NVIDIA L4", "dataCenterId": "EU-RO-1", "available": 1}],
    ("POST", "/__mock/requests/find"): [FOUND],
    ("POST", "/__mock/requests/count"): [FOUND],
}


CONTROL = [(method, path) for dialect, method, path in ROUTES if dialect == "control"]
#: Those with bodies are drawn more often.
DRAWN = [*CONTROL, *(each for each in CONTROL if each in SAID), *SAID]


def started(wire: Wire) -> dict[str, str]:
    """Something of everything; its ids, as addresses call them."""
    for world in wire("GET", "/__mock/worlds").json:
        wire("DELETE", f"/__mock/worlds/{world['name']}")
    wire("POST", "/__mock/worlds", {"name": "x", "seed": 7})
    wire("PATCH", "/__mock/config", {"rewind_turns": 50})
    wire("PUT", "/__mock/endpoints/ruled", {"behaviour": BEHAVIOUR})
    wire("POST", "/v2/ruled/run", {"input": {"a": "x"}})
    job = wire("POST", "/v2/demo/run", {"input": {"mock_delay": 500}}).json["id"]
    wire("POST", "/__mock/clock/advance", {"seconds": 30})
    wire("POST", "/__mock/faults", {"fault": "worker.oom", "name": "x", "endpoint": "none"})
    wire("PUT", "/__mock/snapshots/x")
    worker = wire("GET", "/__mock/workers").json[0]["id"]
    return {"endpointid": "ruled", "jobid": job, "workerid": worker, "name": "x"}


@pytest.mark.parametrize(("method", "path"), SAID)
def test_what_is_right_is_taken(wire: Wire, method: str, path: str) -> None:
    for body in SAID[method, path]:
        ids = started(wire)

        answer = sent(wire, method, path, ids, body)

        assert answer.status in (200, 201, 204), answer


@effort(3)
@given(data=st.data())
def test_what_is_almost_right_gets_an_answer(wire: Wire, data: st.DataObject) -> None:
    ids = started(wire)
    method, path = data.draw(st.sampled_from(DRAWN))
    body = data.draw(mutants(data.draw(st.sampled_from(SAID.get((method, path), [{}])))))

    answer = sent(wire, method, path, ids, body)

    if answer.status or "work" not in path:  # whoever waits for work can wait long
        proper(wire, "control", answer)
    for seen in ("state", "faults", "endpoints", "jobs", "requests", "events"):
        assert wire("GET", f"/__mock/{seen}").status == 200, seen
    wire("POST", "/__mock/clock/advance", {"seconds": 600})
    assert wire.app.accidents == 0


def sent(wire: Wire, method: str, path: str, ids: dict[str, str], body: Any) -> Answer:
    said = json.dumps(body).replace("JOB", ids["jobid"]).encode()
    return wire.send(method, filled(path, ids).encode(), MINE, said)
