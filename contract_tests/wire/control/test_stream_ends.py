"""How a stream of events ends, and what it leaves behind: nothing."""

import asyncio

import httpx
import pytest
from starlette.types import Message

import mock_runpod
from contract_tests.wire.conftest import key
from mock_runpod.app import App
from mock_runpod.surfaces.control import streaming

pytestmark = pytest.mark.anyio
STREAM = "/__mock/events/stream"


class Watching:
    """A client of the stream without a port between: it counts, and can hang up."""

    def __init__(self, app: App, query: bytes = b"", method: str = "GET") -> None:
        self.heard, self._gone = list[bytes](), asyncio.Event()
        self._asked = False
        headers = [(b"host", b"127.0.0.1"), (b"authorization", b"Bearer rpa_mock_steered")]
        scope = {
            **{"type": "http", "method": method, "path": STREAM, "raw_path": b""},
            **{"query_string": query, "headers": headers},
        }
        self.task = asyncio.create_task(app(scope, self._receive, self._send))

    async def _receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b""}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        self.heard += [message.get("body", b"")]

    async def settled(self) -> int:
        """How many messages there are once nothing moves any more."""
        count = -1
        while count != len(self.heard):
            count = len(self.heard)
            for _ in range(10):
                await asyncio.sleep(0)
        return count

    def hang_up(self) -> None:
        self._gone.set()


async def test_an_idle_stream_does_nothing_at_all(app: App, http: httpx.AsyncClient) -> None:
    watching = Watching(app)
    begun = await watching.settled()
    await http.get("/v1/endpoints", headers=key("other"))
    await http.get("/__mock/state")

    assert await watching.settled() == begun
    watching.hang_up()
    await watching.task


async def test_a_client_that_leaves_takes_everything_with_it(
    app: App, http: httpx.AsyncClient
) -> None:
    tasks = len(asyncio.all_tasks())
    leaving, staying = Watching(app), Watching(app)
    await leaving.settled()
    begun = await staying.settled()
    onlookers = app.worlds.named("steered").onlookers
    leaving.hang_up()
    await leaving.task
    ended = await leaving.settled()
    await http.get("/v2/demo/health")

    assert await staying.settled() > begun
    assert await leaving.settled() == ended
    assert len(onlookers) == 1
    staying.hang_up()
    await staying.task
    assert len(onlookers) == 0
    assert len(asyncio.all_tasks()) == tasks


async def test_a_world_that_is_dropped_ends_its_streams(app: App, http: httpx.AsyncClient) -> None:
    tasks = len(asyncio.all_tasks())
    watching = Watching(app)
    await watching.settled()
    await http.delete("/__mock/worlds/steered")

    await asyncio.wait_for(watching.task, timeout=10)
    await watching.settled()
    assert watching.heard[-1] == b""
    assert len(asyncio.all_tasks()) == tasks


async def test_silence_is_broken_by_a_sign_of_life(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "PING_S", 0.001)
    watching = Watching(app)
    while len(watching.heard) < 5:
        await asyncio.sleep(0.001)

    assert watching.heard[3:5] == [b": still here\n\n"] * 2
    watching.hang_up()
    await watching.task


@pytest.mark.parametrize("options", [{"event_limit": 5, "max_journal_entries": 2}])
async def test_what_is_forgotten_is_told_to_be_missing(app: App, http: httpx.AsyncClient) -> None:
    for _ in range(4):
        await http.post("/v2/demo/run", json={"input": 1})
    told = (await http.get("/__mock/events")).json()["told"]
    watching = Watching(app, b"since=0")
    await watching.settled()

    text = b"".join(watching.heard).decode()
    assert f'data: {{"event":"gap","events":{told - 5},"requests":2}}' in text
    assert text.count("event: event") == 5
    assert text.count("event: request") == 2
    watching.hang_up()
    await watching.task


async def test_much_at_once_leaves_others_the_event_loop(app: App, http: httpx.AsyncClient) -> None:
    for _ in range(300):
        await http.post("/v2/demo/run", json={"input": 1})
    watching = Watching(app, b"since=0")
    counts = list[int]()
    for _ in range(50):
        await asyncio.sleep(0)
        counts.append(len(watching.heard))

    parts = [part.count(b"event: ") for part in watching.heard]
    assert max(parts) == streaming.BREATH
    assert sum(parts) > 2 * streaming.BREATH
    assert {len(parts) - 1, len(parts)} < set(counts)
    watching.hang_up()
    await watching.task


async def test_the_place_of_another_server_begins_the_world_anew(
    app: App, http: httpx.AsyncClient
) -> None:
    await http.get("/v2/demo/health")
    era = app.worlds.named("steered").era.number
    watching = Watching(app, f"since={era}.999.0".encode())
    await watching.settled()

    text = b"".join(watching.heard).decode()
    assert [text.count(f"event: {kind}") for kind in ("reset", "request")] == [1, 1]
    watching.hang_up()
    await watching.task


def test_a_server_that_stops_ends_its_streams_properly() -> None:
    server = mock_runpod.start(data="demo")
    with (
        httpx.Client(headers=key("watched"), timeout=20) as http,
        http.stream("GET", f"{server.base_url}{STREAM}") as answer,
    ):
        lines = answer.iter_lines()
        begun = next(lines)
        server.stop()

        assert begun.startswith("id: ")
        assert list(lines) == [""]  # one that was cut off would raise
