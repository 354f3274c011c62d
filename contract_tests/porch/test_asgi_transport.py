"""`create_app()` without a port: what works with httpx in the same process, and what does not.

There is no transport for a synchronous client in httpx. A portal to an event loop in a thread makes
one in a few lines; with a port, `mock_runpod.start()`, or `runpod_respx`, nothing has to be made.
"""

import asyncio
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

import anyio
import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from mock_runpod import create_app
from mock_runpod.app import App

KEY = {"Authorization": "Bearer rpa_mock_process"}
HERE = "http://127.0.0.1:8642"
SLOW = {"input": {"mock_return": "done", "mock_delay": 0.2}}


def client(app: App, url: str = HERE) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url=url, headers=KEY)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """In a loop of its own, as many test frameworks do; nothing here may hang."""

    async def patiently() -> Any:
        with anyio.fail_after(30):
            return await work

    return asyncio.run(patiently())


async def done(app: App, body: Any = SLOW) -> Any:
    async with client(app) as http:
        return (await http.post("/v2/demo/runsync", json=body)).json()["status"]


async def submitted(app: App, body: Any = SLOW) -> str:
    async with client(app) as http:
        id: str = (await http.post("/v2/demo/run", json=body)).json()["id"]
        return id


async def status(app: App, id: str) -> Any:
    async with client(app) as http:
        return (await http.get(f"/v2/demo/status/{id}")).json()["status"]


def test_it_works_at_the_real_addresses_and_needs_no_lifespan() -> None:
    async def ask() -> list[int]:
        async with client(create_app(data="demo")) as http:
            urls = ["https://rest.runpod.io/v1/endpoints", "https://api.runpod.ai/v2/demo/health"]
            return [(await http.get(url)).status_code for url in urls]

    assert run(ask()) == [200, 200]


@pytest.mark.parametrize("clock", ["auto", "real", "scaled:10"])
def test_an_app_outlives_the_loop_it_began_in(clock: str) -> None:
    """A job was under way when that loop ended: its timer went with it, the job did not."""
    app = create_app(data="demo", clock=clock, profile="instant")

    left = run(submitted(app))

    assert [run(done(app)) for _ in range(2)] == ["COMPLETED"] * 2
    assert run(status(app, left)) == "COMPLETED"
    assert app.accidents == 0


@pytest.mark.parametrize("clock", ["auto", "real"])
def test_who_was_cut_off_in_one_loop_is_in_nobodys_way_in_the_next(clock: str) -> None:
    app = create_app(data="demo", clock=clock, profile="instant")

    async def cut() -> None:
        waiting = asyncio.create_task(done(app))
        for _ in range(20):
            await asyncio.sleep(0)
        waiting.cancel()

    for _ in range(3):
        run(cut())
        assert run(done(app)) == "COMPLETED"
    assert app.accidents == 0


def test_two_apps_in_two_threads_know_nothing_of_each_other() -> None:
    said: list[Any] = []

    def work() -> None:
        said.append(run(done(create_app(data="demo", clock="auto"))))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert said == ["COMPLETED"] * 3


def test_a_lifespan_ends_what_is_under_way() -> None:
    """Who runs the app in a server of their own gets it by itself."""
    app = create_app(data="demo", clock="real", profile="typical")
    sent: list[str] = []

    async def live() -> None:
        messages = iter(["lifespan.startup", "lifespan.shutdown"])

        async def receive() -> dict[str, str]:
            return {"type": next(messages)}

        async def send(message: Any) -> None:
            sent.append(message["type"])

        await submitted(app)
        await app({"type": "lifespan"}, receive, send)

    run(live())
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_a_stream_of_chunks_comes_as_over_a_port() -> None:
    async def chunks() -> list[Any]:
        app = create_app(data="demo", clock="auto", profile="instant")
        async with client(app) as http:
            body = {"input": {"mock_return": ["a", "b"]}}
            id = (await http.post("/v2/stream-demo/run", json=body)).json()["id"]
            found: list[Any] = []
            while True:
                said = (await http.get(f"/v2/stream-demo/stream/{id}")).json()
                found += [chunk["output"] for chunk in said["stream"]]
                if said["status"] == "COMPLETED" and not said["stream"]:
                    return found

    assert run(chunks()) == ["a", "b"]


def test_an_answer_that_does_not_end_never_begins() -> None:
    """httpx.ASGITransport collects an answer before it hands it out: events need a port."""

    async def follow() -> None:
        async with client(create_app(data="demo")) as http:
            with anyio.move_on_after(0.1) as patience:
                async with http.stream("GET", "/__mock/events/stream"):
                    raise AssertionError("it began: then the README may promise it")
            assert patience.cancelled_caught

    run(follow())


def test_cookies_are_the_clients_own_affair() -> None:
    async def ask() -> tuple[int, int]:
        async with client(create_app(data="demo")) as http:
            http.cookies.set("theirs", "1")
            return (await http.get("/v1/endpoints")).status_code, len(http.cookies)

    assert run(ask()) == (200, 1)


class InProcess(httpx.BaseTransport):
    """For a synchronous client: the app runs in an event loop of its own, in a thread."""

    def __init__(self, app: App) -> None:
        self._there, self._open = httpx.ASGITransport(app=app), start_blocking_portal()

    def __enter__(self) -> Self:
        self._portal = self._open.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._portal.call(self._answered, request)

    async def _answered(self, request: httpx.Request) -> httpx.Response:
        answer = await self._there.handle_async_request(request)
        body = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers, content=body)


def test_a_synchronous_client_needs_a_portal() -> None:
    app = create_app(data="demo", clock="auto", profile="typical")

    with httpx.Client(transport=InProcess(app), base_url=HERE, headers=KEY) as http:
        job = http.post("/v2/demo/runsync?wait=300000", json={"input": {"mock_delay": 250}}).json()
        listed = http.get("/v1/endpoints").json()

    assert job["executionTime"] == 250_000
    assert "demo" in [each["id"] for each in listed]
