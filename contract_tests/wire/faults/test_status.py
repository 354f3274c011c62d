"""Errors on order come in the words of the API that was asked, and tell the truth of the state."""

import json
from typing import Any

import httpx
import pytest

from contract_tests.wire.faults.conftest import Fault, Jobs, run
from mock_runpod.runtime.faults.words import texts

pytestmark = pytest.mark.anyio

GENERIC = "Something went wrong. Please try again later or contact support."
QUOTA = (
    "create endpoint: create endpoint: graphql: Max workers across all endpoints must not exceed "
    "your workers quota (5). Reduce the max workers for other endpoints or lower the max worker "
    "count for this endpoint to at most 0."
)
POD = {"name": "p", "imageName": "i"}


@pytest.mark.rule("B-058")
@pytest.mark.parametrize(
    ("status", "title", "detail"),
    [
        (500, "Internal Server Error", "internal server error"),
        (429, "Too Many Requests", "rate limit exceeded"),
        (401, "Unauthorized", "invalid api key"),
        (404, "Not Found", "endpoint not found"),
        (503, "Service Unavailable", "service unavailable"),
        (524, "Error", "error"),
    ],
)
async def test_the_job_api_says_it_in_a_problem_document(
    http: httpx.AsyncClient, fault: Fault, jobs: Jobs, status: int, title: str, detail: str
) -> None:
    await fault("status", status=status, on="POST /v2/*/run", count=1)

    answer = await run(http)

    assert (answer.status_code, answer.json()) == (
        status,
        {"status": status, "title": title, "detail": detail},
    )
    assert await jobs() == []
    assert (await run(http)).status_code == 200
    assert len(await jobs()) == 1


@pytest.mark.rule("B-057")
async def test_v1_keeps_the_status_in_the_body(http: httpx.AsyncClient, fault: Fault) -> None:
    await fault("v1_500")

    for path in ("/v1/endpoints", "/v1/pods", "/v1/networkvolumes/x"):
        answer = await http.get(path)
        assert answer.status_code == 500
        assert answer.json() == {"error": GENERIC, "status": 500}


@pytest.mark.rule("B-007")
async def test_v1_says_nothing_to_a_bad_key(http: httpx.AsyncClient, fault: Fault) -> None:
    await fault("status", status=401)

    answer = await http.get("/v1/endpoints")

    assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.rule("B-056")
@pytest.mark.parametrize("name", texts())
async def test_every_text_can_be_had_by_its_name(
    http: httpx.AsyncClient, fault: Fault, name: str
) -> None:
    await fault("status", text=name)

    answer = await http.post("/v1/pods", json=POD)

    row = texts()[name]
    said = answer.json()
    assert (answer.status_code, said["status"]) == (row["status"], row["status"])
    assert said["error"].startswith(row["text"].partition("{")[0])
    assert "{" not in said["error"]


@pytest.mark.rule("B-056")
async def test_the_quota_text_is_the_one_clients_match_on(
    http: httpx.AsyncClient, fault: Fault
) -> None:
    await fault("v1_500", text="quota")

    answer = await http.post("/v1/endpoints", json={"templateId": "demotmpl01"})

    assert answer.json() == {"error": QUOTA, "status": 500}


@pytest.mark.rule("B-180")
async def test_sold_out_reads_differently_in_each_api(
    http: httpx.AsyncClient, fault: Fault
) -> None:
    await fault("sold_out")

    v1 = await http.post("/v1/pods", json=POD)
    v2 = await http.post("/v2/pods", json=POD)
    graphql = await http.post("/graphql", json={"query": "mutation { x }"})

    told = "There are no instances currently available."
    assert (v1.status_code, v1.json()["error"]) == (500, f"create pod: {told}")
    assert (v2.status_code, v2.json()["detail"]) == (400, told)
    assert graphql.status_code == 200
    error = {"message": told, "extensions": {"code": "SUPPLY_CONSTRAINT"}}
    assert graphql.json() == {"errors": [error], "data": None}


@pytest.mark.rule("B-209")
@pytest.mark.parametrize(
    ("says", "message", "code"),
    [
        ({}, GENERIC, "INTERNAL_SERVER_ERROR"),
        ({"text": "no luck today"}, "no luck today", "RUNPOD"),
        ({"text": "gpu_pool", "code": "X"}, "Invalid GPU Pool ID", "X"),
    ],
)
async def test_graphql_fails_with_status_200(
    http: httpx.AsyncClient, fault: Fault, says: dict[str, Any], message: str, code: str
) -> None:
    await fault("graphql_error", **says)

    answer = await http.post("/graphql", json={"query": "{ myself { id } }"})

    assert answer.status_code == 200
    assert answer.json()["errors"] == [{"message": message, "extensions": {"code": code}}]


@pytest.mark.rule("B-062")
@pytest.mark.parametrize(("says", "header"), [({}, None), ({"retryAfter": 1.2}, "2")])
async def test_a_429_says_when_to_come_back_only_if_it_is_told_to(
    http: httpx.AsyncClient, fault: Fault, jobs: Jobs, says: dict[str, Any], header: str | None
) -> None:
    await fault("dp_429", **says)

    answer = await run(http)

    assert (answer.status_code, answer.json()["title"]) == (429, "Too Many Requests")
    assert answer.headers.get("retry-after") == header
    assert await jobs() == []
    assert (await http.get("/v1/endpoints")).status_code == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [("oh no", "text/plain"), ("<html>no</html>", "text/html"), ({"a": 1}, "application/json")],
)
async def test_a_body_of_one_s_own_goes_out_as_it_is(
    http: httpx.AsyncClient, fault: Fault, body: Any, kind: str
) -> None:
    await fault("status", status=502, body=body)

    answer = await http.get("/v2/demo/health", extensions={"read_by": None})

    assert answer.status_code == 502
    assert answer.headers["content-type"].startswith(kind)
    assert (answer.text if isinstance(body, str) else json.loads(answer.text)) == body


@pytest.mark.rule("B-025")
async def test_rest_v1_has_no_rate_limit_but_one_on_order(
    http: httpx.AsyncClient, fault: Fault
) -> None:
    unasked = {(await http.get("/v1/endpoints")).status_code for _ in range(300)}
    await fault("status", on="GET /v1/endpoints", status=429, count=1)

    answers = [await http.get("/v1/endpoints") for _ in range(2)]

    assert unasked == {200}
    assert [answer.status_code for answer in answers] == [429, 200]
    assert answers[0].json() == {"error": "too many requests", "status": 429}
