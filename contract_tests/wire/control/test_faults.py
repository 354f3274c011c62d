"""Setting, listing and removing faults, and being told what would be right."""

from typing import Any

import httpx
import pytest

from mock_runpod.engine.faults import WIRE
from mock_runpod.runtime.faults.rows import KINDS

pytestmark = pytest.mark.anyio

RUN = "POST /v2/*/run"
OFTEN = {"after": 0, "every": 1, "count": None, "probability": 1.0, "seen": 0, "struck": 0}


async def add(http: httpx.AsyncClient, said: Any) -> Any:
    answer = await http.post("/__mock/faults", json=said)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def names(http: httpx.AsyncClient) -> list[str]:
    return [each["name"] for each in (await http.get("/__mock/faults")).json()]


async def test_a_fault_is_shown_as_it_was_written(http: httpx.AsyncClient) -> None:
    spec = {
        **{"name": "busy", "fault": "status", "status": 429, "on": RUN, "retry_after": 3},
        **{"endpoint": "demo", "after": 1, "every": 2, "count": 5, "probability": 0.5},
    }

    made = await add(http, spec)

    assert made == {
        **{"name": "busy", "fault": "status", "status": 429, "on": [RUN], "retryAfter": 3.0},
        **{"endpoint": "demo", "after": 1, "every": 2, "count": 5, "probability": 0.5},
        **{"commits": False, "seen": 0, "struck": 0},
    }
    assert (await http.get("/__mock/faults/busy")).json() == made
    assert (await http.get("/__mock/faults")).json() == [made]


async def test_what_has_no_name_is_numbered(http: httpx.AsyncClient) -> None:
    specs = [{"fault": "reset"}, {"fault": "reset"}, {"fault": "bot_403"}, {"status": 500}]

    made = await add(http, specs)

    assert [each["name"] for each in made] == ["reset-1", "reset-2", "bot_403-1", "status-1"]
    assert (await add(http, {"fault": "reset"}))["name"] == "reset-3"


async def test_strikes_are_counted(http: httpx.AsyncClient) -> None:
    await add(http, {"fault": "status", "status": 500, "name": "f", "every": 2})

    for _ in range(3):
        await http.get("/v1/endpoints")

    shown = (await http.get("/__mock/faults/f")).json()
    assert (shown["seen"], shown["struck"]) == (3, 2)


async def test_faults_are_removed_one_by_one_and_all(http: httpx.AsyncClient) -> None:
    await add(http, [{"fault": "reset", "name": name} for name in "abc"])

    assert (await http.delete("/__mock/faults/a")).status_code == 204
    assert await names(http) == ["b", "c"]
    assert (await http.delete("/__mock/faults")).status_code == 204
    assert await names(http) == []
    assert (await http.delete("/__mock/faults/a")).status_code == 404


async def test_of_a_list_with_a_mistake_nothing_is_set(http: httpx.AsyncClient) -> None:
    specs = [{"fault": "reset"}, {"fault": "hnag"}, {"fault": "latency"}]

    answer = await http.post("/__mock/faults", json=specs)

    assert answer.json()["problems"] == [
        "faults[1]: unknown fault 'hnag'; did you mean 'hang'?",
        "faults[2]: seconds is missing",
    ]
    assert await names(http) == []


async def test_a_name_is_there_once(http: httpx.AsyncClient) -> None:
    await add(http, {"fault": "reset", "name": "f"})

    answer = await http.post("/__mock/faults", json={"fault": "hang", "name": "f"})

    assert answer.status_code == 409
    assert answer.json()["error"] == "there is a fault named 'f' already"


@pytest.mark.parametrize("kind", KINDS)
async def test_the_kinds_tell_what_each_takes(http: httpx.AsyncClient, kind: str) -> None:
    told = (await http.get("/__mock/faults/kinds")).json()

    row = next(each for each in told["kinds"] if each["fault"] == kind)
    assert row["says"].strip()
    assert row["strikes"] == "a request" if kind in WIRE else row["strikes"]
    assert all(text.strip() for text in row["takes"].values())
    assert {"name", "after", "every", "count", "probability"} <= set(row["takes"])
    assert set(row["needs"]) <= {"seconds"}


@pytest.mark.parametrize(
    "spec",
    [
        {"fault": "worker.crash", "afterS": 3, "endpoint": "demo", "job": "*"},
        {"fault": "worker.oom", "after_s": 0},
        {"fault": "worker.lost_heartbeat", "worker": "w"},
        {"fault": "worker.slow_pull", "seconds": 300},
        {"fault": "worker.slow_pull", "factor": 4},
        {"fault": "worker.throttled", "probability": 0.5},
        {"fault": "worker.unhealthy"},
        {"fault": "stock_out", "gpu": "NVIDIA H100*", "datacenter": "EU-RO-1"},
        {"fault": "quota"},
        {"fault": "no_balance", "count": 1},
        {"fault": "webhook.lost", "endpoint": "demo"},
        {"fault": "webhook.duplicate", "job": "j"},
    ],
)
async def test_what_goes_wrong_in_the_world_is_set_alike(
    http: httpx.AsyncClient, spec: dict[str, Any]
) -> None:
    made = await add(http, spec)

    said = {"afterS" if key == "after_s" else key: value for key, value in spec.items()}
    assert made == {**OFTEN, "name": f"{spec['fault']}-1", **said}


async def test_ready_made_faults_can_all_be_set(http: httpx.AsyncClient) -> None:
    told = (await http.get("/__mock/faults/kinds")).json()["readyMade"]

    made = await add(http, [{"fault": row["fault"]} for row in told])

    assert [each["name"] for each in made] == [f"{row['fault']}-1" for row in told]
    wanted = {"bot_403", "dp_429", "v1_500", "status_404_grace", "health_lag", "control_lag"}
    assert wanted <= {row["fault"] for row in told}
