"""The caller is told, whatever his receiver does (B-108 to B-111). The receiver is respx."""

import asyncio
import json
from typing import Any

import httpx
import pytest
import respx

from contract_tests.wire.serverless.caller import Caller, soon
from mock_runpod.runtime import outbox

pytestmark = pytest.mark.anyio
HOOK = "http://127.0.0.1:9/hook"


@pytest.mark.rule("B-108")
@pytest.mark.rule("B-109")
async def test_one_post_tells_the_status_the_input_and_the_address(
    api: Caller, respx_mock: respx.MockRouter
) -> None:
    hook = respx_mock.post(HOOK)
    id = await api.run({"x": 1}, webhook=HOOK)
    await api.advance(100)

    request = hook.calls.last.request
    assert hook.call_count == 1
    assert list(json.loads(request.content).items()) == [
        ("delayTime", 28_500),
        ("executionTime", 1_500),
        ("id", id),
        ("input", {"x": 1}),
        ("output", {"x": 1}),
        ("status", "COMPLETED"),
        ("webhook", HOOK),
    ]
    assert set(request.headers) == {
        *("content-type", "content-length", "host", "traceparent", "user-agent")
    }
    assert request.headers["content-type"] == "application/json"
    assert request.headers["user-agent"] == "Go-http-client/2.0"
    assert request.headers["traceparent"].startswith("00-")


@pytest.mark.rule("B-108")
@pytest.mark.parametrize("options", [{"timed_out_status": "both"}])
@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"mock_error": "oh"}, "FAILED"),
        ({"mock_crash": True}, "FAILED"),
        ({"mock_delay": 500}, "TIMED_OUT"),
    ],
)
async def test_it_is_sent_for_every_end(
    api: Caller, respx_mock: respx.MockRouter, given: Any, status: str
) -> None:
    hook = respx_mock.post(HOOK)
    id = await api.run(given, webhook=HOOK, policy={"executionTimeout": 60_000})
    await api.advance(300)

    said = json.loads(hook.calls.last.request.content)
    assert (hook.call_count, said["status"]) == (1, status)
    assert said.items() >= {"error": (await api.status(id))["error"]}.items()


@pytest.mark.rule("B-108")
async def test_it_is_sent_for_a_cancelled_job(api: Caller, respx_mock: respx.MockRouter) -> None:
    hook = respx_mock.post(HOOK)
    id = await api.run("x", webhook=HOOK)
    await api.cancel(id)
    await api.advance(0)

    assert json.loads(hook.calls.last.request.content) == {
        **{"id": id, "input": "x", "status": "CANCELLED", "webhook": HOOK}
    }


@pytest.mark.rule("B-111")
async def test_an_address_inside_the_input_is_only_data(
    api: Caller, respx_mock: respx.MockRouter
) -> None:
    await api.run({"webhook": HOOK}, webhook="")
    await api.advance(100)

    assert respx_mock.calls.call_count == 0


@pytest.mark.rule("B-110")
async def test_three_attempts_are_made_after_0_5_and_20_seconds(
    api: Caller, respx_mock: respx.MockRouter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "mock_runpod")
    moments = []

    def fails(request: httpx.Request) -> httpx.Response:
        moments.append(api.driver.world.now)
        return httpx.Response(503)

    respx_mock.post(HOOK).mock(side_effect=fails)
    id = await api.run(webhook=HOOK)
    await api.advance(1_000)

    assert moments == [30, 35, 50]
    assert (await api.status(id))["status"] == "COMPLETED"
    assert "webhook given up after 3 attempts" in caplog.text


@pytest.mark.rule("B-110")
@pytest.mark.parametrize("options", [{"webhook_delays_s": [1, 2, 3]}])
async def test_the_pauses_between_attempts_can_be_set(
    api: Caller, respx_mock: respx.MockRouter
) -> None:
    hook = respx_mock.post(HOOK).respond(500)
    await api.run(webhook=HOOK)
    await api.advance(1_000)

    assert hook.call_count == 4


@pytest.mark.rule("B-110")
@pytest.mark.parametrize(
    "happens",
    [
        httpx.Response(404),
        httpx.Response(302, headers={"location": "http://127.0.0.1:9/elsewhere"}),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        OverflowError("port must be 0-65535"),
    ],
    ids=repr,
)
async def test_a_receiver_that_fails_is_asked_again_and_never_harms_the_job(
    api: Caller, respx_mock: respx.MockRouter, happens: Any
) -> None:
    hook = respx_mock.post(HOOK).mock(side_effect=[happens, httpx.Response(204)])
    id = await api.run({"n": 1}, webhook=HOOK)
    await api.advance(30)
    before = await api.status(id)
    await api.advance(100)

    assert hook.call_count == 2
    assert before == await api.status(id)
    assert before["output"] == {"n": 1}


@pytest.mark.rule("B-110")
@pytest.mark.parametrize(
    "address", ["http://" + "a" * 70 + ".test/", "http://127.0.0.1:99999/", "http://a..b/"]
)
async def test_an_address_that_cannot_be_called_is_given_up_like_any_other(
    api: Caller, address: str
) -> None:
    await api.run(webhook=address)
    await api.advance(100)

    deliveries = (await api.said("GET", "/__mock/state"))["deliveries"]
    assert [(one["status"], one["attempt"]) for one in deliveries] == [("GIVEN_UP", 3)]


async def test_a_receiver_that_never_answers_is_a_miss(
    api: Caller, respx_mock: respx.MockRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def sleeps(request: httpx.Request) -> httpx.Response:
        asked.append(api.driver.world.now)
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(outbox, "TIMEOUT_S", 0.01)
    respx_mock.post(HOOK).mock(side_effect=sleeps)
    await api.run(webhook=HOOK)
    await api.advance(100)

    assert asked == [30, 35, 50]


@pytest.mark.parametrize(
    "address",
    [
        "http://8.8.8.8/hook",
        "http://[2001:4860:4860::8888]/",
        "http://[::ffff:8.8.8.8]/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:169.254.169.254]/",
    ],
)
async def test_a_public_address_is_refused_with_a_line_in_the_log(
    api: Caller, respx_mock: respx.MockRouter, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    id = await api.run(webhook=address)
    await api.advance(100)

    assert respx_mock.calls.call_count == 0
    assert "is neither loopback nor private; webhook_anywhere allows it" in caplog.text
    assert (await api.status(id))["status"] == "COMPLETED"


@pytest.mark.parametrize("options", [{"webhook_anywhere": True}])
async def test_a_public_address_can_be_allowed(api: Caller, respx_mock: respx.MockRouter) -> None:
    hook = respx_mock.post("https://8.8.8.8/hook")
    await api.run(webhook="https://8.8.8.8/hook")
    await api.advance(100)

    assert hook.call_count == 1


async def test_nothing_of_one_post_is_kept_for_the_next(
    api: Caller, respx_mock: respx.MockRouter
) -> None:
    """One client posts for all worlds; they must not see each other through its cookies."""
    hook = respx_mock.post(HOOK).respond(200, headers={"set-cookie": "account=first; path=/"})
    for _ in range(2):
        await api.run(webhook=HOOK)
        await api.advance(100)

    assert [("cookie" in call.request.headers) for call in hook.calls] == [False, False]


async def test_a_reset_breaks_off_what_is_under_way(
    api: Caller, respx_mock: respx.MockRouter
) -> None:
    """Same seed, same ids: what the old post would report must not reach the new job."""
    asked: list[asyncio.Event] = []

    async def first_fails(request: httpx.Request) -> httpx.Response:
        asked.append(asyncio.Event())
        number = len(asked)
        await asked[-1].wait()
        return httpx.Response(500 if number == 1 else 200)

    async def submit_and_advance(posts: int) -> asyncio.Task[None]:
        await api.run(webhook=HOOK)
        advancing = asyncio.create_task(api.advance(30))
        await soon(lambda: len(asked) == posts)
        return advancing

    respx_mock.post(HOOK).mock(side_effect=first_fails)
    old = await submit_and_advance(posts=1)
    await api.http.post("/__mock/reset")
    await old
    assert api.driver.world.now == 0  # an advance of the old world does not move the new one

    new = await submit_and_advance(posts=2)
    asked[0].set()
    await asyncio.sleep(0.01)
    asked[1].set()
    await new
    deliveries = (await api.said("GET", "/__mock/state"))["deliveries"]
    assert [(one["status"], one["attempt"]) for one in deliveries] == [("DELIVERED", 1)]
