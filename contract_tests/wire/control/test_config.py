from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def test_the_options_in_force_are_shown(http: httpx.AsyncClient) -> None:
    said = (await http.get("/__mock/config")).json()

    assert list(said) == ["world", "seed", "profile", "settings", "server"]
    assert (said["world"], said["profile"]) == ("steered", "instant")
    assert said["settings"]["boot_s"] == 8
    assert said["settings"]["webhook_delays_s"] == [5, 15]
    assert said["server"]["clock"] == "manual"
    assert (said["server"]["keys"], said["server"]["admin_token"]) == ([], "")


@pytest.mark.parametrize(
    "options", [{"keys": ["rpa_mock_steered", "rpa_other"], "admin_token": "open sesame"}]
)
async def test_keys_and_tokens_are_only_told_to_be_set(http: httpx.AsyncClient) -> None:
    answer = await http.get("/__mock/config", headers={"X-Mock-Admin-Token": "open sesame"})

    server = answer.json()["server"]
    assert (server["keys"], server["admin_token"]) == ("***", "***")
    assert "rpa_" not in answer.text
    assert "sesame" not in answer.text


async def test_a_setting_can_be_changed_while_the_world_runs(http: httpx.AsyncClient) -> None:
    said = (await http.patch("/__mock/config", json={"boot_s": 2, "job_id_suffix": "-e1"})).json()
    id = (await http.post("/v2/demo/run", json={"input": 1})).json()["id"]
    await http.post("/__mock/clock/advance", json={"seconds": 22})

    assert (said["settings"]["boot_s"], said["settings"]["image_pull_s"]) == (2, 20)
    assert id.endswith("-e1")
    assert (await http.get(f"/v2/demo/status/{id}")).json()["delayTime"] == 22_000


async def test_a_change_is_for_one_world_only(http: httpx.AsyncClient) -> None:
    await http.patch("/__mock/config", json={"boot_s": 2})
    other = await http.get("/__mock/config", headers={"X-Mock-World": "other"})

    assert other.json()["settings"]["boot_s"] == 8


async def test_a_world_that_shall_remember_less_forgets_at_once(http: httpx.AsyncClient) -> None:
    await http.post("/__mock/clock/advance", json={"by": "1m"})
    await http.patch("/__mock/config", json={"event_limit": 2})

    assert len((await http.get("/__mock/events")).json()["events"]) == 2


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"boots_s": 1}, ["boots_s", "boot_s"]),
        ({"nonsense": 1, "boot_s": "long"}, ["nonsense"]),
        ({"boot_s": "long", "auto_retries": 1.5}, ["boot_s", "auto_retries"]),
        ({"timed_out_status": "always"}, ["timed_out_status"]),
        ({"rate_limits": "perhaps"}, ["rate_limits"]),
        ({"webhook_delays_s": 5}, ["webhook_delays_s"]),
        ({"port": 1}, ["port"]),
        ([1], ["object"]),
        ("boot_s", ["object"]),
        (None, []),
    ],
)
async def test_a_change_that_makes_no_sense_is_refused_whole(
    http: httpx.AsyncClient, changes: Any, named: list[str]
) -> None:
    before = (await http.get("/__mock/config")).json()
    body = {"boot_s": 99} | changes if isinstance(changes, dict) else changes
    answer = await http.patch("/__mock/config", json=body)

    assert answer.status_code == 400
    assert all(name in answer.json()["error"] for name in named)
    assert (await http.get("/__mock/config")).json() == before
