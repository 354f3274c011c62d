"""An endpoint arranged in one line, and what its workers answer."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio
INSTANT = {"data": "empty", "profile": "instant", "clock": "auto"}


@pytest.fixture
def options() -> dict[str, Any]:
    return INSTANT


async def answered(http: httpx.AsyncClient, input: Any, endpoint: str = "sdxl") -> dict[str, Any]:
    answer = await http.post(f"/v2/{endpoint}/runsync", json={"input": input})
    said: dict[str, Any] = answer.raise_for_status().json()
    return said


async def test_one_line_makes_an_endpoint_with_its_template(http: httpx.AsyncClient) -> None:
    made = await http.put("/__mock/endpoints/sdxl", json={})

    assert made.status_code == 201
    row = made.json()
    assert (row["id"], row["templateId"], row["arranged"]) == ("sdxl", "tmpl-sdxl", True)
    assert (await answered(http, {"prompt": "a house"}))["output"] == {"prompt": "a house"}


async def test_one_that_is_there_is_looked_up_and_what_is_said_is_changed(
    http: httpx.AsyncClient,
) -> None:
    first = {"workersMax": 2, "idle_timeout": 9, "behaviour": {"output": 1}}
    await http.put("/__mock/endpoints/sdxl", json=first)

    again = await http.put("/__mock/endpoints/sdxl", json={"workersMax": 4, "coldStart": 3})

    row = again.json()
    assert again.status_code == 200
    assert (row["workersMax"], row["idleTimeout"], row["coldStart"]) == (4, 9, 3)
    assert row["behaviour"] == {"answers": [{"output": 1}]}
    told = (await http.get("/__mock/state")).json()["told"]
    assert (await http.put("/__mock/endpoints/sdxl", json={})).json() == row
    assert (await http.get("/__mock/endpoints/sdxl")).json() == row
    assert (await http.get("/__mock/endpoints")).json() == [row]
    assert (await http.get("/__mock/state")).json()["told"] == told


@pytest.mark.rule("B-141")
async def test_arranging_needs_neither_quota_nor_money(http: httpx.AsyncClient) -> None:
    broke = {"Authorization": "Bearer rpa_mock_broke"}

    made = await http.put("/__mock/endpoints/sdxl", json={"workersMax": 500}, headers=broke)

    assert (made.status_code, made.json()["workersMax"]) == (201, 500)
    more = await http.put("/__mock/endpoints/sdxl", json={"workersMax": 600}, headers=broke)
    assert (more.status_code, more.json()["workersMax"]) == (200, 600)


@pytest.mark.rule("B-127")
@pytest.mark.parametrize("options", [INSTANT, INSTANT | {"profile": "typical"}])
async def test_a_cold_start_is_what_was_said(
    http: httpx.AsyncClient, options: dict[str, Any]
) -> None:
    """Dispatch is no part of it: 20 ms in `typical`. Neither pull nor FlashBoot changes it."""
    await http.put("/__mock/endpoints/sdxl", json={"coldStart": 30})
    dispatch = 20 if options["profile"] == "typical" else 0

    first = await answered(http, 1)
    await http.post("/__mock/clock/advance", json={"seconds": 100})
    second = await answered(http, 2)

    assert [first["delayTime"], second["delayTime"]] == [30_000 + dispatch] * 2


@pytest.mark.parametrize(
    ("id", "body", "status", "complaint"),
    [
        ("pods", {}, 400, "an endpoint cannot have the id 'pods'"),
        ("a b", {}, 400, "'a b' cannot be an id: letters, digits"),
        ("new", {"gpuTypeIds": ["abacus"]}, 400, "unknown GPU type 'abacus'"),
        ("new", {"templateId": "nope"}, 409, "Template nope not found"),
        ("new", {"id": "old"}, 400, "the path says endpoint 'new', and the body 'old'"),
        ("new", {"coldStart": -1}, 400, "coldStart: Input should be greater than or equal to 0"),
        ("there", {"computeType": "CPU"}, 400, "endpoint there is a GPU endpoint, and stays one"),
    ],
)
async def test_an_endpoint_that_cannot_be_is_refused(
    http: httpx.AsyncClient, id: str, body: dict[str, Any], status: int, complaint: str
) -> None:
    await http.put("/__mock/endpoints/there", json={})
    before = (await http.get("/__mock/state")).json()

    answer = await http.put(f"/__mock/endpoints/{id}", json=body)

    assert (answer.status_code, answer.json()["error"][: len(complaint)]) == (status, complaint)
    assert (await http.get("/__mock/state")).json() == before


async def test_a_reset_forgets_what_was_arranged_and_counted(http: httpx.AsyncClient) -> None:
    said = {"behaviour": {"answers": [{"output": 1}, {"output": 2}]}}
    await http.put("/__mock/endpoints/sdxl", json=said)
    await answered(http, 0)

    await http.post("/__mock/reset")

    assert (await http.get("/__mock/endpoints")).json() == []
    answer = await http.get("/__mock/endpoints/sdxl")
    assert answer.json()["error"] == (
        "no endpoint `sdxl` in this world; there is no endpoint at all"
    )
    await http.put("/__mock/endpoints/sdxl", json=said)
    assert (await answered(http, 0))["output"] == 1


async def test_a_snapshot_keeps_rules_and_counts(http: httpx.AsyncClient) -> None:
    rule = {"when": {"subset": {"a": 1}}, "answers": [{"output": n} for n in range(3)]}
    await http.put("/__mock/endpoints/sdxl", json={"behaviour": {"rules": [rule]}})
    await answered(http, {"a": 1})
    await http.put("/__mock/snapshots/once")
    await answered(http, {"a": 1})

    await http.post("/__mock/snapshots/once/load")

    row = (await http.get("/__mock/endpoints/sdxl")).json()
    assert row["used"]["rules"] == [1]
    assert (await answered(http, {"a": 1}))["output"] == 1
