"""A world of one's own: its seed, clock, profile, data, settings; and its end."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio
DATA = """
[[templates]]
id = "mine"
name = "mine"
imageName = "me/worker:1"
isServerless = true

[[endpoints]]
id = "sdxl"
templateId = "mine"
"""


async def made(http: httpx.AsyncClient, **said: Any) -> dict[str, Any]:
    answer = await http.post("/__mock/worlds", json=said)
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


async def of(http: httpx.AsyncClient, world: str, path: str = "state") -> dict[str, Any]:
    answer = await http.get(f"/__mock/{path}", headers={"X-Mock-World": world})
    document: dict[str, Any] = answer.json()
    return document


async def test_a_world_is_made_with_all_that_was_said(http: httpx.AsyncClient) -> None:
    data = {"file": "mine.toml", "text": DATA}
    said = await made(
        http, name="t1", seed=3, clock="auto", profile="chaos", data=data, settings={"boot_s": 1}
    )

    assert said == {
        **{"name": "t1", "key": "rpa_mock_t1", "now": 0, "clock": "auto", "profile": "chaos"},
        **{"seed": 3, "endpoints": 1, "workers": 1, "jobs": 0},
    }
    config = await of(http, "t1", "config")
    assert (config["seed"], config["profile"], config["settings"]["boot_s"]) == (3, "chaos", 1)
    assert [row["id"] for row in (await of(http, "t1"))["endpoints"]] == ["sdxl"]


async def test_what_is_left_out_is_as_the_server_was_started_with(http: httpx.AsyncClient) -> None:
    said = await made(http)

    assert said == {
        **{"name": "world-1", "key": "rpa_mock_world-1", "now": 0, "clock": "manual"},
        **{"profile": "instant", "seed": "7:world-1", "endpoints": 3, "workers": 3, "jobs": 0},
    }
    assert (await of(http, "world-1", "config"))["settings"]["image_pull_s"] == 20


@pytest.mark.parametrize("seed", [7, 0, "7:alice"])
async def test_worlds_of_one_seed_tell_the_same_story_whatever_their_names(
    http: httpx.AsyncClient, seed: int | str
) -> None:
    ids = []
    for name in ("one", "other"):
        key = (await made(http, name=name, seed=seed))["key"]
        run = await http.post("/v2/demo/run", json={"input": 1}, headers={"Authorization": key})
        ids.append(run.json()["id"])

    assert ids[0] == ids[1]
    assert await of(http, "one") == await of(http, "other")


async def test_the_seed_that_is_shown_of_any_world_makes_it_again(http: httpx.AsyncClient) -> None:
    first = await http.post("/v2/demo/run", json={"input": 1})
    shown = (await http.get("/__mock/config")).json()["seed"]
    key = (await made(http, name="again", seed=shown))["key"]
    second = await http.post("/v2/demo/run", json={"input": 1}, headers={"Authorization": key})

    assert first.json() == second.json()


async def test_a_reset_gives_back_what_the_world_was_made_with(http: httpx.AsyncClient) -> None:
    await made(http, name="t1", seed=3, clock="auto", settings={"boot_s": 1})
    mine = {"X-Mock-World": "t1"}
    before = [await of(http, "t1", path) for path in ("state", "config", "clock")]
    await http.patch("/__mock/config", json={"boot_s": 9}, headers=mine)
    await http.post("/__mock/clock", json={"mode": "manual"}, headers=mine)
    await http.post("/v2/demo/run", json={"input": 1}, headers={"Authorization": "rpa_mock_t1"})
    await http.post("/__mock/reset", headers=mine)

    assert [await of(http, "t1", path) for path in ("state", "config", "clock")] == before


@pytest.mark.parametrize("name", ["t1", "steered"])
async def test_a_name_that_is_taken_is_refused_and_the_world_is_left_alone(
    http: httpx.AsyncClient, name: str
) -> None:
    await made(http, name="t1", seed=3)
    await http.post("/v2/demo/run", json={"input": 1})
    answer = await http.post("/__mock/worlds", json={"name": name, "seed": 4})

    assert answer.status_code == 409
    assert answer.json() == {"error": f"there is a world called {name} already"}
    assert (await of(http, "t1", "config"))["seed"] == 3
    assert len((await of(http, "steered"))["jobs"]) == 1


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"name": "a/b"}, "a world cannot be called 'a/b'"),
        ({"name": ""}, "a world cannot be called ''"),
        ({"name": "key-0123456789"}, "does not begin with key-"),
        ({"name": "invalid"}, "rpa_mock_invalid has a meaning of its own"),
        ({"nam": "x"}, "did you mean 'name'?"),
        ({"clock": "fast"}, "unknown clock 'fast'"),
        ({"profile": "fats"}, "not one of the ready-made profiles"),
        ({"data": "nowhere.toml"}, "not one of the ready-made worlds"),
        ({"settings": {"bot_s": 1}}, "did you mean boot_s?"),
        ({"settings": {"boot_s": -1}}, "boot_s: Input should be greater than or equal to 0"),
        ({"seed": 1.5}, "seed"),
        ({"faults": [{"fault": "staus"}]}, "staus"),
        ({"faults": "flakey"}, "flakey"),
        (
            {"data": {"file": "w.toml", "text": DATA.replace("templateId", "templateID")}},
            "w.toml, line 10, endpoints.0.templateID: there is no such field; did you mean",
        ),
        (
            {"data": {"file": "w.toml", "text": DATA.replace('worker:1"', "worker:1")}},
            "w.toml: Illegal character",
        ),
        (
            {"data": {"file": "w.json", "text": '{"endpoints": [\n{"id": "a"}]}'}},
            "w.json, line 2, endpoints.0.templateId: Field required",
        ),
    ],
)
async def test_a_wish_that_makes_no_sense_is_refused_and_nothing_is_made(
    http: httpx.AsyncClient, said: dict[str, Any], complaint: str
) -> None:
    answer = await http.post("/__mock/worlds", json=said)

    assert answer.status_code == 400
    assert complaint in answer.json()["error"]
    assert (await http.get("/__mock/worlds")).json()[1:] == []


async def test_a_fork_goes_its_own_way_from_the_moment_it_was_made(http: httpx.AsyncClient) -> None:
    await made(http, name="t1", seed=3)
    await http.post("/v2/demo/run", json={"input": 1}, headers={"Authorization": "rpa_mock_t1"})
    for seconds in (10, 5):
        mine = {"X-Mock-World": "t1"}
        await http.post("/__mock/clock/advance", json={"seconds": seconds}, headers=mine)
    forked = await http.post("/__mock/worlds/t1/fork", json={"as": "t2"})
    begun = await of(http, "t2")
    await http.post("/v2/demo/run", json={"input": 2}, headers={"Authorization": "rpa_mock_t2"})

    assert (forked.status_code, forked.json()["now"], forked.json()["jobs"]) == (201, 15, 1)
    assert await of(http, "t1") == begun
    assert len((await of(http, "t2"))["jobs"]) == 2
    await http.post("/__mock/reset", headers={"X-Mock-World": "t2"})
    assert await of(http, "t2") == begun


async def test_a_fork_needs_a_world_and_a_name_nobody_has(http: httpx.AsyncClient) -> None:
    await made(http, name="t1")

    assert (await http.post("/__mock/worlds/nobody/fork", json={"as": "x"})).status_code == 404
    assert (await http.post("/__mock/worlds/t1/fork", json={"as": "t1"})).status_code == 409
    assert (await http.post("/__mock/worlds/t1/fork", json={"to": "x"})).status_code == 400
    assert (await http.post("/__mock/worlds/t1/fork")).json()["name"] == "world-1"


async def test_faults_come_with_a_world_and_stay_over_a_reset(http: httpx.AsyncClient) -> None:
    busy = {"fault": "status", "status": 429, "on": "POST /v2/*/run", "count": 1}
    mine = {"Authorization": (await made(http, name="t1", faults=[busy]))["key"]}
    statuses = []
    for _ in range(2):
        for _ in range(2):
            answer = await http.post("/v2/demo/run", json={"input": 1}, headers=mine)
            statuses.append(answer.status_code)
        await http.post("/__mock/reset", headers=mine)

    assert statuses == [429, 200, 429, 200]


@pytest.mark.parametrize("options", [{"keys": ("rpa_mock_steered",)}])
async def test_the_key_of_a_world_made_on_purpose_is_accepted(http: httpx.AsyncClient) -> None:
    before = await http.get("/v2/demo/health", headers={"Authorization": "rpa_mock_t1"})
    await made(http, name="t1")
    after = await http.get("/v2/demo/health", headers={"Authorization": "rpa_mock_t1"})

    assert (before.status_code, after.status_code) == (401, 200)
