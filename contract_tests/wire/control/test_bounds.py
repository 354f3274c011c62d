"""However much is sent or set, the mock answers soon and keeps only so much."""

from typing import Any

import httpx
import pytest

from mock_runpod.app import App
from mock_runpod.runtime import beginnings

pytestmark = pytest.mark.anyio
MANY = {f"k{number}": 0 for number in range(2_000)}


@pytest.mark.parametrize(
    ("verb", "path", "body"),
    [
        ("POST", "worlds", MANY),
        ("POST", "worlds", {"settings": MANY}),
        ("POST", "worlds", {"data": {"file": "w.json", "text": str(MANY).replace("'", '"')}}),
        ("PATCH", "config", MANY),
        ("PUT", "endpoints/demo", MANY),
        ("POST", "faults", [{"fault": "x"}] * 900),
        ("POST", "faults", {"fault": "hang"} | MANY),
        ("POST", "requests/find", MANY),
    ],
)
async def test_of_very_many_mistakes_a_few_are_told(
    http: httpx.AsyncClient, verb: str, path: str, body: Any
) -> None:
    answer = await http.request(verb, f"/__mock/{path}", json=body)

    assert answer.status_code == 400
    assert len(answer.json().get("problems", [])) <= 21


async def test_an_endpoint_has_so_many_rules(http: httpx.AsyncClient) -> None:
    rules = [{"when": {"equals": number}, "answer": {"output": 1}} for number in range(501)]
    answer = await http.put("/__mock/endpoints/demo/behaviour", json={"rules": rules})

    assert answer.status_code == 400
    assert (
        answer.json()["error"]
        == "rules: List should have at most 500 items after validation, not 501"
    )
    fewer = await http.put("/__mock/endpoints/demo/behaviour", json={"rules": rules[:500]})
    assert fewer.status_code == 200


async def test_a_rule_may_want_a_great_deal(http: httpx.AsyncClient) -> None:
    """What contradicts what is then not looked for, which would take minutes."""
    rule = {"when": {"subset": MANY}, "answer": {"output": "all of it"}}
    await http.put("/__mock/endpoints/demo/behaviour", json={"rules": [rule]})
    job = (await http.post("/v2/demo/run", json={"input": MANY})).json()["id"]
    await http.post("/__mock/clock/advance", json={"seconds": 60})

    assert (await http.get(f"/v2/demo/status/{job}")).json()["output"] == "all of it"


async def test_a_world_has_so_many_faults(http: httpx.AsyncClient) -> None:
    one = {"fault": "latency", "seconds": 1, "on": "GET /v1/*", "count": 1}
    (await http.post("/__mock/faults", json=[one] * 1_000)).raise_for_status()
    more = await http.post("/__mock/faults", json=one)

    assert more.status_code == 400
    assert more.json()["error"] == "a world has at most 1000 faults, and these are 1 more"


async def test_worlds_that_were_dropped_leave_nothing_behind(
    http: httpx.AsyncClient, app: App
) -> None:
    for number in range(200):
        await http.post("/__mock/worlds", json={"name": "again", "seed": number})
        mine = {"Authorization": "Bearer rpa_mock_again"}
        await http.post("/v2/demo/run", json={"input": 1}, headers=mine)
        await http.delete("/__mock/worlds/again")

    assert app.worlds.names() == ["steered"]
    assert len(app.worlds._beginnings._built) <= beginnings.MOST
