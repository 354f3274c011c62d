"""Faults that strike only what says a certain thing in its body."""

from typing import Any

import httpx
import pytest

from contract_tests.wire.faults.conftest import Fault, Jobs, moved

pytestmark = pytest.mark.anyio
DEPLOY = {"operationName": "Deploy", "query": "mutation Deploy { podFindAndDeployOnDemand { id } }"}
LOOK = {"operationName": "Look", "query": "query Look { myself { id } }"}


@pytest.mark.rule("B-209")
@pytest.mark.parametrize(
    "when",
    [
        {"subset": {"operationName": "Deploy"}},
        {"pointer": "/operationName", "equals": "Deploy"},
        [{"pointer": "/query", "matches": "podFind"}, {"pointer": "/operationName"}],
    ],
)
async def test_one_operation_of_graphql_can_be_meant(
    http: httpx.AsyncClient, fault: Fault, when: Any
) -> None:
    said = await fault("graphql_error", text="no_longer_any", when=when)

    struck = await http.post("/graphql", json=DEPLOY)
    spared = await http.post("/graphql", json=LOOK)

    assert struck.json()["errors"][0]["extensions"]["code"] == "SUPPLY_CONSTRAINT"
    assert "SUPPLY_CONSTRAINT" not in spared.text
    assert said["when"] == (when if isinstance(when, list) else [when])
    (shown,) = (await http.get("/__mock/faults")).json()
    assert (shown["seen"], shown["struck"]) == (1, 1)


async def test_who_is_not_meant_is_served_with_all_it_said(
    http: httpx.AsyncClient, fault: Fault, jobs: Jobs
) -> None:
    await fault("status", status=500, on="POST /v2/*/run", when={"subset": {"input": {"n": 2}}})

    answers = [
        (await http.post("/v2/demo/run", json={"input": {"n": n, "more": 1}})).status_code
        for n in (1, 2, 3)
    ]

    assert answers == [200, 500, 200]
    assert [job["asked"]["input"]["n"] for job in await jobs()] == [1, 3]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"3", b"[" * 2_000])
async def test_what_is_no_json_is_not_meant(
    http: httpx.AsyncClient, fault: Fault, body: bytes
) -> None:
    await fault("reset", when={"pointer": "/input"})

    answer = await http.post("/v2/demo/run", content=body)

    assert answer.status_code == 400


async def test_a_body_that_was_looked_at_can_still_come_late(
    http: httpx.AsyncClient, fault: Fault, jobs: Jobs
) -> None:
    await http.post("/__mock/clock", json={"mode": "auto"})
    await fault("latency", seconds=5, when={"pointer": "/input", "equals": "slow"})

    for input in ("slow", "quick"):
        assert (await http.post("/v2/demo/run", json={"input": input})).status_code == 200

    assert [job["created_at"] for job in await jobs()] == [5, 5]
    await moved(http, 1)


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        ({"on": "GET /v2/*/health"}, "on: GET /v2/*/health has no body, so when leaves nothing to"),
        ({"fault": "stale", "seconds": 9}, "when: only a GET can be answered with old news"),
        ({"when": {"pointer": "query"}}, "'query' is no JSON pointer"),
        ({"when": {"matches": "("}}, "'(' is no regular expression"),
        ({"when": {"subsets": {}}}, "when.0.subsets: there is no such key; did you mean 'subset'?"),
        ({"when": ["x"]}, "when.0: must be an object"),
        ({"when": 3}, "when: must be"),
    ],
)
async def test_what_no_body_can_have_is_refused(
    http: httpx.AsyncClient, spec: dict[str, Any], complaint: str
) -> None:
    said = {"fault": "status", "status": 500, "when": {"pointer": "/input"}} | spec
    if said["fault"] == "stale":
        del said["status"]

    answer = await http.post("/__mock/faults", json=said)

    assert answer.status_code == 400
    assert complaint in answer.json()["error"]
