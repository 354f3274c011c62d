"""Who may work (section 10): keys are not kept, and tokens say which world is meant."""

import logging
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from contract_tests.wire.conftest import key
from contract_tests.wire.gateway.conftest import Run, Voice, crew
from mock_runpod.app import App

pytestmark = pytest.mark.anyio
REAL = "rpa_" + "S3CRET" * 7
STRICT: dict[str, Any] = {"long_poll_s": 0.05, "worker_tokens": True}


async def token(http: httpx.AsyncClient, worker_id: str = "w1") -> str:
    """What the variables of this worker say."""
    found = await http.get(f"/__mock/endpoints/demo/worker-env?worker={worker_id}")
    ping: str = found.json()["RUNPOD_WEBHOOK_PING"]
    return urlsplit(ping).query


@pytest.mark.parametrize("said", ["rpa_mock_wire", "Bearer rpa_mock_wire", REAL, "Basic eDp5", ""])
async def test_any_key_will_do_and_the_token_says_which_world(
    http: httpx.AsyncClient, said: str
) -> None:
    worker = Voice(http, Authorization=said)
    answer = await worker.take(query=await token(http))

    assert answer.status_code == 204
    assert "w1" in await crew(http)


async def test_without_a_token_the_key_does(app: App, http: httpx.AsyncClient) -> None:
    await http.get("/v2/demo/health", headers=key("other"))
    await Voice(http, Authorization="rpa_mock_other").take()

    assert "w1" not in await crew(http)
    there = (await http.get("/__mock/workers?endpoint=demo", headers=key("other"))).json()
    assert [row["id"] for row in there] == ["w1"]


async def test_a_key_that_may_be_real_is_kept_nowhere(
    app: App, http: httpx.AsyncClient, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="mock_runpod")
    await http.get("/v2/demo/health")
    worker = Voice(http, Authorization=REAL)
    await worker.take()
    id = await run()
    await worker.has()
    await worker.done(id, {"output": 1})
    await worker.get("job-take/another?job_in_progress=0")
    await http.get("/v2/nowhere/job-take/w1", headers=worker.headers)
    places = ("state", "events", "requests", "requests.har", "requests/unmatched", "worlds")
    seen = [(await http.get(f"/__mock/{place}")).text for place in places]

    assert set(app.worlds.names()) == {"wire", "default"}  # and none for the key
    assert REAL not in caplog.text + "".join(seen)


async def test_the_world_of_a_worker_whose_key_says_nothing_is_where_its_endpoint_is(
    http: httpx.AsyncClient,
) -> None:
    await http.put("/__mock/endpoints/only-here", json={})
    asked = "/v2/only-here/job-take/w1?job_in_progress=0"
    answer = await http.get(asked, headers={"Authorization": REAL})

    assert answer.status_code == 204
    there = (await http.get("/__mock/workers?endpoint=only-here")).json()
    assert [row["id"] for row in there] == ["w1"]


@pytest.mark.parametrize("options", [STRICT])
async def test_where_tokens_are_asked_for_the_right_one_lets_in(http: httpx.AsyncClient) -> None:
    worker, mine = Voice(http, Authorization=REAL), await token(http)

    assert (await worker.take(query=mine)).status_code == 204
    assert (await worker.get(f"job-stop/w1?{mine}")).status_code == 204
    assert (await worker.get(f"ping/w1?{mine}")).status_code == 200
    assert (await worker.post(f"job-done/w1/j1?{mine}", {"output": 1})).status_code == 200


@pytest.mark.rule("W2")
@pytest.mark.parametrize("options", [STRICT])
@pytest.mark.parametrize("which", ["none", "of another", "of another world", "made up"])
async def test_and_no_other_does(http: httpx.AsyncClient, which: str) -> None:
    others = await http.get("/__mock/endpoints/demo/worker-env?worker=w1", headers=key("other"))
    said = {
        "none": "gpu=A",
        "of another": await token(http, "w2"),
        "of another world": urlsplit(others.json()["RUNPOD_WEBHOOK_PING"]).query.replace(
            "token=other.", "token=wire."
        ),
        "made up": "token=wire." + "0" * 32,
    }
    answer = await Voice(http).take(query=said[which])

    assert answer.status_code == 401
    assert "`mock-runpod worker env ENDPOINT` prints" in answer.json()["detail"]
    assert "w1" not in await crew(http)


@pytest.mark.parametrize("options", [{"long_poll_s": 0.05, "host": "0.0.0.0", "admin_token": "t"}])
async def test_beyond_this_machine_tokens_are_always_asked_for(http: httpx.AsyncClient) -> None:
    assert (await Voice(http).take()).status_code == 401


@pytest.mark.parametrize(
    "header",
    [
        {"Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_web_page_takes_no_jobs_and_ends_none(
    http: httpx.AsyncClient, run: Run, header: dict[str, str]
) -> None:
    page, id = Voice(http, **header), await run()
    asked = await page.take()
    told = await page.done(id, {"output": "evil"})

    assert (asked.status_code, told.status_code) == (403, 403)
    assert "w1" not in await crew(http)


async def test_what_workers_say_is_not_in_the_journal(
    http: httpx.AsyncClient, worker: Voice, run: Run
) -> None:
    """A thousand who wait would push out everything else."""
    await worker.take()
    id = await run()
    await worker.has()
    await worker.done(id, {"output": 1})
    requests = (await http.get("/__mock/requests")).json()["requests"]

    assert [each["path"] for each in requests] == ["/v2/demo/run"]
