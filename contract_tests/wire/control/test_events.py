from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def events(http: httpx.AsyncClient, query: str = "") -> dict[str, Any]:
    said: dict[str, Any] = (await http.get(f"/__mock/events{query}")).json()
    return said


async def test_events_tell_what_happened_when_and_to_what(http: httpx.AsyncClient) -> None:
    begun = (await events(http))["told"]
    await http.post("/v2/demo/run", json={"input": {"mock_logs": "hello", "mock_return": 1}})
    await http.post("/__mock/clock/advance", json={"seconds": 28})
    news = (await events(http, f"?since={begun}"))["events"]

    jobs = [(e["at"], e["record"]["status"]) for e in news if e.get("kind") == "job"]
    assert jobs == [(0, "IN_QUEUE"), (28, "IN_PROGRESS"), (28, "COMPLETED")]
    assert {"at": 28.0, "event": "noted", "text": "hello"}.items() <= next(
        e.items() for e in news if e["event"] == "noted"
    )


async def test_a_thing_that_goes_is_told_as_it_last_was(http: httpx.AsyncClient) -> None:
    begun = (await events(http))["told"]
    await http.delete("/v1/endpoints/demo")
    news = (await events(http, f"?since={begun}"))["events"]

    gone = [e for e in news if e["event"] == "dropped" and e["kind"] == "endpoint"]
    assert [(e["id"], e["record"]["id"]) for e in gone] == [("demo", "demo")]


async def test_reading_on_page_by_page_misses_nothing(http: httpx.AsyncClient) -> None:
    for _ in range(5):
        await http.post("/v2/demo/run", json={"input": 1})
    await http.post("/__mock/clock/advance", json={"by": "1h"})
    whole = await events(http)

    since, pages = 0, list[Any]()
    while page := (said := await events(http, f"?since={since}&limit=7"))["events"]:
        assert len(page) <= 7
        since, pages = said["told"], pages + page
    assert pages == whole["events"]
    assert since == whole["told"]


async def test_reading_changes_nothing(http: httpx.AsyncClient) -> None:
    first = await events(http)
    await http.get("/__mock/state")

    assert await events(http) == first
    assert await events(http, f"?since={first['told']}") == {"told": first["told"], "events": []}
    assert await events(http, "?since=999999999") == {"told": first["told"], "events": []}
    assert (await events(http, "?limit=0"))["events"] == []


@pytest.mark.parametrize("options", [{"event_limit": 5}])
async def test_only_so_many_are_remembered_and_all_are_counted(http: httpx.AsyncClient) -> None:
    await http.post("/v2/demo/run", json={"input": 1})
    await http.post("/__mock/clock/advance", json={"by": "1m"})
    said = await events(http)

    assert len(said["events"]) == 5
    assert said["told"] > 10
    assert (await events(http, "?limit=2"))["told"] == said["told"] - 3


@pytest.mark.parametrize("query", ["since=soon", "limit=-1", "since=-1", "limit=nan"])
async def test_a_number_that_is_none_is_refused(http: httpx.AsyncClient, query: str) -> None:
    answer = await http.get(f"/__mock/events?{query}")

    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.json()["error"]


async def test_the_state_holds_every_kind_of_thing_even_when_there_is_none(
    http: httpx.AsyncClient,
) -> None:
    await http.post("/v2/demo/run", json={"input": {"env": 5}})
    said = (await http.get("/__mock/state")).json()

    assert list(said) == [
        *("now", "told", "accounts", "templates", "networkVolumes", "stock", "endpoints"),
        *("workers", "jobs", "chunks", "deliveries", "attempts", "tallies", "bills", "faults"),
    ]
    assert "demo" in [endpoint["id"] for endpoint in said["endpoints"]]
    assert said["jobs"][0]["asked"]["input"] == {"env": 5}
    assert said["networkVolumes"] == []


async def test_the_state_shows_an_input_however_deep_it_is(http: httpx.AsyncClient) -> None:
    body = b'{"input":' + b"[" * 190 + b"]" * 190 + b"}"
    await http.post("/v2/demo/run", content=body)

    assert (await http.get("/__mock/state")).status_code == 200
    assert (await http.get("/__mock/events")).status_code == 200
