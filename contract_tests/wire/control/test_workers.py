"""Workers in the hand: who is there, and what happens to one."""

from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import Advance

pytestmark = pytest.mark.anyio


@pytest.fixture
def options() -> dict[str, Any]:
    return {"data": "empty", "image_pull_s": 0, "boot_s": 0}


async def worker(http: httpx.AsyncClient) -> dict[str, Any]:
    (row,) = (await http.get("/__mock/workers?endpoint=sdxl")).json()
    found: dict[str, Any] = row
    return found


async def at_work(http: httpx.AsyncClient) -> tuple[str, str]:
    """A job that goes on and on, and the worker that has it."""
    said = {"workersMax": 1, "behaviour": {"execution": 500}}
    await http.put("/__mock/endpoints/sdxl", json=said)
    job_id = (await http.post("/v2/sdxl/run", json={"input": 1})).json()["id"]
    return job_id, (await worker(http))["id"]


async def test_a_worker_tells_where_it_is_and_what_it_does(http: httpx.AsyncClient) -> None:
    job_id, id = await at_work(http)
    await http.put("/__mock/endpoints/other", json={})

    row = await worker(http)

    assert (row["id"], row["status"], row["jobs"]) == (id, "RUNNING", [job_id])
    assert (row["gpuTypeId"], row["dataCenterId"]) == ("NVIDIA GeForce RTX 4090", "EU-RO-1")
    assert len((await http.get("/__mock/workers")).json()) == 2
    assert (await http.get(f"/__mock/workers/{id}")).json() == row
    assert (await http.get("/__mock/workers?endpoint=sdxI")).status_code == 404


@pytest.mark.rule("B-083")
@pytest.mark.parametrize(("verb", "silence"), [("crash", 41), ("oom", 41), ("lose", 41)])
async def test_what_it_had_is_given_to_another_when_it_is_missed(
    http: httpx.AsyncClient, advance: Advance, verb: str, silence: float
) -> None:
    job_id, id = await at_work(http)

    assert (await http.post(f"/__mock/workers/{id}/{verb}")).status_code == 204
    await advance(silence)

    job = (await http.get(f"/__mock/jobs/{job_id}")).json()
    assert (job["status"], job["retries"]) == ("IN_PROGRESS", 1)


async def test_a_retired_worker_is_gone_at_once(http: httpx.AsyncClient) -> None:
    job_id, id = await at_work(http)

    assert (await http.post(f"/__mock/workers/{id}/retire")).status_code == 204

    assert (await worker(http))["id"] != id
    job = (await http.get(f"/__mock/jobs/{job_id}")).json()
    assert (job["status"], job["retries"]) == ("IN_PROGRESS", 1)


@pytest.mark.rule("B-124")
async def test_an_idle_worker_falls_ill(http: httpx.AsyncClient) -> None:
    await http.put("/__mock/endpoints/sdxl", json={"workersMax": 1, "workersMin": 1})
    id = (await worker(http))["id"]

    assert (await http.post(f"/__mock/workers/{id}/sicken")).status_code == 204

    assert (await worker(http))["status"] == "UNHEALTHY"
    health = (await http.get("/v2/sdxl/health")).json()["workers"]
    assert health["unhealthy"] == 1


@pytest.mark.rule("B-123")
async def test_an_evicted_worker_waits_for_another_machine(
    http: httpx.AsyncClient, advance: Advance
) -> None:
    job_id, id = await at_work(http)

    assert (await http.post(f"/__mock/workers/{id}/evict")).status_code == 204

    row = await worker(http)
    assert (row["id"], row["status"], row["dataCenterId"]) == (id, "THROTTLED", None)
    assert (await http.get("/v2/sdxl/health")).json()["workers"]["throttled"] == 1
    await advance(10)
    job = (await http.get(f"/__mock/jobs/{job_id}")).json()
    assert (job["status"], job["retries"], job["workerId"]) == ("IN_PROGRESS", 1, id)


@pytest.mark.parametrize("verb", ["crash", "oom", "lose", "sicken", "evict", "retire"])
async def test_nothing_happens_to_a_worker_that_is_not_there(
    http: httpx.AsyncClient, verb: str
) -> None:
    answer = await http.post(f"/__mock/workers/nobody/{verb}")

    assert answer.status_code == 404
    assert answer.json()["error"].startswith("no worker `nobody` in this world")


@pytest.mark.parametrize("verb", ["sicken"])
async def test_what_cannot_happen_now_is_refused(http: httpx.AsyncClient, verb: str) -> None:
    _, id = await at_work(http)

    answer = await http.post(f"/__mock/workers/{id}/{verb}")

    assert (answer.status_code, answer.json()) == (409, {"error": "cannot sicken while RUNNING"})
