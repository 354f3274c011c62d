"""Questions that are held while the world around them changes: nobody hangs, nobody is served
twice.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import key
from contract_tests.wire.gateway.conftest import Run, Status, Voice, crew
from mock_runpod.app import App

pytestmark = pytest.mark.anyio
Task = asyncio.Future[httpx.Response]
Hold = Callable[..., Awaitable[list[Task]]]


@pytest.fixture
def options() -> dict[str, Any]:
    """Nobody is answered because time is up."""
    return {"long_poll_s": 60, "busy_poll_s": 60}


@pytest.fixture
async def hold(app: App, http: httpx.AsyncClient) -> AsyncIterator[Hold]:
    """These questions are held, and answered at the end of the test at the latest."""
    asked: list[Task] = []

    async def held(*questions: Awaitable[httpx.Response]) -> list[Task]:
        tasks: list[Task] = [asyncio.ensure_future(each) for each in questions]
        asked.extend(tasks)
        await asyncio.wait(tasks, timeout=0.05)
        assert not any(task.done() for task in tasks)
        return tasks

    yield held
    app.worlds.let_go()
    await asyncio.gather(*asked)


async def answers(tasks: list[Task]) -> list[int]:
    """Within a time in which none would be answered because its time is up."""
    return [each.status_code for each in await asyncio.wait_for(asyncio.gather(*tasks), 5)]


async def busy(http: httpx.AsyncClient, hold: Hold, run: Run, name: str = "w1") -> Voice:
    """A worker that has a job."""
    worker = Voice(http, name)
    tasks = await hold(worker.take())
    await run()
    assert await answers(tasks) == [200]
    return worker


@pytest.mark.parametrize("path", ["reset", "rewind"])
async def test_a_world_that_begins_anew_answers_all_of_them(
    http: httpx.AsyncClient, hold: Hold, run: Run, path: str
) -> None:
    await http.patch("/__mock/config", json={"rewind_turns": 100})
    at_work = await busy(http, hold, run)
    idle = Voice(http, "idle")
    tasks = await hold(idle.take(), idle.stop(), at_work.stop(), idle.batch(3))
    event = (await http.get("/__mock/events")).json()["told"]
    (await http.post(f"/__mock/{path}", json={"event": event})).raise_for_status()

    assert await answers(tasks) == [204] * 4


async def test_a_snapshot_that_is_loaded_answers_all_of_them(
    http: httpx.AsyncClient, hold: Hold, run: Run, status: Status
) -> None:
    (await http.put("/__mock/snapshots/before")).raise_for_status()
    worker = await busy(http, hold, run)
    (await http.put("/__mock/snapshots/after")).raise_for_status()
    seen = []
    for name in ("before", "after"):
        tasks = await hold(worker.take(busy=True), worker.stop())
        (await http.post(f"/__mock/snapshots/{name}/load")).raise_for_status()
        assert await answers(tasks) == [204, 204]
        seen.append("w1" in await crew(http))

    assert seen == [False, True]


async def test_a_twin_of_the_world_lives_on_its_own(
    http: httpx.AsyncClient, hold: Hold, run: Run
) -> None:
    """Workers work in the one they came to."""
    worker = Voice(http)
    tasks = await hold(worker.take())
    (await http.post("/__mock/worlds/wire/fork", json={"as": "twin"})).raise_for_status()
    await http.post("/v2/demo/run", json={"input": "twin's"}, headers=key("twin"))
    there = (await http.get("/__mock/workers?endpoint=demo", headers=key("twin"))).json()
    await run("mine")

    assert (await asyncio.wait_for(tasks[0], 5)).json()["input"] == "mine"
    assert [row["id"] for row in there] == ["w1"]


async def test_a_world_that_is_dropped_answers_all_of_them(
    http: httpx.AsyncClient, hold: Hold, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Voice(http)
    tasks = await hold(worker.take(), worker.stop())
    (await http.delete("/__mock/worlds/wire")).raise_for_status()

    assert await answers(tasks) == [204, 204]
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


async def test_when_the_server_ends_all_are_answered(
    app: App, http: httpx.AsyncClient, hold: Hold, run: Run
) -> None:
    at_work, idle = await busy(http, hold, run), Voice(http, "idle")
    tasks = await hold(at_work.stop(), idle.take(), idle.stop())
    app.worlds.let_go()

    assert await answers(tasks) == [204] * 3


@pytest.mark.rule("B-041")
async def test_an_endpoint_that_is_deleted_answers_all_of_them(
    http: httpx.AsyncClient, hold: Hold
) -> None:
    worker = Voice(http)
    tasks = await hold(worker.take(), worker.stop())
    (await http.delete("/v1/endpoints/demo")).raise_for_status()

    assert await answers(tasks) == [204, 200]  # to stop: nothing that it has, so it can end


async def test_of_three_hundred_who_wait_for_one_job_one_gets_it(
    http: httpx.AsyncClient, hold: Hold, run: Run
) -> None:
    voices = [Voice(http, f"w{number}") for number in range(300)]
    tasks = await hold(*(voice.take() for voice in voices))
    ids = {await run(number) for number in range(3)}
    done, waiting = await asyncio.wait(tasks, timeout=0.3)

    assert {task.result().json()["id"] for task in done} == ids
    assert (len(done), len(waiting)) == (3, 297)
    working = [row["id"] for row in (await crew(http)).values() if row["status"] == "RUNNING"]
    assert sorted(working) == ["w0", "w1", "w2"]  # who has asked longest


async def test_two_questions_of_one_worker_get_a_job_each(
    http: httpx.AsyncClient, hold: Hold, run: Run
) -> None:
    """As the Rust SDK asks, once for each job that it can take."""
    worker = Voice(http, **{"User-Agent": "runpod-rust/0.6.2"})
    tasks = await hold(worker.take(), worker.take())
    ids = [await run(), await run()]

    assert [(await asyncio.wait_for(task, 5)).json()["id"] for task in tasks] == ids
    assert (await crew(http))["w1"]["jobs"] == ids


async def test_who_simulated_ones_work_for_is_told_nothing_until_it_may_take(
    http: httpx.AsyncClient, hold: Hold, run: Run
) -> None:
    worker = Voice(http)
    (task,) = await hold(worker.take())
    await http.put("/__mock/endpoints/demo", json={"workers": "fake"})
    id = await run()
    await asyncio.wait([task], timeout=0.05)
    before = task.done()
    await http.put("/__mock/endpoints/demo", json={"workers": "real"})

    assert not before
    assert (await asyncio.wait_for(task, 5)).json()["id"] == id
