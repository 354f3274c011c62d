"""Functions elsewhere that do the work: they fetch a job, and say what comes of it."""

import asyncio
from typing import Any

import httpx
import pytest

from contract_tests.wire.control.work import LONG, OPTIONS, WORK, arranged, run
from mock_runpod.app import App

pytestmark = pytest.mark.anyio


@pytest.fixture
def options() -> dict[str, Any]:
    return OPTIONS


async def test_a_job_goes_to_whoever_waits_for_it(http: httpx.AsyncClient) -> None:
    await arranged(http)
    waiting = asyncio.create_task(http.post(WORK, json=LONG))
    await asyncio.sleep(0)

    id = await run(http)

    job = (await waiting).json()
    assert (job["id"], job["input"], job["endpointId"]) == (id, 21, "double")
    done = await http.post(f"/__mock/jobs/{id}/finish", json={"output": 42})
    assert (done.json()["status"], done.json()["output"]) == ("COMPLETED", 42)


async def test_each_attempt_is_given_out_once(http: httpx.AsyncClient) -> None:
    await arranged(http)
    id = await run(http)

    first, other = [await http.post(WORK, json={}) for _ in range(2)]
    assert (first.status_code, other.status_code) == (200, 204)

    await http.post(f"/__mock/jobs/{id}/fail", json={"error": "no"})
    await http.post(f"/__mock/jobs/{id}/retry")
    again = (await http.post(WORK, json={})).json()
    assert (again["id"], again["retries"]) == (id, 1)
    assert again["attempt"] != first.json()["attempt"]


async def test_a_result_that_comes_too_late_is_refused(http: httpx.AsyncClient) -> None:
    await arranged(http)
    id = await run(http)
    late = (await http.post(WORK, json={})).json()["attempt"]
    await http.post(f"/__mock/jobs/{id}/fail", json={"error": "no"})
    await http.post(f"/__mock/jobs/{id}/retry")

    answer = await http.post(f"/__mock/jobs/{id}/finish", json={"output": 1, "attempt": late})

    assert (answer.status_code, answer.json()["error"]) == (
        409,
        f"attempt {late} at job {id} is over",
    )


async def test_a_reset_ends_the_waiting(http: httpx.AsyncClient) -> None:
    await arranged(http)
    waiting = asyncio.create_task(http.post(WORK, json=LONG))
    await asyncio.sleep(0)

    await http.post("/__mock/reset")

    assert (await waiting).status_code == 204
    gone = await http.post(WORK, json=LONG)
    assert (gone.status_code, gone.json()["error"][:26]) == (404, "no endpoint `double` in th")


async def test_the_end_of_the_server_ends_the_waiting(http: httpx.AsyncClient, app: App) -> None:
    await arranged(http)
    waiting = asyncio.create_task(http.post(WORK, json=LONG))
    await asyncio.sleep(0)

    app.worlds.let_go()

    assert (await waiting).status_code == 204


async def test_who_has_hung_up_is_given_nothing(http: httpx.AsyncClient, app: App) -> None:
    await arranged(http)
    heard: list[Any] = [
        {"type": "http.request", "body": b'{"wait": 60}', "more_body": False},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Any:
        return heard.pop(0)

    async def send(message: Any) -> None:
        raise AssertionError(message)

    headers = [(b"host", b"127.0.0.1"), (b"authorization", b"Bearer rpa_mock_steered")]
    scope = {"type": "http", "method": "POST", "path": WORK, "query_string": b""}
    await app(scope | {"headers": headers}, receive, send)
    id = await run(http)

    assert (await http.post(WORK, json={})).json()["id"] == id


@pytest.mark.rule("B-105")
async def test_chunks_of_a_handler_make_up_the_output_where_that_is_said(
    http: httpx.AsyncClient,
) -> None:
    await arranged(http, generator=True, aggregate=True)
    id = await run(http)
    job = (await http.post(WORK, json={})).json()
    for chunk in ("a", "house"):
        await http.post(f"/__mock/jobs/{id}/emit", json={"output": chunk})

    await http.post(f"/__mock/jobs/{id}/finish", json={})

    stream = (await http.get(f"/v2/double/stream/{id}")).json()["stream"]
    assert (job["aggregate"], [each["output"] for each in stream]) == (True, ["a", "house"])
    assert (await http.get(f"/v2/double/status/{id}")).json()["output"] == ["a", "house"]
