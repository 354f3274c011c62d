"""A result that is too large: RunPod refuses it, and what becomes of its job can be chosen."""

import asyncio

import httpx
import pytest

from contract_tests.wire.gateway.conftest import Status, Voice, remarks

pytestmark = [pytest.mark.anyio, pytest.mark.rule("B-088")]

MIB = 1024 * 1024
LARGE = b'{"output": "' + b"x" * (10 * MIB) + b'"}'


async def test_its_job_completes_without_output(
    http: httpx.AsyncClient, worker: Voice, job: str, status: Status
) -> None:
    answer = await worker.done(job, LARGE)
    said = await status(job)

    assert answer.status_code == 400
    assert "exceeded max body size of 10MiB" in answer.json()["detail"]
    assert (said["status"], "output" in said) == ("COMPLETED", False)
    assert f"the result of job {job} is larger than 10 MiB" in await remarks(http)


@pytest.mark.parametrize("options", [{"oversize_result": "lose"}])
async def test_it_can_be_as_if_there_were_none(worker: Voice, job: str, status: Status) -> None:
    answer = await worker.done(job, LARGE)

    assert answer.status_code == 400
    assert "retries" not in await status(job)
    assert (await worker.has())["id"] == job  # it asks with nothing in hand (W13)
    assert (await status(job))["retries"] == 1


@pytest.mark.parametrize("options", [{"oversize_result": "keep"}])
async def test_it_can_be_kept(worker: Voice, job: str, status: Status) -> None:
    answer = await worker.done(job, LARGE)

    assert answer.status_code == 200
    assert len((await status(job))["output"]) == 10 * MIB


async def test_that_of_runsync_may_be_twice_as_large(
    http: httpx.AsyncClient, worker: Voice
) -> None:
    await worker.take()
    asked = asyncio.ensure_future(http.post("/v2/demo/runsync", json={"input": 1}))
    await asyncio.sleep(0.01)
    job = await worker.has()

    assert (await worker.done(job["id"], LARGE)).status_code == 200
    assert len((await asked).json()["output"]) == 10 * MIB
