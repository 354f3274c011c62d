"""The end of a world: who is in it, and what is left of it."""

import asyncio
import gc
import weakref

import httpx
import pytest

from contract_tests.wire.control.test_worlds_made import made
from mock_runpod.app import App

pytestmark = pytest.mark.anyio


async def test_who_waits_in_a_world_that_is_dropped_is_told_that_nothing_is_there(
    app: App, http: httpx.AsyncClient
) -> None:
    mine = {"Authorization": (await made(http, name="t1"))["key"]}
    waiting = asyncio.create_task(http.post("/v2/demo/runsync", json={"input": 1}, headers=mine))
    while not app.worlds.named("t1").waiting:
        await asyncio.sleep(0)
    await http.delete("/__mock/worlds/t1")

    assert (await waiting).status_code == 404
    assert (await http.get("/v2/demo/health", headers=mine)).status_code == 200  # a new one


async def test_a_dropped_world_leaves_nothing_in_memory(app: App, http: httpx.AsyncClient) -> None:
    """Without the help of the garbage collector, which leaves alone what has lived for long."""
    await made(http, name="t1")
    await http.post("/v2/demo/run", json={"input": 1}, headers={"Authorization": "rpa_mock_t1"})
    driver = weakref.ref(app.worlds.named("t1"))
    world = weakref.ref(app.worlds.named("t1").world)
    gc.disable()
    try:
        answer = await http.delete("/__mock/worlds/t1")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert answer.status_code == 204
        assert (driver(), world()) == (None, None)
    finally:
        gc.enable()
