"""Requests for what is not there, and what would have been there, in a user's words."""

from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import key

pytestmark = pytest.mark.anyio
RUN = "/v2/demo/run"


async def misses(http: httpx.AsyncClient) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (await http.get("/__mock/near-misses")).json()["nearMisses"]
    return rows


async def only(http: httpx.AsyncClient) -> tuple[str, bool]:
    (miss,) = await misses(http)
    return miss["said"], miss["unhandled"]


async def submitted(http: httpx.AsyncClient, **options: Any) -> str:
    id: str = (await http.post(RUN, json={"input": 1}, **options)).json()["id"]
    return id


@pytest.mark.parametrize(
    ("verb", "url", "said"),
    [
        ("POST", "/v2/dem0/run", "no endpoint `dem0` in this world; there is `demo`"),
        ("POST", "/v2/zzz/run", "no endpoint `zzz` in this world; there is `demo`"),
        ("POST", "/v2/demo/runs", "is no address; there is POST /v2/{endpointId}/run"),
        ("GET", "/v1/endpoint/demo", "is no address; there is GET /v1/endpoints/{endpointId}"),
        ("GET", "/v2/demo/run", "GET /v2/demo/run is no address; this path takes POST"),
        ("GET", "/v1/pods", "GET /v1/pods is no address"),
        ("POST", "/graphql", "GraphQL is not served by this version of mock_runpod"),
        ("GET", "/v2/pods", "REST v2 is not served by this version of mock_runpod"),
        ("GET", "https://v2-rest.runpod.io/v2/x", "REST v2 is not served by this version"),
        ("GET", "https://x.api.runpod.ai/ping", "what lives at x.api.runpod.ai answers GET /ping"),
        ("GET", "https://x.api.runpod.ai/v1/endpoints", "answers GET /v1/endpoints; there is"),
        ("GET", "https://rest.runpod.io/v2/demo/health", "what lives at rest.runpod.io answers"),
        ("GET", "http://example.com/v1/chat", "'example.com' is no host of RunPod: GET /v1/chat"),
    ],
)
async def test_a_request_that_nobody_answers_is_most_likely_a_mistake(
    http: httpx.AsyncClient, verb: str, url: str, said: str
) -> None:
    answer = await http.request(verb, url)

    assert answer.status_code in (404, 405)
    sentence, unhandled = await only(http)
    assert said in sentence
    assert unhandled
    (mistake,) = (await http.get("/__mock/requests/unmatched")).json()["requests"]
    assert mistake["miss"]["said"] == sentence


async def test_an_endpoint_that_was_called_by_its_name_is_told_its_id(
    http: httpx.AsyncClient,
) -> None:
    body = {"name": "portraits", "imageName": "mock/worker:1", "isServerless": True}
    template = (await http.post("/v1/templates", json=body)).raise_for_status().json()["id"]
    made = await http.post("/v1/endpoints", json={"templateId": template, "name": "portraits"})
    endpoint = made.raise_for_status().json()
    await http.post(f"/v2/{endpoint['name']}/run", json={"input": 1})

    sentence, _ = await only(http)
    assert f"is the name of endpoint `{endpoint['id']}`, which goes by its id" in sentence


async def test_a_job_of_another_endpoint_key_or_spelling_is_no_mystery(
    http: httpx.AsyncClient,
) -> None:
    mine, foreign = await submitted(http), await submitted(http, headers=key("stranger"))
    await http.get(f"/v2/cpu-demo/status/{mine}")
    await http.get(f"/v2/demo/status/{foreign}")
    await http.get(f"/v2/demo/status/{mine.removesuffix('-u1')}")

    told = [(miss["near"], miss["unhandled"]) for miss in await misses(http)]
    assert told == [
        ("it is a job of endpoint `demo`", False),
        ("this job id belongs to another key", False),
        (f"there is `{mine}`", False),
    ]
    assert "stranger" not in (await http.get("/__mock/near-misses")).text


async def test_a_job_that_was_forgotten_is_told_when(http: httpx.AsyncClient) -> None:
    job = await submitted(http)
    await http.post("/__mock/clock/advance", json={"by": "1h"})
    await http.get(f"/v2/demo/status/{job}")

    assert await only(http) == (
        f"no job `{job}` in this world; it was forgotten at 1828 s",
        False,
    )


async def test_to_see_that_a_deleted_endpoint_is_gone_is_no_mistake(
    http: httpx.AsyncClient,
) -> None:
    await http.post("/__mock/clock/advance", json={"seconds": 12})
    await http.delete("/v1/endpoints/demo")
    await http.get("/v1/endpoints/demo")
    await http.get("/v2/demo/health")

    said = [(miss["said"], miss["unhandled"]) for miss in await misses(http)]
    assert said == 2 * [("no endpoint `demo` in this world; it was deleted at 12 s", False)]
    assert (await http.get("/__mock/requests/unmatched")).json()["requests"] == []


async def test_what_is_refused_for_another_reason_is_no_miss(http: httpx.AsyncClient) -> None:
    await http.post(RUN, content=b"{")
    await http.post(RUN, json={"input": 1, "policy": {"ttl": 1}})
    await http.get("/v2/demo/health", headers=key("forbidden"))

    assert [miss["said"] for miss in await misses(http) if not miss["stray"]] == []


async def test_who_has_no_key_is_among_the_strays_and_learns_nothing(
    http: httpx.AsyncClient,
) -> None:
    nobody = {"Authorization": ""}
    begun = (await http.get("/__mock/requests/unmatched")).json()["strayTold"]
    known = await http.get("/v2/demo/health", headers=nobody)
    unknown = await http.get("/v2/demo/healthy", headers=nobody)
    said = (await http.get(f"/__mock/requests/unmatched?strays={begun}")).json()

    assert known.content == unknown.content
    assert said["requests"] == []
    assert [each["path"] for each in said["strays"]] == ["/v2/demo/healthy"]
    assert "there is GET /v2/{endpointId}/health" in said["strays"][0]["miss"]["said"]
    later = await http.get(f"/__mock/requests/unmatched?strays={said['strayTold']}")
    assert later.json()["strays"] == []
    sentences = [miss["said"] for miss in await misses(http)]
    assert sentences[0] == (
        "no API key was sent; send `Authorization: Bearer KEY`; any key opens a world"
    )


async def test_the_answer_itself_says_what_is_near(http: httpx.AsyncClient) -> None:
    nowhere = (await http.get("/v2x/demo/health")).json()["error"]
    graphql = (await http.post("/graphql", json={"query": "{ myself { id } }"})).json()

    assert "there is GET /v2/{endpointId}/health; REST v1 is at /v1" in nowhere
    assert graphql["errors"] == [
        {"message": "GraphQL is not served by this version of mock_runpod"}
    ]
