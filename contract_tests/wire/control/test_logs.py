"""What workers print, as their launchers tell it and as a person reads it."""

import asyncio
from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import Advance
from contract_tests.wire.control.test_crew import announced

pytestmark = pytest.mark.anyio


async def printed(http: httpx.AsyncClient, id: str, *lines: dict[str, Any]) -> httpx.Response:
    return await http.post(f"/__mock/workers/{id}/logs", json={"lines": lines})


async def test_lines_come_back_in_order_with_worker_and_job(http: httpx.AsyncClient) -> None:
    id = (await announced(http))["worker"]["id"]
    await printed(http, id, {"text": "one"}, {"text": "two", "level": "error", "jobId": "j1"})
    lines = (await http.get(f"/__mock/workers/{id}/logs")).json()["lines"]
    of_job = (await http.get("/__mock/jobs/j1/logs")).json()["lines"]

    said = [(line["text"], line["level"], line["source"]) for line in lines[-2:]]
    assert said == [("one", "INFO", "container"), ("two", "ERROR", "container")]
    assert [(line["text"], line["workerId"]) for line in of_job] == [("two", id)]


@pytest.mark.timeout(10)  # less than the question is held
async def test_reading_goes_on_where_it_ended(http: httpx.AsyncClient) -> None:
    id = (await announced(http))["worker"]["id"]
    await printed(http, id, {"text": "one"})
    told = (await http.get(f"/__mock/workers/{id}/logs")).json()["told"]
    question = asyncio.ensure_future(http.get(f"/__mock/workers/{id}/logs?since={told}&wait=20"))
    await asyncio.sleep(0)
    await printed(http, id, {"text": "two"})

    assert [line["text"] for line in (await question).json()["lines"]] == ["two"]


async def test_the_last_lines_of_a_worker_outlive_it(http: httpx.AsyncClient) -> None:
    id = (await announced(http))["worker"]["id"]
    await printed(http, id, {"text": "good bye"})
    await http.post(f"/__mock/workers/{id}/gone", json={"expected": True})
    lines = (await http.get(f"/__mock/workers/{id}/logs")).json()["lines"]

    assert [line["text"] for line in lines[-2:]] == ["good bye", "its process has ended"]
    assert lines[-1]["source"] == "system"


async def test_simulated_workers_print_too(http: httpx.AsyncClient, advance: Advance) -> None:
    body = {"input": {"mock_logs": ["loading", "loaded"]}}
    job = (await http.post("/v2/demo/run", json=body)).json()["id"]
    await advance(60)
    lines = (await http.get(f"/__mock/jobs/{job}/logs")).json()["lines"]

    assert [(line["text"], line["source"]) for line in lines] == [
        ("loading", "container"),
        ("loaded", "container"),
    ]


async def test_only_so_many_lines_are_kept(http: httpx.AsyncClient) -> None:
    id = (await announced(http))["worker"]["id"]
    for start in range(0, 1_500, 500):
        await printed(http, id, *({"text": str(n)} for n in range(start, start + 500)))
    lines = (await http.get(f"/__mock/workers/{id}/logs")).json()["lines"]

    assert (len(lines), lines[0]["text"], lines[-1]["text"]) == (1_000, "500", "1499")


async def test_workers_that_print_without_end_push_out_those_that_are_silent(
    http: httpx.AsyncClient,
) -> None:
    ids = [(await announced(http))["worker"]["id"] for _ in range(3)]
    for id in ids:
        for _ in range(8):
            await printed(http, id, *[{"text": "x" * 8_000}] * 120)
    kept = [len((await http.get(f"/__mock/workers/{id}/logs")).json()["lines"]) for id in ids]

    assert 0 < kept[0] < kept[1] == kept[2] == 960
    assert sum(kept) * 8_000 <= 16 * 1024 * 1024


async def test_whoever_reads_on_after_a_reset_misses_nothing(http: httpx.AsyncClient) -> None:
    id = (await announced(http))["worker"]["id"]
    await printed(http, id, *({"text": str(n)} for n in range(9)))
    told = (await http.get(f"/__mock/workers/{id}/logs")).json()["told"]
    await http.post("/__mock/reset")
    await announced(http, id=id)
    await printed(http, id, {"text": "anew"})
    lines = (await http.get(f"/__mock/workers/{id}/logs?since={told}")).json()["lines"]

    assert [line["text"] for line in lines if line["source"] == "container"] == ["anew"]


@pytest.mark.timeout(10)  # less than the question is held
async def test_whoever_waits_for_a_job_s_lines_is_not_told_of_others(
    http: httpx.AsyncClient,
) -> None:
    id = (await announced(http))["worker"]["id"]
    await printed(http, id, {"text": "one", "jobId": "j1"})
    told = (await http.get("/__mock/jobs/j1/logs")).json()["told"]
    question = asyncio.ensure_future(http.get(f"/__mock/jobs/j1/logs?since={told}&wait=20"))
    await asyncio.sleep(0)
    await printed(http, id, {"text": "of another", "jobId": "j2"})
    await printed(http, id, {"text": "two", "jobId": "j1"})

    assert [line["text"] for line in (await question).json()["lines"]] == ["two"]


async def test_a_key_that_may_be_a_real_one_is_not_kept(http: httpx.AsyncClient) -> None:
    id, real = (await announced(http))["worker"]["id"], "rpa_" + "A" * 40
    await printed(http, id, {"text": f"my key is {real}"})
    lines = (await http.get(f"/__mock/workers/{id}/logs")).json()["lines"]

    assert lines[-1]["text"] == "my key is ***"


async def test_nobody_s_logs_are_no_logs(http: httpx.AsyncClient) -> None:
    answers = [
        await http.get("/__mock/workers/nobody/logs"),
        await http.get("/__mock/jobs/none/logs"),
        await printed(http, "nobody", {"text": "boo"}),
        await http.get("/__mock/workers/nobody/logs?wait=99"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
