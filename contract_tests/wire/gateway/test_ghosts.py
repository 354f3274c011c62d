"""Workers and launchers of a world that was written down: nobody comes for them, so they go."""

import asyncio
from typing import Any

import httpx
import pytest

from contract_tests.wire.conftest import key
from contract_tests.wire.gateway.conftest import Run, Voice, crew

pytestmark = pytest.mark.anyio
TWIN = key("twin")


@pytest.fixture
def options() -> dict[str, Any]:
    return {"long_poll_s": 0.05, "worker_silence_s": 1}


async def gone(http: httpx.AsyncClient, name: str) -> None:
    """The twin knows no such worker any more; a test that waits in vain is ended from outside."""
    while name in [row["id"] for row in (await http.get("/__mock/workers", headers=TWIN)).json()]:
        await asyncio.sleep(0.05)


@pytest.mark.rule("W14")
async def test_a_worker_that_a_forked_world_tells_of_is_missed_there(
    http: httpx.AsyncClient, worker: Voice, run: Run
) -> None:
    await worker.take()
    id = await run()
    await worker.has()
    (await http.post("/__mock/worlds/wire/fork", json={"as": "twin"})).raise_for_status()
    await gone(http, "w1")
    twins = (await http.get(f"/v2/demo/status/{id}", headers=TWIN)).json()

    assert twins["retries"] == 1


async def test_so_is_a_launcher_and_what_it_scales(http: httpx.AsyncClient) -> None:
    scaling = {"launcher": "l1", "scale": True}
    (await http.post("/__mock/endpoints/demo/crew", json=scaling)).raise_for_status()
    await http.post("/__mock/endpoints/demo/workers", json={"launcher": "l1", "id": "mine"})
    names = list(await crew(http))
    (await http.post("/__mock/worlds/wire/fork", json={"as": "twin"})).raise_for_status()
    assert len(names) == 2
    for name in names:
        await gone(http, name)

    row = (await http.get("/__mock/state", headers=TWIN)).json()["endpoints"]
    assert {each["scaled_by"] for each in row} == {""}


async def test_one_that_works_on_without_its_launcher_is_as_if_somebody_had_started_it(
    http: httpx.AsyncClient, worker: Voice
) -> None:
    await http.post("/__mock/endpoints/demo/crew", json={"launcher": "l1"})
    await http.post("/__mock/endpoints/demo/workers", json={"launcher": "l1", "id": "w1"})
    while (await crew(http))["w1"]["launcher"] is not None:
        await worker.take()

    assert (await crew(http))["w1"]["status"] == "IDLE"
