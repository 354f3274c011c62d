"""The four ways a world's time passes, seen through the job API, and changing between them."""

import asyncio
from typing import Any

import httpx
import pytest
import respx

from contract_tests.wire.serverless.caller import KEY, Caller, soon
from contract_tests.wire.serverless.line import Line
from mock_runpod import create_app

pytestmark = pytest.mark.anyio
AUTO = pytest.mark.parametrize("options", [{"clock": "auto"}])
HOOK = "http://127.0.0.1:9/hook"


async def set_mode(api: Caller, mode: str) -> None:
    await api.said("POST", "/__mock/clock", json={"mode": mode})


@AUTO
@pytest.mark.rule("B-127")
async def test_auto_skips_what_a_waiting_client_would_wait_for(api: Caller) -> None:
    said = await api.runsync({"mock_delay": 60})

    assert (said["delayTime"], said["executionTime"]) == (28_500, 60_000)


@AUTO
async def test_auto_does_not_skip_past_the_patience_of_anybody(api: Caller) -> None:
    slow, brief = await asyncio.gather(
        api.runsync({"mock_delay": 200}, wait=300_000), api.runsync(endpoint="paused", wait=30_000)
    )

    assert (slow["status"], brief["status"]) == ("COMPLETED", "IN_QUEUE")


@AUTO
async def test_in_auto_nothing_happens_while_nobody_asks(api: Caller) -> None:
    await api.run()
    await asyncio.sleep(0.01)

    assert api.driver.clock.now() == 0


@pytest.mark.parametrize(
    ("options", "polls"),
    [
        ({"clock": "auto"}, 30),
        ({"clock": "auto", "poll_worth_s": 10}, 3),
        ({"clock": "auto", "poll_worth_s": 0.5}, 60),
    ],
)
async def test_in_auto_a_poll_of_an_unfinished_job_lets_time_pass(api: Caller, polls: int) -> None:
    id = await api.run()

    asked = 0
    while (await api.status(id))["status"] != "COMPLETED":
        asked += 1
    assert asked == polls
    now = api.driver.clock.now()
    await api.status(id)
    assert api.driver.clock.now() == now  # a finished one is no reason to wait


@AUTO
async def test_a_client_whose_sleeps_are_told_is_not_counted_twice(api: Caller) -> None:
    id = await api.run()

    moments = []
    for _ in range(5):
        await api.status(id)
        moments.append(api.driver.clock.now())
        await api.advance(1)
    assert moments == [0, 1, 2, 3, 4]


@AUTO
async def test_a_client_that_says_it_slept_less_is_taken_to_sleep_the_rest(api: Caller) -> None:
    id = await api.run()
    await api.status(id)
    await api.advance(0.25)
    await api.status(id)

    assert api.driver.clock.now() == 1


@AUTO
async def test_those_who_poll_jobs_of_their_own_sleep_at_the_same_time(api: Caller) -> None:
    ids = [await api.run() for _ in range(4)]
    for _ in range(6):
        for id in ids:
            await api.status(id)

    assert api.driver.clock.now() == 5


@AUTO
async def test_a_stream_is_read_to_its_end_without_waiting(api: Caller) -> None:
    id = await api.run({"mock_return": ["a", "b", "c"]}, "words")

    read: list[Any] = []
    answer: dict[str, Any] = {"status": ""}
    while answer["status"] != "COMPLETED":
        answer = await api.stream(id)
        read += answer["stream"]
    assert [item["output"] for item in read] == ["a", "b", "c"]


@AUTO
@pytest.mark.parametrize("asks", ["waits", "polls"])
async def test_auto_stands_still_while_a_webhook_is_out(
    api: Caller, respx_mock: respx.MockRouter, asks: str
) -> None:
    asked, answered = asyncio.Event(), asyncio.Event()

    async def slow(request: httpx.Request) -> httpx.Response:
        asked.set()
        await answered.wait()
        return httpx.Response(200)

    respx_mock.post(HOOK).mock(side_effect=slow)
    await api.runsync(webhook=HOOK)
    await asked.wait()
    begun, id = api.driver.clock.now(), await api.run()
    waiting = asyncio.create_task(api.said("GET", f"/v2/echo/status-sync/{id}"))
    for _ in range(50):
        await asyncio.sleep(0)
        if asks == "polls":
            await api.status(id)

    assert api.driver.clock.now() == begun
    assert not waiting.done()
    answered.set()
    assert (await waiting)["status"] == "COMPLETED"


@AUTO
async def test_auto_stops_at_the_moment_a_webhook_goes_out(
    api: Caller, respx_mock: respx.MockRouter
) -> None:
    asked, answered = asyncio.Event(), asyncio.Event()

    async def slow(request: httpx.Request) -> httpx.Response:
        asked.set()
        await answered.wait()
        return httpx.Response(200)

    respx_mock.post(HOOK).mock(side_effect=slow)
    await api.run(webhook=HOOK)
    waiting = asyncio.create_task(api.runsync(endpoint="paused"))
    await asked.wait()

    assert api.driver.clock.now() == 30
    answered.set()
    assert (await waiting)["status"] == "IN_QUEUE"
    assert api.driver.clock.now() == 90


@AUTO
@pytest.mark.rule("B-110")
async def test_polls_let_webhooks_go_out_at_their_moment(
    api: Caller, respx_mock: respx.MockRouter
) -> None:
    await api.configure(poll_worth_s=100)
    moments = []

    def fails(request: httpx.Request) -> httpx.Response:
        moments.append(api.driver.world.now)
        return httpx.Response(500)

    respx_mock.post(HOOK).mock(side_effect=fails)
    id = await api.run(webhook=HOOK)
    other = await api.run(endpoint="paused")
    await api.status(id)
    while len(moments) < 3:
        await api.status(other, "paused")

    assert moments == [30, 35, 50]


@pytest.mark.parametrize("options", [{"clock": "scaled:2000"}])
async def test_scaled_time_comes_by_itself_and_times_are_exact(api: Caller) -> None:
    said = await api.runsync()

    assert said["delayTime"] <= 28_500
    assert said["executionTime"] == 1_500


@pytest.mark.parametrize(
    "options",
    [{"clock": "real", "image_pull_s": 0, "boot_s": 0.01, "dispatch_s": 0, "execution_s": 0.01}],
)
async def test_real_time_wakes_a_waiting_client(api: Caller) -> None:
    assert (await api.runsync())["status"] == "COMPLETED"


# Not much faster: a job is forgotten a minute after its end (B-087), which is 12 ms at 5000.
@pytest.mark.parametrize("mode", ["auto", "scaled:100"])
async def test_a_client_that_waits_in_manual_is_served_when_the_mode_changes(
    api: Caller, mode: str
) -> None:
    waiting = asyncio.create_task(api.runsync())
    await soon(lambda: api.driver.waiting == 1)
    await set_mode(api, mode)

    assert (await waiting)["status"] == "COMPLETED"


@pytest.mark.parametrize("options", [{"clock": "real"}, {"clock": "scaled:2"}])
@pytest.mark.parametrize("mode", ["auto", "manual"])
async def test_a_client_that_waits_in_passing_time_goes_on_in_another_mode(
    api: Caller, mode: str
) -> None:
    waiting = asyncio.create_task(api.runsync())
    await soon(lambda: api.driver.waiting == 1)
    await set_mode(api, mode)
    if mode == "manual":
        stands = api.driver.clock.now()
        await asyncio.sleep(0.005)
        assert api.driver.clock.now() == stands
        await api.advance(31)

    said = await waiting
    assert (said["status"], said["executionTime"]) == ("COMPLETED", 1_500)


@AUTO
async def test_changing_to_manual_stops_skipping_at_once(api: Caller) -> None:
    path = "/v2/echo/runsync?wait=300000"
    waiting = asyncio.create_task(Line(api.app, "POST", path, [b'{"input": 1}']).open())
    await soon(lambda: api.driver.waiting == 1)
    api.driver.set_mode("manual")
    now = api.driver.clock.now()
    for _ in range(50):
        await asyncio.sleep(0)

    assert api.driver.clock.now() == now < 30
    api.driver.set_mode("auto")
    assert b"COMPLETED" in (await waiting).body


async def test_two_advances_at_once_add_up(api: Caller) -> None:
    """Each gives way to others now and then, here after 500 steps."""
    await api.run({"mock_progress": {"updates": 900, "wait_time": 0.01}})
    await asyncio.gather(api.advance(40), api.advance(40), api.advance(40))

    assert api.driver.clock.now() == 120


async def test_worlds_have_their_own_time_and_their_own_jobs(api: Caller) -> None:
    other = {"Authorization": "Bearer rpa_mock_other"}
    id = await api.run()
    await api.advance(100)
    said = await api.said("GET", "/__mock/clock", headers=other)

    assert said["now"] == 0
    assert await api.said("GET", "/v2/echo/requests", headers=other) == {"requests": None}
    assert (await api.status(id))["status"] == "COMPLETED"


async def history(clock: str) -> list[tuple[int, bytes, list[tuple[bytes, bytes]]]]:
    """Every byte of a little story, from a mock of its own."""
    app = create_app(clock=clock, data="demo", profile="chaos", seed=11)
    heard = []
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://127.0.0.1:8642",
        headers={"Authorization": f"Bearer {KEY}"},
    ) as http:
        for n in range(12):
            heard.append(await http.post("/v2/demo/run", json={"input": {"n": n}}))
            heard.append(await http.post("/v2/stream-demo/runsync?wait=1000", json={"input": [n]}))
            heard.append(await http.get("/v2/demo/health"))
        for path in ("/v2/demo/requests", "/__mock/events", "/__mock/state"):
            heard.append(await http.get(path))
    await app.worlds.close()
    return [(each.status_code, each.content, each.headers.raw) for each in heard]


async def test_same_seed_and_same_requests_give_the_same_bytes() -> None:
    assert await history("auto") == await history("auto")
