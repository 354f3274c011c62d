"""Who waits is woken by news, and forgotten when he goes. Nobody polls inside."""

import asyncio
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

import mock_runpod
from contract_tests.wire.serverless.caller import KEY, Caller, soon
from contract_tests.wire.serverless.line import Line
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World
from mock_runpod.errors import NotFound
from mock_runpod.runtime.driver import Driver

pytestmark = pytest.mark.anyio
SUBMISSION = [b'{"input": {"mock_delay": 3}}']
PATIENT = "/v2/echo/runsync?wait=300000"


class Connection(asyncio.Future[Any]):
    """Counts what is hung on it."""

    hung = 0

    def add_done_callback(self, *callback: Any, **context: Any) -> None:
        self.hung += 1
        super().add_done_callback(*callback, **context)


def never(world: World) -> str | None:
    return None


def clean(driver: Driver) -> bool:
    """Nothing is left of anybody who waited."""
    alarms = [timer for _, timer in driver.world.timeline.pending() if timer.what == "alarm"]
    return not (alarms or driver.waiting or +driver.held)


async def test_a_waiter_is_asked_again_only_when_there_is_news_of_its_job(api: Caller) -> None:
    id, asked = await api.run(), 0

    def ready(world: World) -> str | None:
        nonlocal asked
        asked += 1
        return "done" if asked == 4 else None

    waiting = asyncio.create_task(api.driver.wait(id, ready, 1_000))
    await soon(lambda: api.driver.waiting == 1)
    for _ in range(20):
        await api.health()
        await api.run(endpoint="words")
    assert asked == 1

    await api.advance(30)  # it is taken and completes
    assert asked == 3
    await api.cancel(id)
    assert not waiting.done()
    await api.advance(1_000)  # patience ends, and it is asked a last time
    assert await waiting == "done"


@pytest.mark.parametrize("path", [PATIENT, "/v2/echo/runsync"])
async def test_a_client_that_hangs_up_is_forgotten_at_once(api: Caller, path: str) -> None:
    line = Line(api.app, "POST", path, SUBMISSION)
    task = asyncio.create_task(line.open())
    await soon(lambda: api.driver.waiting == 1)
    assert api.driver.held["echo", "runsync"] == 1

    line.hang_up()
    await task

    assert line.status == 0
    assert clean(api.driver)
    assert (await api.health())["jobs"]["inQueue"] == 1  # the job goes on without him


async def test_over_a_real_port_a_client_that_hangs_up_is_forgotten_too() -> None:
    with mock_runpod.start(clock="manual", data="demo") as mock:
        driver = mock.app.worlds.at(KEY)
        address = urlsplit(mock.base_url)
        _, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(
            b"POST /v2/demo/runsync HTTP/1.1\r\nhost: mock\r\nauthorization: %s\r\n"
            b"content-length: 11\r\n\r\n" % KEY.encode() + b'{"input":1}'
        )
        while not driver.waiting:
            await asyncio.sleep(0.001)
        writer.close()
        while driver.waiting:
            await asyncio.sleep(0.001)

        assert +driver.held == {}


async def test_a_request_that_is_cancelled_is_forgotten_at_once(api: Caller) -> None:
    task = asyncio.create_task(Line(api.app, "POST", PATIENT, SUBMISSION).open())
    await soon(lambda: api.driver.waiting == 1)

    task.cancel()
    await soon(task.done)

    assert clean(api.driver)


async def test_a_reader_that_hangs_up_takes_no_chunk_with_it(api: Caller) -> None:
    id = await api.run({"mock_return": ["a"]}, "words")
    line = Line(api.app, "GET", f"/v2/words/stream/{id}?wait=300000")
    task = asyncio.create_task(line.open())
    await soon(lambda: api.driver.waiting == 1)

    line.hang_up()
    await api.advance(100)
    await task

    assert (await api.stream(id))["stream"] == [{"output": "a"}]


async def test_five_hundred_clients_can_wait_at_once(api: Caller) -> None:
    """Half of them for their own job, half for the chunks of one."""
    id = await api.run({"mock_return": ["a"]}, "words")
    stream = f"/v2/words/stream/{id}?wait=300000"
    lines = [Line(api.app, "POST", PATIENT, [b'{"input":{"mock_delay":0.1}}']) for _ in range(250)]
    lines += [Line(api.app, "GET", stream) for _ in range(250)]
    tasks = [asyncio.create_task(line.open()) for line in lines]
    await soon(lambda: api.driver.waiting == 500)

    await api.advance(250)
    await asyncio.gather(*tasks)

    assert all(b"COMPLETED" in line.body for line in lines)
    assert clean(api.driver)


async def test_who_asks_wrongly_leaves_nothing_behind(api: Caller) -> None:
    """Refused before it waits, and refused when it is woken."""
    answers: Iterator[Any] = iter([None, NotFound("job not found")])

    def ready(world: World) -> None:
        if (answer := next(answers)) is not None:
            raise answer

    id = await api.run()
    waiting = asyncio.create_task(api.driver.wait(id, ready, 100))
    await soon(lambda: api.driver.waiting == 1)
    await api.cancel(id)

    with pytest.raises(NotFound):
        await waiting
    assert clean(api.driver)


async def test_many_wakings_cost_a_waiting_client_nothing(api: Caller) -> None:
    """Whatever is hung on the connection for each news would stay until the end."""
    hangup = Connection()
    id = await api.run({"mock_progress": {"updates": 50, "wait_time": 1}})
    waiting = asyncio.create_task(api.driver.wait(id, never, 60, hangup))
    await soon(lambda: api.driver.waiting == 1)
    await api.advance(60)

    assert await waiting is None
    assert hangup.hung == 1


@pytest.mark.parametrize("options", [{"event_limit": 1}])
async def test_a_waiter_hears_also_what_the_world_has_forgotten_already(api: Caller) -> None:
    task = asyncio.create_task(Line(api.app, "POST", PATIENT, SUBMISSION).open())
    await soon(lambda: api.driver.waiting == 1)
    await api.advance(40)
    await soon(task.done)

    assert b"COMPLETED" in task.result().body


@pytest.mark.rule("B-068")
async def test_in_a_long_advance_every_waiter_sees_the_moment_it_was_woken_for(
    api: Caller,
) -> None:
    brief = asyncio.create_task(api.runsync(wait=10_000))
    await soon(lambda: api.driver.waiting == 1)
    await api.advance(3_000)

    assert (await brief)["status"] == "IN_QUEUE"


async def test_a_reset_tells_everybody_who_waits(api: Caller) -> None:
    lines = [Line(api.app, "POST", PATIENT, SUBMISSION) for _ in range(3)]
    tasks = [asyncio.create_task(line.open()) for line in lines]
    await soon(lambda: api.driver.waiting == 3)

    await api.http.post("/__mock/reset")
    await asyncio.gather(*tasks)

    assert [line.status for line in lines] == [404] * 3
    assert clean(api.driver)


async def test_who_waited_for_anything_else_is_let_go_by_a_reset_too(api: Caller) -> None:
    waiting = asyncio.create_task(api.driver.wait("whatever", never, 1_000))
    await soon(lambda: api.driver.waiting == 1)
    api.driver.reset()

    assert await waiting is None


@pytest.mark.parametrize("options", [{"clock": "auto"}])
@pytest.mark.parametrize("turns", range(4))
async def test_who_waited_before_a_reset_does_not_move_the_new_clock(
    api: Caller, turns: int
) -> None:
    task = asyncio.create_task(Line(api.app, "POST", PATIENT, SUBMISSION).open())
    await soon(lambda: api.driver.waiting == 1)
    for _ in range(turns):
        await asyncio.sleep(0)
    api.driver.reset()
    assert api.driver.waiting == 0
    await task

    assert api.driver.clock.now() == 0


async def test_a_wait_that_ended_leaves_no_task_behind(api: Caller) -> None:
    before = asyncio.all_tasks()
    waiting = asyncio.create_task(Line(api.app, "POST", PATIENT, SUBMISSION).open())
    await soon(lambda: api.driver.waiting == 1)
    await api.advance(60)
    await waiting

    await soon(lambda: asyncio.all_tasks() == before)


async def test_an_accident_in_something_due_is_logged_and_nobody_else_suffers(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A timer without a meaning stands for whatever may be wrong inside the mock."""
    driver = mock_runpod.create_app(clock="auto").worlds.at(KEY)
    with driver.turn() as world:
        world.timeline.schedule(1, Timer("no-such-thing", "x"))

    assert await driver.wait("whatever", never, 10) is None
    assert driver.clock.now() == 10
    assert "an accident in caller: no-such-thing x" in caplog.text


async def test_at_the_end_everybody_who_waits_hears_how_things_stand(api: Caller) -> None:
    task = asyncio.create_task(api.runsync())
    await soon(lambda: api.driver.waiting == 1)
    api.app.worlds.let_go()

    assert (await task)["status"] == "IN_QUEUE"
    assert (await api.runsync())["status"] == "IN_QUEUE"  # nor does anybody begin to wait


async def test_when_the_worlds_are_closed_nobody_is_left_waiting(api: Caller) -> None:
    task = asyncio.create_task(api.runsync())
    await soon(lambda: api.driver.waiting == 1)
    await api.app.worlds.close()

    assert (await task)["status"] == "IN_QUEUE"
