"""A world kept aside: by name, as a file, and back."""

from typing import Any

import httpx
import orjson
import pytest

from mock_runpod import __version__

pytestmark = pytest.mark.anyio
SECRET = "hunter2"


async def run(http: httpx.AsyncClient, given: Any = 1, **body: Any) -> str:
    answer = await http.post("/v2/demo/run", json={"input": given, **body})
    id: str = answer.raise_for_status().json()["id"]
    return id


async def advance(http: httpx.AsyncClient, seconds: float) -> None:
    await http.post("/__mock/clock/advance", json={"seconds": seconds})


async def state(http: httpx.AsyncClient) -> Any:
    paths = ("state", "events", "clock", "config")
    return [(await http.get(f"/__mock/{path}")).json() for path in paths]


async def file(http: httpx.AsyncClient, name: str = "base") -> bytes:
    return (await http.get(f"/__mock/snapshots/{name}")).raise_for_status().content


async def test_a_snapshot_brings_a_world_back_with_all_ids(http: httpx.AsyncClient) -> None:
    await run(http)
    await advance(http, 10)
    saved = await http.put("/__mock/snapshots/base")
    before = await state(http)
    await run(http)
    await advance(http, 100)
    await http.patch("/__mock/config", json={"boot_s": 1})
    loaded = await http.post("/__mock/snapshots/base/load")

    assert (saved.status_code, saved.json()) == (201, {"name": "base", **loaded.json()})
    assert loaded.json() == {
        **{"now": 10, "told": before[0]["told"], "clock": "manual", "seed": "7:steered"},
        **{"endpoints": 3, "workers": 3, "jobs": 1},
    }
    assert await state(http) == before


async def test_after_loading_the_same_commands_make_the_same_story(http: httpx.AsyncClient) -> None:
    await run(http)
    await http.put("/__mock/snapshots/base")
    stories = []
    for _ in range(2):
        await http.post("/__mock/snapshots/base/load")
        ids = [await run(http, {"mock_delay": 3}) for _ in range(3)]
        await advance(http, 60)
        stories.append((ids, await state(http)))

    assert stories[0] == stories[1]


@pytest.mark.parametrize("mode", ["manual", "auto", "real"])
async def test_saving_and_loading_gives_the_same_bytes(http: httpx.AsyncClient, mode: str) -> None:
    await run(http, {"$b": {"$": [1, 1.0, None]}, "a": "é"}, webhook="http://127.0.0.1:9/gone")
    await advance(http, 29)
    if mode == "auto":
        await http.post("/__mock/clock", json={"mode": mode})
        await http.get(f"/v2/demo/status/{await run(http)}")
    await http.put("/__mock/snapshots/base")
    first = await file(http)
    await http.post("/__mock/load", content=first)
    await http.put("/__mock/snapshots/again")

    assert await file(http, "again") == first


async def test_a_file_makes_the_world_again_in_another_mock_and_under_another_name(
    http: httpx.AsyncClient,
) -> None:
    id = await run(http)
    await http.put("/__mock/snapshots/base")
    other = {"Authorization": "Bearer rpa_mock_other"}
    answer = await http.post("/__mock/load", content=await file(http), headers=other)
    done = await http.get(f"/v2/demo/status/{id}", headers=other)

    assert answer.status_code == 200
    assert done.json() == {"id": id, "status": "IN_QUEUE"}


async def test_a_file_can_be_put_under_a_name(http: httpx.AsyncClient) -> None:
    await http.put("/__mock/snapshots/base")
    sent = await http.put("/__mock/snapshots/copy", content=await file(http))
    again = await http.put("/__mock/snapshots/copy", json={})

    assert (sent.status_code, again.status_code) == (201, 200)
    assert await file(http, "copy") == await file(http)


async def test_a_file_says_which_version_wrote_it(http: httpx.AsyncClient) -> None:
    await http.put("/__mock/snapshots/base")
    document = orjson.loads(await file(http))

    assert list(document)[:2] == ["format", "mock_runpod"]
    assert (document["format"], document["mock_runpod"]) == (1, __version__)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"format": 2, "mock_runpod": "9.9"}, "has format 2 and was written by mock_runpod 9.9; "),
        ({"format": "x"}, "has format 'x'"),
        ({"told": None}, "snapshot, told: it cannot be None"),
        (
            {"clock": {"mode": "fast", "now": 0, "epoch": 0}},
            "snapshot, clock: unknown clock 'fast'",
        ),
        ({"clock": {"mode": "auto", "epoch": 0}}, "snapshot, clock: 'now' is missing"),
        ({"settings": {"bot_s": 1}}, "snapshot, settings: unknown option bot_s"),
        ({"records": {"Jobb": [{}]}}, "snapshot, records, Jobb, row 1"),
        ({"records": {}}, "snapshot, rosters: what is said of"),
        ({"timers": [[1e9, "nonsense", "x", None]]}, "this version knows no timer 'nonsense'"),
        ({"timers": [[-1, "job-ends", "x", None]]}, "snapshot, timers, row 1: it is due at -1"),
        ({"random": [3, [1, 2], None]}, "snapshot, random"),
        ({"events": [{"$": "Chagned"}]}, "there is no kind 'Chagned' in this version"),
        ({"events": [{"$": "same", "as": 99_999}]}, "refers to 99999"),
        ({"more": 1}, "this version knows no part 'more'"),
    ],
)
async def test_a_file_that_is_broken_or_of_another_version_is_refused_and_changes_nothing(
    http: httpx.AsyncClient, changes: dict[str, Any], complaint: str
) -> None:
    await run(http)
    await http.put("/__mock/snapshots/base")
    before = await state(http)
    broken = orjson.dumps(orjson.loads(await file(http)) | changes)

    for refused in (
        await http.post("/__mock/load", content=broken),
        await http.put("/__mock/snapshots/broken", content=broken),
    ):
        assert refused.status_code == 400
        assert complaint in refused.json()["error"]
    assert await state(http) == before
    assert [row["name"] for row in (await http.get("/__mock/snapshots")).json()] == ["base"]


@pytest.mark.parametrize("body", [b"nonsense", b"[]", b'{"a": 1}', b"7", b'{"format": 1}'])
async def test_what_is_no_snapshot_at_all_is_refused(http: httpx.AsyncClient, body: bytes) -> None:
    answer = await http.post("/__mock/load", content=body)

    assert answer.status_code == 400
    assert "snapshot" in answer.json()["error"]


async def test_a_record_with_a_wrong_value_is_refused_by_its_place(http: httpx.AsyncClient) -> None:
    await run(http)
    await http.put("/__mock/snapshots/base")
    text = (await file(http)).replace(b'"retries":0', b'"retries":"none"', 1)
    answer = await http.post("/__mock/load", content=text)

    expected = "snapshot, records, Job, row 1: Job.retries cannot be a text"
    assert (answer.status_code, answer.json()["error"]) == (400, expected)


async def test_snapshots_are_listed_replaced_and_removed(http: httpx.AsyncClient) -> None:
    await http.put("/__mock/snapshots/one")
    await advance(http, 5)
    again = await http.put("/__mock/snapshots/one")
    rows = (await http.get("/__mock/snapshots")).json()
    gone = await http.delete("/__mock/snapshots/one")

    assert (again.status_code, gone.status_code) == (200, 204)
    assert [(row["name"], row["now"]) for row in rows] == [("one", 5)]
    assert (await http.get("/__mock/snapshots")).json() == []


async def test_a_snapshot_that_is_not_there_is_told_with_the_nearest(
    http: httpx.AsyncClient,
) -> None:
    await http.put("/__mock/snapshots/base")
    answers = [
        await http.get("/__mock/snapshots/bsae"),
        await http.post("/__mock/snapshots/bsae/load"),
        await http.delete("/__mock/snapshots/bsae"),
        await http.post("/__mock/rewind", json={"snapshot": "bsae"}),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].json() == {"error": "there is no snapshot 'bsae'; did you mean 'base'?"}
