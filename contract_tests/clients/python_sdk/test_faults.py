"""Faults on order, in the exceptions that users of the SDK catch over plain http."""

from typing import Any

import aiohttp
import httpx
import pytest
import requests
from runpod import AsyncioEndpoint
from runpod.endpoint import Job

pytestmark = pytest.mark.clients


def strike(control: httpx.Client, **spec: Any) -> None:
    control.post("/faults", json=spec).raise_for_status()


def seen(control: httpx.Client) -> list[tuple[str, int]]:
    journal = control.get("/requests").json()["requests"]
    return [(each["method"], each["status"]) for each in journal]


@pytest.mark.rule("B-284")
@pytest.mark.parametrize("says", [{}, {"retryAfter": 3}])
def test_a_429_on_a_post_is_an_http_error_at_once(
    demo: Any, control: httpx.Client, says: dict[str, Any]
) -> None:
    strike(control, fault="dp_429", count=1, **says)

    with pytest.raises(requests.HTTPError) as caught:
        demo.run({"input": 1})

    assert caught.value.response.status_code == 429
    assert seen(control) == [("POST", 429)]
    assert control.get("/state").json()["jobs"] == []
    assert demo.run({"input": 1}).job_id


@pytest.mark.rule("B-284")
def test_a_429_on_a_get_is_asked_again_and_forgotten(demo: Any, control: httpx.Client) -> None:
    job = demo.run({"input": 1})
    strike(control, fault="dp_429", on="GET /v2/*/status/*", count=1)

    assert job.status() == "COMPLETED"

    assert seen(control)[1:] == [("GET", 429), ("GET", 200)]


@pytest.mark.rule("B-284")
def test_a_429_that_stays_is_a_retry_error_after_six_requests(
    demo: Any, control: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    strike(control, fault="dp_429", on="GET /v2/*/status/*")
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)

    with pytest.raises(requests.exceptions.RetryError):
        Job("demo", "gone", demo.rp_client).status()

    assert seen(control) == [("GET", 429)] * 6
    assert sum(slept) == 30


def test_a_connection_that_breaks_is_a_connection_error(demo: Any, control: httpx.Client) -> None:
    strike(control, fault="reset", commits=True, count=1)

    with pytest.raises(requests.ConnectionError):
        demo.run({"input": 1})

    assert len(control.get("/state").json()["jobs"]) == 1


@pytest.mark.anyio
async def test_the_asyncio_client_takes_a_500_for_an_answer_without_an_id(
    session: aiohttp.ClientSession, control: httpx.Client, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import runpod

    monkeypatch.setattr(runpod, "api_key", key)
    strike(control, fault="status", status=500, on="POST /v2/*/run", count=1)

    with pytest.raises(KeyError, match="id"):
        await AsyncioEndpoint("demo", session).run({"n": 1})

    assert seen(control) == [("POST", 500)]
