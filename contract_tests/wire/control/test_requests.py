"""What went over the wire, as `/__mock/requests` shows it."""

import asyncio
from typing import Any

import httpx
import pytest
from starlette.types import Message

from contract_tests.wire.conftest import key
from mock_runpod.app import App

pytestmark = pytest.mark.anyio
RUN = "/v2/demo/run"


async def requests(http: httpx.AsyncClient, query: str = "", **options: Any) -> list[Any]:
    answer = await http.get(f"/__mock/requests{query}", **options)
    rows: list[Any] = answer.raise_for_status().json()["requests"]
    return rows


async def test_a_request_is_shown_with_its_answer_and_the_second_of_the_world(
    http: httpx.AsyncClient,
) -> None:
    await http.post("/__mock/clock/advance", json={"seconds": 90})
    job = (await http.post(f"{RUN}?ttl=20000&ttl=30000", json={"input": {"n": 1}})).json()

    (shown,) = await requests(http)
    assert shown.pop("ms") >= 0
    assert shown.pop("headers")["content-type"] == "application/json"
    assert shown == {
        "number": 1,
        "at": 90.0,
        "iso": "2026-01-01T00:01:30.000Z",
        "method": "POST",
        "host": "127.0.0.1:8642",
        "path": RUN,
        "query": {"ttl": "30000"},
        "body": {"input": {"n": 1}},
        "bodyBytes": 17,
        "status": 200,
        "answer": job,
        "answerBytes": 68,
        "route": "POST /v2/{endpointId}/run",
        "faults": [],
        "rule": None,
        "miss": None,
    }


async def test_what_is_no_json_is_shown_as_text_or_only_by_its_size(
    http: httpx.AsyncClient,
) -> None:
    for content in (b"", b"plain words", b"\xff\xfe", b"x" * (10 * 1024 * 1024 + 1)):
        await http.post(RUN, content=content)

    shown = [(each["body"], each["bodyBytes"], each["status"]) for each in await requests(http)]
    assert shown == [
        (None, 0, 400),
        ("plain words", 11, 400),
        (None, 2, 400),
        (None, 10_485_761, 400),
    ]


async def test_a_body_that_nobody_asked_for_is_there_too(http: httpx.AsyncClient) -> None:
    await http.post("/graphql", json={"query": "{ myself { id } }"})
    await http.post("/v2/demo/purge-queue", json={"why": "it is full"})

    shown = [each["body"] for each in await requests(http)]
    assert shown == [{"query": "{ myself { id } }"}, {"why": "it is full"}]


@pytest.mark.parametrize("options", [{"clock": "auto"}])
async def test_a_request_that_was_held_is_not_listened_to_any_longer(
    http: httpx.AsyncClient,
) -> None:
    job = (await http.post(RUN, json={"input": 1})).json()["id"]
    answer = await http.post(f"/v2/demo/status-sync/{job}", json={"nobody": "reads this"})

    assert answer.json()["status"] == "COMPLETED"
    assert [each["status"] for each in await requests(http)] == [200, 200]


async def test_each_world_has_a_journal_of_its_own(http: httpx.AsyncClient) -> None:
    await http.get("/v2/demo/health")
    await http.get("/v1/endpoints", headers=key("other"))

    assert [each["path"] for each in await requests(http)] == ["/v2/demo/health"]
    (other,) = await requests(http, headers=key("other"))
    assert (other["path"], other["number"]) == ("/v1/endpoints", 1)


async def test_what_was_meant_for_no_world_is_among_the_strays(http: httpx.AsyncClient) -> None:
    await http.get("/v2/demo/health", headers={"Authorization": ""})
    await http.get("/v2/demo/health", headers=key("invalid"))
    await http.get("/v1/openapi.json", headers={"Authorization": ""})

    strays = await requests(http, "?stray=1")
    assert [(each["path"], each["status"], each["at"]) for each in strays] == [
        ("/v2/demo/health", 401, None),
        ("/v2/demo/health", 401, None),
        ("/v1/openapi.json", 200, None),
    ]
    assert await requests(http) == []
    assert (await http.delete("/__mock/requests?stray=1")).status_code == 204
    assert await requests(http, "?stray=1") == []


async def test_steering_is_not_noted(http: httpx.AsyncClient) -> None:
    await http.post("/__mock/clock/advance", json={"seconds": 1})
    await http.get("/__mock/nonsense")

    assert await requests(http) == await requests(http, "?stray=1") == []


async def test_requests_are_picked_by_pattern_number_and_count(http: httpx.AsyncClient) -> None:
    for n in range(4):
        await http.post(RUN, json={"input": n})
        await http.get("/v2/demo/health")
    page = (await http.get("/__mock/requests?on=POST /v2/*/run&limit=2")).json()
    rest = (await http.get(f"/__mock/requests?on=POST /v2/*/run&since={page['told']}")).json()

    assert [each["body"]["input"] for each in page["requests"]] == [0, 1]
    assert [each["body"]["input"] for each in rest["requests"]] == [2, 3]
    assert (page["told"], rest["told"]) == (3, 8)
    assert await requests(http, "?since=8") == await requests(http, "?since=99") == []


@pytest.mark.parametrize("query", ["since=soon", "limit=-1", "on=POST", "on=a b c", "stray=maybe"])
async def test_a_question_that_makes_no_sense_is_refused(
    http: httpx.AsyncClient, query: str
) -> None:
    answer = await http.get(f"/__mock/requests?{query}")

    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.json()["error"]


async def test_a_fault_that_struck_is_named_and_can_be_looked_for(
    http: httpx.AsyncClient,
) -> None:
    fault = {"name": "busy", "fault": "status", "status": 429, "on": "POST /v2/*/run", "count": 1}
    (await http.post("/__mock/faults", json=fault)).raise_for_status()
    for n in range(2):
        await http.post(RUN, json={"input": n})

    shown = [(each["status"], each["faults"], each["body"]) for each in await requests(http)]
    assert shown == [(429, ["busy"], {"input": 0}), (200, [], {"input": 1})]
    found = await http.post("/__mock/requests/find", json={"fault": "busy"})
    assert [each["number"] for each in found.json()["requests"]] == [1]


async def test_who_does_not_wait_for_an_answer_is_noted_with_status_0(
    app: App, http: httpx.AsyncClient
) -> None:
    came = asyncio.Queue[Message]()
    came.put_nowait({"type": "http.request", "body": b'{"input": 7}'})
    came.put_nowait({"type": "http.disconnect"})
    headers = [(b"authorization", b"Bearer rpa_mock_steered")]
    scope = {"type": "http", "method": "POST", "path": "/v2/demo/runsync", "headers": headers}
    sent = list[Message]()

    async def send(message: Message) -> None:
        sent.append(message)

    await app({**scope, "query_string": b""}, came.get, send)

    (shown,) = await requests(http)
    assert (shown["status"], shown["body"], shown["answer"], sent) == (0, {"input": 7}, None, [])
