"""A world per key; beginning one anew, and forgetting one."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio


def named(name: str) -> dict[str, str]:
    return {"X-Mock-World": name}


async def jobs(http: httpx.AsyncClient, **headers: str) -> list[Any]:
    found: list[Any] = (await http.get("/__mock/state", headers=headers)).json()["jobs"]
    return found


async def submit(http: httpx.AsyncClient, key: str) -> None:
    headers = {"Authorization": key}
    answer = await http.post("/v2/demo/run", json={"input": 1}, headers=headers)
    assert answer.status_code == 200


async def test_a_world_is_chosen_by_the_key_or_by_its_name(http: httpx.AsyncClient) -> None:
    await submit(http, "rpa_mock_other")

    assert len(await jobs(http, authorization="Bearer rpa_mock_other")) == 1
    assert len(await jobs(http, **named("other"))) == 1
    assert await jobs(http) == []
    assert await jobs(http, **named("third")) == []


async def test_worlds_are_listed_by_name_or_digest_and_never_by_key(
    http: httpx.AsyncClient,
) -> None:
    await submit(http, "rpa_verysecretkey")
    await submit(http, "rpa_mock_alice")
    answer = await http.get("/__mock/worlds")

    rows = {row["name"]: row for row in answer.json()}
    digest = next(name for name in rows if name.startswith("key-"))
    assert set(rows) == {digest, "alice", "steered"}
    assert rows["alice"] == {
        **{"name": "alice", "now": 0, "clock": "manual", "profile": "instant", "seed": "7:alice"},
        **{"endpoints": 3, "workers": 3, "jobs": 1},
    }
    assert "verysecretkey" not in answer.text
    assert len(await jobs(http, **named(digest))) == 1


async def test_a_digest_nobody_has_is_not_found(http: httpx.AsyncClient) -> None:
    answer = await http.get("/__mock/state", headers=named("key-0123456789"))

    assert answer.status_code == 404
    assert "key-0123456789" in answer.json()["error"]


async def test_a_reset_begins_this_world_anew_and_no_other(http: httpx.AsyncClient) -> None:
    before = (await http.get("/__mock/state")).json()
    for key in ("rpa_mock_steered", "rpa_mock_other"):
        await submit(http, key)
    await http.post("/__mock/clock/advance", json={"seconds": 5})
    answer = await http.post("/__mock/reset")

    assert (answer.status_code, answer.content) == (204, b"")
    assert (await http.get("/__mock/state")).json() == before
    assert len(await jobs(http, **named("other"))) == 1


async def test_a_reset_takes_back_settings_and_the_mode_of_the_clock(
    http: httpx.AsyncClient,
) -> None:
    """What one test has changed must not surprise the next."""
    begun = [(await http.get(f"/__mock/{path}")).json() for path in ("config", "clock")]
    await http.patch("/__mock/config", json={"boot_s": 1})
    await http.post("/__mock/clock", json={"mode": "auto"})
    await http.post("/__mock/reset")

    assert [(await http.get(f"/__mock/{path}")).json() for path in ("config", "clock")] == begun


async def test_a_reset_can_be_for_all_worlds(http: httpx.AsyncClient) -> None:
    for key in ("rpa_mock_steered", "rpa_mock_other"):
        await submit(http, key)
    await http.post("/__mock/reset?all=1")

    assert await jobs(http) == []
    assert await jobs(http, **named("other")) == []
    assert (await http.post("/__mock/reset?all=perhaps")).status_code == 400


async def test_the_same_story_after_a_reset_has_the_same_ids(http: httpx.AsyncClient) -> None:
    first = await http.post("/v2/demo/run", json={"input": 1})
    await http.post("/__mock/reset")
    second = await http.post("/v2/demo/run", json={"input": 1})

    assert first.json() == second.json()


async def test_a_forgotten_world_is_no_longer_listed_and_begins_anew(
    http: httpx.AsyncClient,
) -> None:
    await submit(http, "rpa_mock_other")
    answer = await http.delete("/__mock/worlds/other")

    assert (answer.status_code, answer.content) == (204, b"")
    assert [row["name"] for row in (await http.get("/__mock/worlds")).json()] == ["steered"]
    assert await jobs(http, **named("other")) == []


async def test_forgetting_a_world_that_is_not_there_is_not_found(http: httpx.AsyncClient) -> None:
    answer = await http.delete("/__mock/worlds/nobody")

    assert answer.status_code == 404
    assert answer.json() == {"error": "no world is called nobody"}


async def test_a_broke_account_can_be_had_by_its_key(http: httpx.AsyncClient) -> None:
    headers = {"Authorization": "Bearer rpa_mock_broke"}
    said = (await http.get("/__mock/state", headers=headers)).json()

    assert said["accounts"][0]["balance"] == 0
