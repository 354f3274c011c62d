"""How a wait ends that is not met, and whose clock it moves."""

import asyncio

import httpx
import pytest

from contract_tests.wire.control.test_wait import wait
from contract_tests.wire.serverless.caller import KEY
from contract_tests.wire.serverless.line import Line
from mock_runpod.app import App

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("ends", ["reset", "load", "let go"])
async def test_a_wait_ends_with_its_world(app: App, http: httpx.AsyncClient, ends: str) -> None:
    await http.put("/__mock/snapshots/base")
    await http.post("/__mock/clock", json={"mode": "real"})
    waiting = asyncio.create_task(wait(http, endpoint="demo", workers=9))
    driver = app.worlds.named("steered")
    while not driver.waiting:
        await asyncio.sleep(0)
    if ends == "let go":
        app.worlds.let_go()
    else:
        await http.post(f"/__mock/{'reset' if ends == 'reset' else 'snapshots/base/load'}")

    said = await waiting
    assert not said["met"]
    assert ("the server is ending" if ends == "let go" else "began anew") in said["why"]
    assert driver.waiting == 0


async def test_in_manual_the_clock_moves_only_for_who_waits_here(
    app: App, http: httpx.AsyncClient
) -> None:
    """A client that is held by the job API does not move it, before or after."""
    held = asyncio.create_task(http.post("/v2/demo/runsync", json={"input": {"mock_delay": 60}}))
    driver = app.worlds.named("steered")
    while not driver.waiting:
        await asyncio.sleep(0)
    said = await wait(http, endpoint="demo", jobs=1, status="IN_PROGRESS")
    for _ in range(50):
        await asyncio.sleep(0)

    assert (said["now"], driver.clock.now(), held.done()) == (28, 28, False)
    await http.post("/__mock/reset")
    await held


@pytest.mark.parametrize("options", [{"clock": "real"}])
async def test_a_client_that_hangs_up_waits_no_longer(app: App) -> None:
    body = b'{"until": {"endpoint": "demo", "workers": 9}}'
    line, driver = Line(app, "POST", "/__mock/wait", [body]), app.worlds.at(KEY)
    task = asyncio.create_task(line.open())
    while not driver.waiting:
        await asyncio.sleep(0)
    line.hang_up()
    await task

    assert (line.status, driver.waiting) == (0, 0)
