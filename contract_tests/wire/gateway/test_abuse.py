"""What careless or hostile people send to the gateway: nothing breaks, leaks, or piles up."""

import asyncio
import gc
import logging

import httpx
import pytest

from contract_tests.wire.conftest import key
from contract_tests.wire.gateway.conftest import Run, Status, Voice, crew
from contract_tests.wire.gateway.test_admission import REAL, STRICT, token
from mock_runpod.app import App
from mock_runpod.runtime.gateway.presence import Presence

pytestmark = pytest.mark.anyio


def ours(caplog: pytest.LogCaptureFixture) -> str:
    """What the mock logs; its client in this process may log what it sends."""
    records = [each for each in caplog.records if each.name.startswith("mock_runpod")]
    return "\n".join(each.getMessage() for each in records)


@pytest.mark.parametrize("levels", [201, 500, 900, 5000])
@pytest.mark.parametrize("inmost", ["1", "NaN"])
async def test_a_result_nested_beyond_reason_is_refused(
    worker: Voice, run: Run, status: Status, levels: int, inmost: str
) -> None:
    id = await run()
    await worker.has()
    answer = await worker.done(id, f'{{"output": {"[" * levels}{inmost}{"]" * levels}}}'.encode())

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("the result is")
    assert (await status(id))["status"] == "IN_PROGRESS"


async def test_one_that_is_not_can_hold_what_is_not_a_number(
    worker: Voice, run: Run, status: Status
) -> None:
    id = await run()
    await worker.has()
    await worker.done(id, b'{"output": ' + b"[" * 150 + b"NaN" + b"]" * 150 + b"}")
    found = (await status(id))["output"]
    for _ in range(149):
        (found,) = found

    assert found == [None]


async def test_what_a_fitness_check_says_shows_no_key_and_is_no_longer_than_that(
    http: httpx.AsyncClient, worker: Voice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="mock_runpod")
    await worker.ping(status="unhealthy", check="c" * 9_000, reason=f"no access with {REAL}")
    places = ("state", "events", "workers", "workers/w1/logs")
    seen = [(await http.get(f"/__mock/{place}")).text for place in places]

    assert "no access with ***" in (await crew(http))["w1"]["why"]
    assert REAL not in ours(caplog) + "".join(seen)
    assert len(ours(caplog)) < 1_000


async def test_a_token_that_is_glued_to_the_path_is_not_logged(
    http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="mock_runpod")
    answer = await http.get("/v2/demo/job-take/w1&token=wire.0123456789&job_in_progress=0")

    assert answer.status_code == 204
    assert "/v2/demo/job-take/w1 " in ours(caplog)
    assert "0123456789" not in ours(caplog)


@pytest.mark.parametrize("name", ["w" * 200, "%00", "a%0Ab", "%1b[31m"])
async def test_a_name_must_be_one_that_can_be_shown(
    http: httpx.AsyncClient, run: Run, name: str
) -> None:
    odd, id = Voice(http, name), await run()
    asked, beat, told = await odd.take(), await odd.ping(), await odd.done(id, {})
    other = await Voice(http).done(name, {})

    assert {each.status_code for each in (asked, beat, told, other)} == {400}
    assert "id has at most 100 characters" in asked.json()["detail"]
    assert all(row["real"] is False for row in (await crew(http)).values())


def presences() -> int:
    """Of all worlds, also of those that other tests have left to be collected."""
    return sum(isinstance(each, Presence) for each in gc.get_objects())


async def test_results_of_jobs_that_nobody_knows_leave_nothing_behind(
    http: httpx.AsyncClient,
) -> None:
    await http.get("/v2/demo/health")
    before, known = (await http.get("/__mock/events")).json()["told"], presences()
    for number in range(20):
        answer = await Voice(http, f"ghost-{number}").done(f"job-{number}", {"output": 1})
        assert answer.status_code == 200

    assert (await http.get("/__mock/events")).json()["told"] == before
    assert presences() <= known


async def test_when_all_worlds_begin_anew_nobody_watches_over_the_old_ones(
    app: App, worker: Voice, caplog: pytest.LogCaptureFixture
) -> None:
    await worker.take()
    await app.renew()
    await asyncio.sleep(1.2)  # longer than it takes to look after workers again

    assert [record.message for record in caplog.records if record.name == "asyncio"] == []


@pytest.mark.parametrize("site", ["none", "same-origin", "same-site", "cross-site"])
async def test_somebody_who_opens_the_address_in_a_browser_takes_no_job(
    http: httpx.AsyncClient, run: Run, status: Status, site: str
) -> None:
    id = await run()
    answer = await Voice(http, **{"Sec-Fetch-Site": site}).take()

    assert answer.status_code == 403
    assert (await status(id))["status"] == "IN_QUEUE"


@pytest.mark.parametrize("options", [STRICT])
async def test_the_token_of_one_world_lets_nobody_into_another(
    app: App, http: httpx.AsyncClient
) -> None:
    await http.get("/v2/demo/health", headers=key("other"))
    mine = await token(http)
    app.worlds.forget("wire")
    answer = await Voice(http, Authorization="rpa_mock_other").take(query=mine)

    assert answer.status_code == 401
    assert app.worlds.names() == ["other"]
