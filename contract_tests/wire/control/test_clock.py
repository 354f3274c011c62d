import asyncio
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def now(http: httpx.AsyncClient) -> float:
    moment: float = (await http.get("/__mock/clock")).json()["now"]
    return moment


async def test_a_clock_tells_its_time_its_mode_and_what_comes_next(http: httpx.AsyncClient) -> None:
    said = (await http.get("/__mock/clock")).json()

    assert list(said) == ["now", "iso", "mode", "next", "pending"]
    assert (said["now"], said["mode"], said["next"]) == (0, "manual", 20)
    assert said["iso"] == "2026-01-01T00:00:00.000Z"
    assert said["pending"] > 0


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        ({"seconds": 600}, 600),
        ({"seconds": 0.25}, 0.25),
        ({"seconds": 0}, 0),
        ({"by": "600"}, 600),
        ({"by": "250ms"}, 0.25),
        ({"by": "10m"}, 600),
        ({"by": "1h30m"}, 5_400),
        ({"by": "1h 30m"}, 5_400),
        ({"by": "1.5h"}, 5_400),
        ({"by": "7d"}, 604_800),
        ({"by": "2w"}, 1_209_600),
    ],
)
async def test_time_can_be_let_pass(
    http: httpx.AsyncClient, body: dict[str, Any], seconds: float
) -> None:
    said = (await http.post("/__mock/clock/advance", json=body)).json()

    assert said["now"] == seconds
    assert await now(http) == seconds


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"seconds": 1, "by": "1s"},
        {"seconds": -1},
        {"seconds": "soon"},
        {"seconds": None},
        {"seconds": 1e300},
        {"seconds": [1]},
        {"by": "soon"},
        {"by": "-1s"},
        {"by": "1 fortnight"},
        {"by": ""},
        {"by": "9999999w"},
        {"by": 600},
        {"minutes": 1},
        [],
        "10m",
    ],
)
async def test_a_span_that_makes_no_sense_is_refused_and_no_time_passes(
    http: httpx.AsyncClient, body: Any
) -> None:
    answer = await http.post("/__mock/clock/advance", json=body)

    assert answer.status_code == 400
    assert answer.json()["error"]
    assert await now(http) == 0


async def test_no_world_lasts_longer_than_a_hundred_years(http: httpx.AsyncClient) -> None:
    """Further on, dates cannot be written any more."""
    for endpoint in (await http.get("/v1/endpoints")).json():
        await http.delete(f"/v1/endpoints/{endpoint['id']}")
    first = await http.post("/__mock/clock/advance", json={"by": "36500d"})
    second = await http.post("/__mock/clock/advance", json={"by": "36500d"})

    assert (first.status_code, second.status_code) == (200, 400)
    assert (await http.get("/__mock/clock")).json()["iso"].startswith("2125-")


async def test_everything_due_on_the_way_happens_at_its_moment(http: httpx.AsyncClient) -> None:
    await http.post("/v2/demo/run", json={"input": {"mock_delay": 5}})
    await http.post("/__mock/clock/advance", json={"seconds": 1_000})
    row = (await http.get("/v2/demo/requests")).json()["requests"][0]

    assert (row["delayTime"], row["executionTime"]) == (28_000, 5_000)


@pytest.mark.parametrize(
    ("body", "now"), [({"seconds": 1}, 20), ({"seconds": 25}, 25), ({"by": "0s"}, 20)]
)
async def test_time_can_be_skipped_to_what_happens_next(
    http: httpx.AsyncClient, body: dict[str, Any], now: float
) -> None:
    said = (await http.post("/__mock/clock/skip", json=body)).json()

    assert said["now"] == now


async def test_where_nothing_is_due_a_skip_is_what_it_is_at_least(http: httpx.AsyncClient) -> None:
    for endpoint in (await http.get("/v1/endpoints")).json():
        await http.delete(f"/v1/endpoints/{endpoint['id']}")
    await http.post("/__mock/clock/skip", json={"seconds": 1_000})

    assert (await http.post("/__mock/clock/skip", json={"seconds": 3})).json()["now"] == 1_003


async def test_two_who_skip_at_once_do_so_one_after_the_other(http: httpx.AsyncClient) -> None:
    both = [http.post("/__mock/clock/skip", json={"seconds": 1}) for _ in range(2)]
    said = [answer.json() for answer in await asyncio.gather(*both)]

    assert [each["now"] for each in said] == [20, 21]


@pytest.mark.parametrize("mode", ["auto", "manual", "real", "scaled:60", "scaled:0.5"])
async def test_the_mode_can_be_chosen(http: httpx.AsyncClient, mode: str) -> None:
    said = (await http.post("/__mock/clock", json={"mode": mode})).json()

    assert said["mode"] == mode
    assert (await http.get("/__mock/clock")).json()["mode"] == mode


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"mode": "fast"},
        {"mode": "scaled"},
        {"mode": "scaled:0"},
        {"mode": "scaled:-1"},
        {"mode": "scaled:nan"},
        {"mode": "scaled:1e99"},
        {"mode": 1},
        {"mode": "auto", "x": 1},
    ],
)
async def test_an_unknown_mode_is_refused_and_the_old_one_stays(
    http: httpx.AsyncClient, body: Any
) -> None:
    answer = await http.post("/__mock/clock", json=body)

    assert answer.status_code == 400
    assert (await http.get("/__mock/clock")).json()["mode"] == "manual"


async def test_time_of_a_world_in_real_mode_can_be_advanced_too(http: httpx.AsyncClient) -> None:
    await http.post("/__mock/clock", json={"mode": "real"})
    await http.post("/__mock/clock/advance", json={"by": "1h"})

    assert 3_600 <= await now(http) < 3_660


async def test_a_key_that_is_nearly_right_is_told_the_right_one(http: httpx.AsyncClient) -> None:
    refused = await http.post("/__mock/clock/advance", json={"second": 5})

    assert refused.status_code == 400
    assert refused.json()["error"] == "unknown key 'second'; did you mean 'seconds'?"
