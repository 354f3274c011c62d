"""Whom faults strike, what they leave alone, and where it is told."""

from typing import Any

import httpx
import pytest

from contract_tests.wire.faults.conftest import Fault, Jobs, run

pytestmark = pytest.mark.anyio


async def test_a_fault_may_mean_one_endpoint(http: httpx.AsyncClient, fault: Fault) -> None:
    await fault("status", status=500, endpoint="demo")

    for path in ("/v2/demo/health", "/v1/endpoints/demo"):
        assert (await http.get(path)).status_code == 500
    for path in ("/v2/cpu-demo/health", "/v1/endpoints/cpu-demo", "/v1/endpoints"):
        assert (await http.get(path)).status_code == 200


async def test_a_fault_may_mean_one_job(http: httpx.AsyncClient, fault: Fault) -> None:
    first, second = [(await run(http)).json()["id"] for _ in range(2)]
    await fault("status", status=500, job=first)

    assert (await http.get(f"/v2/demo/status/{first}")).status_code == 500
    assert (await http.get(f"/v2/demo/status/{second}")).status_code == 200


async def test_a_served_address_is_meant_however_it_is_written(
    http: httpx.AsyncClient, fault: Fault, jobs: Jobs
) -> None:
    await fault("status", status=500, on="POST /v2/*/run")

    for path in ("/v1/demo/run", "/v2//demo/run"):
        assert (await http.post(path, json={"input": 1})).status_code == 500

    assert await jobs() == []


@pytest.mark.rule("B-011")
async def test_the_bot_filter_meets_the_user_agents_of_libraries(
    http: httpx.AsyncClient, fault: Fault
) -> None:
    await fault("bot_403")

    bot = await http.post("/graphql", json={}, headers={"user-agent": "Python-urllib/3.11"})
    tool = await http.post("/graphql", json={}, headers={"user-agent": "runpodctl/1.14"})

    assert (bot.status_code, bot.text) == (403, "error code: 1010")
    assert tool.status_code != 403
    assert (await http.get("/v1/endpoints")).status_code == 200


@pytest.mark.parametrize("kind", ["status", "reset", "hang"])
async def test_a_control_request_is_never_struck(
    http: httpx.AsyncClient, fault: Fault, kind: str
) -> None:
    await fault(kind, **({"status": 500} if kind == "status" else {}))

    for path in ("/__mock/state", "/__mock/faults", "/healthz"):
        assert (await http.get(path)).status_code == 200


async def test_another_world_is_left_alone(http: httpx.AsyncClient, fault: Fault) -> None:
    await fault("status", status=500)

    answer = await http.get("/v1/endpoints", headers={"Authorization": "Bearer rpa_mock_other"})

    assert answer.status_code == 200


async def test_a_bad_key_is_a_bad_key_whatever_else_goes_wrong(
    http: httpx.AsyncClient, fault: Fault
) -> None:
    await fault("status", status=500)

    answer = await http.get("/v1/endpoints", headers={"Authorization": "Bearer rpa_mock_invalid"})

    assert answer.status_code == 401


async def test_journal_and_events_name_the_fault(http: httpx.AsyncClient, fault: Fault) -> None:
    await fault("latency", name="slow", seconds=0)
    await fault("status", name="down", status=500)

    await run(http)

    journal = (await http.get("/__mock/requests")).json()["requests"]
    events = (await http.get("/__mock/events")).json()["events"]
    assert [(each["status"], each["faults"]) for each in journal] == [(500, ["slow", "down"])]
    assert journal[0]["body"] == {"input": 1}
    assert [(each["id"], each["text"]) for each in events if each["event"] == "noted"] == [
        ("slow", "latency strikes POST /v2/demo/run"),
        ("down", "status strikes POST /v2/demo/run"),
    ]


async def played(http: httpx.AsyncClient, world: str, *faults: dict[str, Any]) -> list[Any]:
    """What thirty requests of a fresh world of seed 1 are answered, faults set or not."""
    await http.post("/__mock/worlds", json={"name": world, "seed": 1, "faults": list(faults)})
    headers = {"Authorization": f"Bearer rpa_mock_{world}"}
    answers = [
        await http.post("/v2/demo/run", json={"input": 1}, headers=headers) for _ in range(30)
    ]
    return [(answer.status_code, answer.text) for answer in answers]


async def test_the_same_seed_fails_in_the_same_way(http: httpx.AsyncClient) -> None:
    spec = {"fault": "status", "name": "f", "status": 500, "probability": 0.3}

    first, second = [await played(http, world, spec) for world in ("a", "b")]

    assert first == second
    assert {status for status, _ in first} == {200, 500}


async def test_a_fault_that_was_removed_was_never_there(
    http: httpx.AsyncClient,
) -> None:
    plain = await played(http, "plain")
    late = await played(http, "late", {"fault": "latency", "name": "f", "seconds": 0})
    removed = await http.delete("/__mock/faults/f", headers={"X-Mock-World": "late"})

    assert removed.status_code == 204
    assert late == plain
