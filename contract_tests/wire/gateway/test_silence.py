"""What follows from what a real worker does not say any more: W12 to W14, told over the wire."""

import asyncio
from typing import Any

import httpx
import pytest

from contract_tests.wire.gateway.conftest import Run, Status, Voice, crew, remarks

pytestmark = pytest.mark.anyio
CURL = {"User-Agent": "curl/8.1"}


async def beats(worker: Voice, *jobs: str) -> None:
    """Three heartbeats, so that it is known how often they come; and a while without."""
    for _ in range(3):
        await worker.ping(*jobs)
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.1)


@pytest.mark.rule("B-154")
@pytest.mark.rule("W13")
async def test_a_job_that_its_heartbeats_name_no_more_is_lost(
    http: httpx.AsyncClient, run: Run, status: Status
) -> None:
    """Of one that always says that it has nothing to do, this is the only sign."""
    worker = Voice(http, **CURL)
    await worker.take()
    lost, kept = await run(), await run()
    await worker.batch(2)
    await beats(worker, kept)
    again = await worker.has()

    assert again["id"] == lost
    assert [(await status(id)).get("retries", 0) for id in (lost, kept)] == [1, 0]
    assert "w1 no longer speaks of it" in await remarks(http)


@pytest.mark.rule("W13")
async def test_it_is_lost_once_also_by_one_that_has_another_to_stop(
    http: httpx.AsyncClient, run: Run, status: Status
) -> None:
    worker = Voice(http, **CURL)
    await worker.take()
    lost, stopped = await run(), await run()
    await worker.batch(2)
    await http.post(f"/v2/demo/cancel/{stopped}")
    await beats(worker)
    await worker.take()
    holding = (await crew(http))["w1"]["jobs"]
    await worker.done(lost, {"output": "second try"})

    assert holding == [lost]
    assert (await crew(http))["w1"]["jobs"] == []
    assert (await crew(http))["w1"]["status"] == "IDLE"
    assert (await status(lost))["output"] == "second try"


@pytest.mark.rule("B-154")
@pytest.mark.rule("W13")
async def test_heartbeats_that_name_it_keep_it(
    http: httpx.AsyncClient, run: Run, status: Status
) -> None:
    worker = Voice(http, **CURL)
    await worker.take()
    id = await run()
    await worker.has()
    await beats(worker, id)

    assert (await worker.take()).status_code == 204
    assert (await status(id))["status"] == "IN_PROGRESS"


@pytest.mark.rule("W14")
@pytest.mark.parametrize("options", [{"long_poll_s": 0.05, "worker_silence_s": 1}])
async def test_who_is_silent_with_nothing_in_hand_is_forgotten_and_may_come_again(
    http: httpx.AsyncClient, worker: Voice
) -> None:
    await worker.take()
    while "w1" in await crew(http):
        await asyncio.sleep(0.05)
    remarked = await remarks(http)
    await worker.ping()  # from a part of it that lives on
    beaten = list(await crew(http))
    await worker.take()

    assert "nothing was heard of it for 1 s" in remarked
    assert beaten == []
    assert list(await crew(http)) == ["w1"]


@pytest.mark.rule("W14")
@pytest.mark.parametrize("options", [{"long_poll_s": 0.05, "worker_silence_s": 1}])
async def test_heartbeats_that_name_its_job_are_enough_while_it_works(
    http: httpx.AsyncClient, worker: Voice, run: Run, status: Status
) -> None:
    """A handler that blocks the SDK's loop lets only the heartbeats through."""
    await worker.take()
    id = await run()
    await worker.has()
    for _ in range(10):
        await worker.ping(id)
        await asyncio.sleep(0.25)
    held = (await status(id))["status"], (await status(id)).get("retries")
    while not (await status(id)).get("retries"):
        await asyncio.sleep(0.05)

    assert held == ("IN_PROGRESS", None)


async def test_a_late_result_of_one_that_was_given_up_is_thanked_for(
    http: httpx.AsyncClient, worker: Voice, run: Run, status: Status
) -> None:
    await worker.take()
    id = await run()
    await worker.has()
    await http.post("/__mock/workers/w1/gone", json={"expected": True})
    answer = await worker.done(id, {"output": "from the grave"})

    assert answer.status_code == 200
    assert (await status(id)).get("output") is None
    assert list(await crew(http)) == []  # and nobody is made of it


async def test_after_a_reset_nobody_remembers_the_job(
    http: httpx.AsyncClient, worker: Voice, run: Run
) -> None:
    await worker.take()
    id = await run()
    await worker.has()
    await http.post("/__mock/reset")
    answers = [await worker.done(id, {"output": 1}), await worker.chunk(id, 1)]
    answers.append(await worker.done(id, {"status": "IN_PROGRESS", "output": 1}))

    assert [answer.status_code for answer in answers] == [200] * 3
    assert (await http.get(f"/v2/demo/status/{id}")).status_code == 404


RAN: list[Any] = ["cancel", "purge-queue"]


@pytest.mark.parametrize("verb", RAN)
async def test_what_was_ended_between_its_taking_and_its_result_stays_ended(
    http: httpx.AsyncClient, worker: Voice, run: Run, status: Status, verb: str
) -> None:
    await worker.take()
    id = await run()
    await worker.has()
    await http.post(f"/v2/demo/{verb}" + (f"/{id}" if verb == "cancel" else ""))
    await worker.done(id, {"output": 1})

    ended = (await status(id))["status"]
    assert ended == ("CANCELLED" if verb == "cancel" else "COMPLETED")
    assert (await crew(http))["w1"]["status"] == "IDLE"
