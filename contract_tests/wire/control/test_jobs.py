"""Jobs in the hand: what became of one, and saying oneself how it ends."""

from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import Advance

pytestmark = pytest.mark.anyio


@pytest.fixture
def options() -> dict[str, Any]:
    return {"data": "empty", "image_pull_s": 0, "boot_s": 0}


async def run(http: httpx.AsyncClient, input: Any = 1, **body: Any) -> str:
    answer = await http.post("/v2/sdxl/run", json={"input": input} | body)
    id: str = answer.raise_for_status().json()["id"]
    return id


async def held(http: httpx.AsyncClient, **behaviour: Any) -> str:
    """A job that waits for a hand."""
    await http.put("/__mock/endpoints/sdxl", json={"behaviour": {"by": "hand"} | behaviour})
    return await run(http)


async def test_a_job_tells_its_whole_story_in_seconds(
    http: httpx.AsyncClient, advance: Advance
) -> None:
    said = {"coldStart": 30, "behaviour": {"execution": 12.5}}
    await http.put("/__mock/endpoints/sdxl", json=said)
    await advance(100)
    hook = "http://127.0.0.1:9/hook"
    id = await run(http, {"prompt": "a house"}, webhook=hook)
    await advance(60)

    job = (await http.get(f"/__mock/jobs/{id}")).json()

    assert job == {
        "id": id,
        "endpointId": "sdxl",
        "status": "COMPLETED",
        "input": {"prompt": "a house"},
        "output": {"prompt": "a house"},
        "error": None,
        "workerId": job["workerId"],
        "by": None,
        "retries": 0,
        "createdAt": 100,
        "startedAt": 130,
        "finishedAt": 142.5,
        "rule": None,
        "delay": 30,
        "execution": 12.5,
        "webhook": hook,
        "delivery": job["delivery"],
    }
    assert job["delivery"]["status"] in ("SENDING", "WAITING", "GIVEN_UP")


async def test_jobs_are_listed_by_endpoint_and_status(http: httpx.AsyncClient) -> None:
    await http.put("/__mock/endpoints/other", json={})
    first = await held(http)
    await http.post(f"/__mock/jobs/{first}/finish", json={})
    second = await run(http)

    async def ids(query: str = "") -> list[str]:
        return [job["id"] for job in (await http.get(f"/__mock/jobs{query}")).json()]

    assert await ids() == await ids("?endpoint=sdxl") == [first, second]
    assert await ids("?status=COMPLETED") == [first]
    assert await ids("?endpoint=other") == []
    assert (await http.get("/__mock/jobs?status=DONE")).status_code == 400
    assert (await http.get("/__mock/jobs?endpoint=sdxI")).json() == {
        "error": "no endpoint `sdxI` in this world; there is `sdxl`"
    }


@pytest.mark.rule("B-107")
async def test_a_job_is_carried_to_its_end_by_hand(
    http: httpx.AsyncClient, advance: Advance
) -> None:
    id = await held(http)

    begun = (await http.post(f"/__mock/jobs/{id}/progress", json={"output": "10 %"})).json()
    await http.post(f"/__mock/jobs/{id}/emit", json={"output": "a"})
    await advance(7)
    done = (await http.post(f"/__mock/jobs/{id}/finish", json={"output": 42})).json()

    assert (begun["status"], begun["by"], begun["output"]) == ("IN_PROGRESS", "hand", "10 %")
    assert (done["status"], done["output"], done["execution"]) == ("COMPLETED", 42, 7)
    seen = (await http.get(f"/v2/sdxl/status/{id}")).json()
    assert (seen["status"], seen["output"]) == ("COMPLETED", 42)
    stream = (await http.get(f"/v2/sdxl/stream/{id}")).json()["stream"]
    assert stream == [{"output": "a"}]


@pytest.mark.rule("B-084")
async def test_a_job_fails_by_hand_and_is_run_again(http: httpx.AsyncClient) -> None:
    id = await held(http)

    failed = (await http.post(f"/__mock/jobs/{id}/fail", json={"error": "no"})).json()
    again = (await http.post(f"/__mock/jobs/{id}/retry")).json()

    assert (failed["status"], failed["error"], failed["retries"]) == ("FAILED", "no", 0)
    assert (again["status"], again["retries"]) == ("IN_PROGRESS", 1)


@pytest.mark.rule("B-083")
async def test_a_crash_by_hand_loses_the_worker(http: httpx.AsyncClient, advance: Advance) -> None:
    id = await held(http)
    first = (await http.get(f"/__mock/jobs/{id}")).json()["workerId"]

    crashed = (await http.post(f"/__mock/jobs/{id}/crash")).json()
    await advance(41)

    assert crashed["status"] == "IN_PROGRESS"  # nobody has noticed
    again = (await http.get(f"/__mock/jobs/{id}")).json()
    assert (again["retries"], again["workerId"] == first) == (1, False)


@pytest.mark.rule("B-091")
async def test_a_job_is_cancelled_by_hand(http: httpx.AsyncClient) -> None:
    id = await held(http)

    assert (await http.post(f"/__mock/jobs/{id}/cancel")).json()["status"] == "CANCELLED"


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("progress", {"output": 1}),
        ("emit", {"output": 1}),
        ("finish", {}),
        ("fail", {"error": "no"}),
        ("crash", {}),
        ("retry", {}),
    ],
)
async def test_what_cannot_be_done_now_is_refused(
    http: httpx.AsyncClient, verb: str, body: dict[str, Any]
) -> None:
    id = await held(http)
    await http.post(f"/__mock/jobs/{id}/finish", json={"output": 1})
    before = (await http.get(f"/__mock/jobs/{id}")).json()

    over = await http.post(f"/__mock/jobs/{id}/{verb}", json=body)
    nobody = await http.post(f"/__mock/jobs/nonsense/{verb}", json=body)

    assert over.status_code == 409
    assert "COMPLETED" in over.json()["error"]
    assert nobody.status_code == 404
    assert nobody.json() == {"error": "no job `nonsense` in this world"}
    assert (await http.get(f"/__mock/jobs/{id}")).json() == before


@pytest.mark.parametrize(
    ("verb", "body", "complaint"),
    [
        ("emit", {}, "output: Field required"),
        ("fail", {}, "error: Field required"),
        ("fail", {"error": 1}, "error: Input should be a valid string"),
        ("finish", {"outputs": 1}, "unknown key 'outputs'; did you mean 'output'?"),
        ("finish", {"attempt": "x"}, "attempt: Input should be a valid integer"),
    ],
)
async def test_a_body_that_cannot_be_meant_is_refused(
    http: httpx.AsyncClient, verb: str, body: dict[str, Any], complaint: str
) -> None:
    id = await held(http)

    answer = await http.post(f"/__mock/jobs/{id}/{verb}", json=body)

    assert (answer.status_code, answer.json()["error"][: len(complaint)]) == (400, complaint)
