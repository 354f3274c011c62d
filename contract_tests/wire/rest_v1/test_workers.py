"""`includeWorkers`: raw pod records, complete enough for the strictest client."""

from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import Advance
from contract_tests.wire.rest_v1.conftest import Make

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-045")]

COLD_START = 60


async def crew(http: httpx.AsyncClient, endpoint_id: str) -> list[dict[str, Any]]:
    shown = (await http.get(f"/v1/endpoints/{endpoint_id}?includeWorkers=true")).json()
    workers: list[dict[str, Any]] = shown["workers"]
    return workers


@pytest.mark.rule("B-046")
async def test_a_new_endpoint_has_a_worker_that_is_scaled_down(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    made = await new_endpoint(gpuTypeIds=["NVIDIA L4"], name="mine")

    (worker,) = await crew(http, made["id"])

    assert worker["desiredStatus"] == "EXITED"
    assert worker["costPerHr"] > 0
    assert worker["lastStartedAt"] is None
    assert worker["endpointId"] == worker["aiApiId"] == made["id"]
    assert worker["consumerUserId"] == made["userId"]
    assert worker["templateId"] == made["templateId"]
    assert worker["image"] == worker["imageName"] == "mock/worker:1"
    assert worker["gpuTypeId"] == worker["gpu"]["id"] == "NVIDIA L4"
    assert worker["gpuCount"] == worker["gpu"]["count"] == 1
    assert worker["volumeMountPath"] == "/runpod-volume"


@pytest.mark.rule("B-046")
async def test_a_worker_runs_while_it_is_up_and_exits_when_it_scales_down(
    http: httpx.AsyncClient, advance: Advance, new_endpoint: Make
) -> None:
    made = await new_endpoint(workersMax=1, idleTimeout=5)
    await http.post(f"/v2/{made['id']}/run", json={"input": {"mock_delay": 100}})

    await advance(COLD_START)
    (working,) = await crew(http, made["id"])
    await advance(300)
    (resting,) = await crew(http, made["id"])

    assert (working["desiredStatus"], resting["desiredStatus"]) == ("RUNNING", "EXITED")
    assert working["id"] == resting["id"]
    assert working["lastStatusChange"].startswith("Rented by User: Thu Jan 01 2026 00:00:")
    assert resting["lastStatusChange"].startswith("Exited by Runpod: ")
    assert working["lastStartedAt"].startswith("2026-01-01T00:00:")


async def test_workers_that_must_always_be_up_are(
    http: httpx.AsyncClient, advance: Advance, new_endpoint: Make
) -> None:
    made = await new_endpoint(workersMin=2, workersMax=2)
    await advance(COLD_START)

    assert [w["desiredStatus"] for w in await crew(http, made["id"])] == ["RUNNING", "RUNNING"]


@pytest.mark.rule("B-047")
async def test_the_platforms_secrets_lie_open_and_are_plainly_fake(
    http: httpx.AsyncClient, new_template: Make, new_endpoint: Make
) -> None:
    template = await new_template(env={"MODEL": "mock/model"})
    made = await new_endpoint(templateId=template["id"])

    (worker,) = await crew(http, made["id"])

    env = worker["env"]
    assert (env["MODEL"], env["RUNPOD_ENDPOINT_ID"]) == ("mock/model", made["id"])
    assert env["RUNPOD_AI_API_KEY"].startswith("fake-")
    assert env["RUNPOD_ENDPOINT_SECRET"].startswith("fake-")


async def test_a_whole_price_is_written_as_a_whole_number(
    http: httpx.AsyncClient, new_endpoint: Make
) -> None:
    """As integers everywhere: typed clients take `342.0` for a fraction."""
    made = await new_endpoint(gpuTypeIds=["NVIDIA A100 80GB PCIe"], gpuCount=125)

    shown = await http.get(f"/v1/endpoints/{made['id']}?includeWorkers=true")

    assert '"costPerHr":342,' in shown.text
