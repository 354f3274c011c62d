"""How the behaviour is known: told by the control API, and marked in answers that are inferred."""

from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import key

pytestmark = pytest.mark.anyio

MARK = "x-mock-fidelity"
ENDPOINT = {"input": {"a": 1}}
#: Somebody asks, and what can be known of the answer.
SURE = [
    ("GET", "/v1/endpoints", None, 200),
    ("GET", "/v1/endpoints/nope", None, 404),
    ("POST", "/v1/endpoints", {"templateId": "x", "scaling": 1}, 400),
    ("POST", "/v2/demo/run", ENDPOINT, 200),
    ("POST", "/v2/nope/run", ENDPOINT, 404),
    ("GET", "/v2/demo/health", None, 200),
    ("HEAD", "/v2/demo/health", None, 200),
    ("GET", "/v2/demo/status/nope", None, 404),
]
INFERRED = [
    ("GET", "/v1/endpoints?includeWorkers=maybe", None, 400),
    ("GET", "/v1/templates/nope", None, 404),
    ("GET", "/v1/nowhere", None, 404),
    ("PUT", "/v1/endpoints", {}, 405),
    ("POST", "/v2/demo/run", {}, 400),
    ("GET", "/v2/demo/run", None, 405),
    ("POST", "/v2/demo/nothing", {}, 404),
    ("GET", "/v2/serverless", None, 404),
    ("POST", "/graphql", {"query": "{myself{id}}"}, 404),
    ("GET", "/nowhere", None, 404),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), SURE)
async def test_what_is_known_has_no_mark(
    http: httpx.AsyncClient, method: str, path: str, body: Any, status: int
) -> None:
    answer = await http.request(method, path, json=body)

    assert (answer.status_code, answer.headers.get(MARK)) == (status, None)


@pytest.mark.parametrize(("method", "path", "body", "status"), INFERRED)
async def test_what_is_inferred_says_so(
    http: httpx.AsyncClient, method: str, path: str, body: Any, status: int
) -> None:
    answer = await http.request(method, path, json=body)

    assert (answer.status_code, answer.headers.get(MARK)) == (status, "inferred")


@pytest.mark.rule("B-007")
async def test_a_refused_key_is_known_in_one_api_and_inferred_in_another(
    http: httpx.AsyncClient,
) -> None:
    nobody = {"Authorization": ""}

    rest = await http.get("/v1/endpoints", headers=nobody)
    jobs = await http.get("/v2/demo/health", headers=nobody)

    assert (rest.status_code, rest.headers.get(MARK)) == (401, "inferred")
    assert (jobs.status_code, jobs.headers.get(MARK)) == (401, None)


async def test_an_error_on_order_is_known_where_one_was_seen(http: httpx.AsyncClient) -> None:
    for status in (500, 418):
        fault = {"fault": "status", "on": "GET /v2/*/health", "status": status, "count": 1}
        await http.post("/__mock/faults", json=fault)

    answers = [await http.get("/v2/demo/health") for _ in range(2)]

    assert {a.status_code: a.headers.get(MARK) for a in answers} == {500: None, 418: "inferred"}


@pytest.mark.parametrize("options", [{"fidelity_header": False}])
async def test_the_mark_can_be_switched_off(http: httpx.AsyncClient) -> None:
    for method, path, body, _ in INFERRED:
        assert MARK not in (await http.request(method, path, json=body)).headers
    assert MARK not in (await http.get("/v1/endpoints", headers={"Authorization": ""})).headers


async def test_one_world_can_switch_it_off_while_it_runs(http: httpx.AsyncClient) -> None:
    await http.patch("/__mock/config", json={"fidelity_header": False})

    mine = await http.get("/v1/nowhere")
    theirs = await http.get("/v1/nowhere", headers=key("other"))

    assert (MARK in mine.headers, MARK in theirs.headers) == (False, True)


async def test_the_control_api_imitates_nobody(http: httpx.AsyncClient) -> None:
    for path in ("/__mock/clock", "/__mock/nowhere"):
        assert MARK not in (await http.get(path)).headers


async def test_the_journal_shows_the_mark(http: httpx.AsyncClient) -> None:
    await http.get("/v1/nowhere")

    (entry,) = (await http.get("/__mock/requests.har")).json()["log"]["entries"]
    headers = {each["name"]: each["value"] for each in entry["response"]["headers"]}

    assert headers[MARK] == "inferred"


async def test_the_control_api_tells_how_everything_is_known(http: httpx.AsyncClient) -> None:
    told = (await http.get("/__mock/fidelity")).json()

    rules = {row["id"]: row for row in told["rules"]}
    (create,) = (
        row
        for row in told["operations"]
        if row["path"] == "/v1/endpoints" and row["method"] == "POST"
    )
    fields = {row["name"]: row for row in told["fields"]}
    assert set(told) == {"kinds", "apis", "operations", "fields", "rules", "disagreements"}
    assert rules["B-083"]["known"] == "captured"
    assert create["answers"]["400"]["known"] == ["documented", "captured"]
    assert fields["workersStandby"]["known"] == ["captured", "inferred"]
    for row in (rules["B-083"], create, fields["id"]):
        assert all(
            test.startswith("contract_tests/") and "::test_" in test for test in row["tests"]
        )
        assert row["tests"]
