"""Back to an earlier moment, and what differs between two."""

import asyncio
from typing import Any

import httpx
import pytest

from contract_tests.wire.control.test_snapshots import SECRET, advance, file, run, state
from mock_runpod.app import App

pytestmark = pytest.mark.anyio
KEEPING = pytest.mark.parametrize("options", [{"rewind_turns": 50}])


async def told(http: httpx.AsyncClient) -> int:
    number: int = (await http.get("/__mock/events")).json()["told"]
    return number


async def diff(http: httpx.AsyncClient, **query: str) -> Any:
    return (await http.get("/__mock/diff", params=query)).raise_for_status().json()


@KEEPING
async def test_a_world_is_rewound_to_the_turn_that_had_not_gone_beyond_an_event(
    http: httpx.AsyncClient,
) -> None:
    await run(http)
    event, before = await told(http), await state(http)
    await run(http)
    await advance(http, 100)
    landed = await http.post("/__mock/rewind", json={"event": event})

    assert (landed.status_code, landed.json()["told"], landed.json()["now"]) == (200, event, 0)
    assert await state(http) == before


@KEEPING
async def test_an_event_in_the_middle_of_a_turn_lands_before_it_and_says_so(
    http: httpx.AsyncClient,
) -> None:
    first = await told(http)
    await run(http)
    last = await told(http)
    landed = await http.post("/__mock/rewind", json={"event": last - 1})

    assert last - first > 1
    assert landed.json()["told"] == first


@KEEPING
async def test_one_can_go_back_step_by_step(http: httpx.AsyncClient) -> None:
    steps = []
    for _ in range(4):
        steps.append((await told(http), await state(http)))
        await run(http)
    for event, before in reversed(steps):
        await http.post("/__mock/rewind", json={"event": event})
        assert await state(http) == before


async def test_where_no_turns_are_kept_a_rewind_says_how_to_keep_them(
    http: httpx.AsyncClient,
) -> None:
    answer = await http.post("/__mock/rewind", json={"event": 1})

    assert answer.status_code == 409
    assert "set rewind_turns" in answer.json()["error"]


@pytest.mark.parametrize("options", [{"rewind_turns": 3}])
async def test_no_more_turns_are_kept_than_was_said(http: httpx.AsyncClient) -> None:
    first = await told(http)
    for _ in range(5):
        await run(http)
    answer = await http.post("/__mock/rewind", json={"event": first})

    assert answer.status_code == 409
    assert answer.json()["error"].startswith("the 3 turns that are kept begin at event ")


@KEEPING
@pytest.mark.parametrize(
    "body", [{}, {"event": -1}, {"event": 10**6}, {"event": 1, "snapshot": "a"}, {"evnt": 1}]
)
async def test_a_rewind_to_nowhere_is_refused(http: httpx.AsyncClient, body: Any) -> None:
    before = await state(http)
    answer = await http.post("/__mock/rewind", json=body)

    assert answer.status_code == 400
    assert await state(http) == before


async def test_who_waits_while_a_snapshot_is_loaded_is_told_how_things_stand(
    app: App, http: httpx.AsyncClient
) -> None:
    await http.put("/__mock/snapshots/base")
    waiting = asyncio.create_task(http.post("/v2/demo/runsync", json={"input": 1}))
    driver = app.worlds.named("steered")
    while not driver.waiting:
        await asyncio.sleep(0)
    await http.post("/__mock/snapshots/base/load")

    assert (await waiting).status_code == 404  # as after a reset: nobody knows this job
    assert driver.waiting == 0


async def test_a_snapshot_outlives_a_reset(http: httpx.AsyncClient) -> None:
    await run(http)
    await http.put("/__mock/snapshots/base")
    before = await file(http)
    await http.post("/__mock/reset")

    assert (await http.post("/__mock/rewind", json={"snapshot": "base"})).json()["jobs"] == 1
    assert await file(http) == before


async def test_a_difference_tells_what_is_new_gone_and_changed(http: httpx.AsyncClient) -> None:
    kept = await run(http)
    await http.put("/__mock/snapshots/base")
    new = await run(http)
    await http.patch("/v1/endpoints/demo", json={"workersMax": 2})
    await http.delete("/v1/endpoints/cpu-demo")
    said = await diff(http, **{"from": "snapshot:base"})

    assert [(row["kind"], row["id"]) for row in said["added"] if row["kind"] == "job"] == [
        ("job", new)
    ]
    assert ("endpoint", "cpu-demo") in [(row["kind"], row["id"]) for row in said["removed"]]
    changed = {row["id"]: row["fields"] for row in said["changed"]}
    assert changed["demo"]["spec.workers_max"] == [1, 2]
    assert kept not in changed
    assert "endpoint demo: spec.workers_max 1 -> 2" in "\n".join(said["text"])
    assert f"job {new} is new" in said["text"]


async def test_a_difference_shows_no_secrets(http: httpx.AsyncClient) -> None:
    made = await http.post("/v1/templates", json={"name": "t", "imageName": "i", "env": {"A": "x"}})
    await http.put("/__mock/snapshots/base")
    changes = {"env": {"A": SECRET, "B": SECRET}}
    await http.patch(f"/v1/templates/{made.json()['id']}", json=changes)
    answer = await http.get("/__mock/diff", params={"from": "snapshot:base", "to": "world"})

    (row,) = answer.json()["changed"]
    assert row["fields"] == {"spec.env.A": ["***", "***"], "spec.env.B": [None, "***"]}
    assert SECRET not in answer.text
    assert SECRET not in (await file(http)).decode()
    await http.put("/__mock/snapshots/base")
    assert SECRET in (await file(http)).decode()  # the file is the truth


async def test_worlds_and_settings_can_be_compared(http: httpx.AsyncClient) -> None:
    for name in ("a", "b"):
        await http.post("/__mock/worlds", json={"name": name, "seed": 1})
    same = await diff(http, **{"from": "world:a", "to": "world:b"})
    await http.patch("/__mock/config", json={"boot_s": 9}, headers={"X-Mock-World": "b"})
    other = await diff(http, **{"from": "world:a", "to": "world:b"})

    assert same == {
        **{"now": [0, 0], "added": [], "removed": [], "changed": [], "text": [], "settings": {}}
    }
    assert other["settings"] == {"boot_s": [8, 9]}
    assert other["text"] == ["settings: boot_s 8.0 -> 9.0"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"from": "base"}, 400),
        ({"from": "snapshot:"}, 400),
        ({"from": "world:"}, 400),
        ({"from": "snapshot:nothing"}, 404),
        ({"from": "world:nobody"}, 404),
    ],
)
async def test_a_difference_to_nothing_is_refused(
    http: httpx.AsyncClient, query: dict[str, str], status: int
) -> None:
    answer = await http.get("/__mock/diff", params=query)

    assert answer.status_code == status
    assert len(answer.json()["error"]) > 10
