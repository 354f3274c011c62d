"""What the worker SDK for Rust says (section 1.3), word by word: it always claims to have no job,
asks several times at once, and knows of no stop channel, stream or progress.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

import mock_runpod
from contract_tests.clients.real_workers.conftest import Endpoint, runpod, until
from mock_runpod import MockRunPod

pytestmark = [pytest.mark.clients, pytest.mark.real_worker]

#: Both names that it replaces stand in its addresses; it puts what it adds behind the query.
TAKE = "job-take/w1?gpu=A&job_in_progress=0"
DONE = "job-done/w1/{job}?gpu=A&isStream=false"
PING = "ping/w1?gpu=A&runpod_version=0.6.2"


@pytest.fixture(scope="module")
def mock() -> Iterator[MockRunPod]:
    with mock_runpod.start(clock="real", profile="instant", long_poll_s=0.3) as running:
        running.endpoint("rust", workers="real")
        yield running


@pytest.fixture
def rust(mock: MockRunPod) -> Iterator[httpx.Client]:
    agent = {"User-Agent": "runpod-rust/0.6.2", "Authorization": "rpa_mock_default"}
    at = f"{mock.base_url}/v2/rust/"
    with httpx.Client(base_url=at, headers=agent, trust_env=False, timeout=20) as http:
        yield http


@pytest.fixture
def endpoint(mock: MockRunPod, aimed: None) -> Endpoint:
    return runpod.Endpoint("rust", api_key=mock.key)


def taken(rust: httpx.Client) -> dict[str, Any]:
    """The next job; nothing is asked for long."""

    def asked() -> Any:
        answer = rust.get(TAKE)
        return answer.json() if answer.status_code == 200 else None

    job: dict[str, Any] = until(asked)
    return job


def test_it_takes_several_jobs_at_once_and_loses_none(
    mock: MockRunPod, rust: httpx.Client, endpoint: Endpoint
) -> None:
    with ThreadPoolExecutor(2) as hands:
        asking = [hands.submit(taken, rust) for _ in range(2)]
        jobs = [endpoint.run({"n": n}) for n in range(2)]
        mine = [each.result() for each in asking]
    more = rust.get(TAKE).status_code  # it asks again while it has both
    for job in mine:
        rust.post(DONE.format(job=job["id"]), json={"output": job["input"]}).raise_for_status()

    assert more == 204
    assert [job.output(timeout=5) for job in jobs] == [{"n": 0}, {"n": 1}]
    assert {mock.job(job.job_id).retries for job in jobs} == {0}


@pytest.mark.rule("W13")
def test_a_job_that_its_heartbeats_no_longer_name_is_lost(
    mock: MockRunPod, rust: httpx.Client, endpoint: Endpoint
) -> None:
    job = endpoint.run({"n": 1})
    first = taken(rust)["id"]
    for _ in range(3):
        rust.get(f"{PING}&job_id={first}")
        assert rust.get(TAKE).status_code == 204
    again = until(lambda: handed_after_a_ping(rust))
    rust.post(DONE.format(job=again), json={"output": "at last"})

    assert (first, again) == (job.job_id, job.job_id)
    assert (mock.job(again).status, mock.job(again).retries) == ("COMPLETED", 1)


def handed_after_a_ping(rust: httpx.Client) -> str | None:
    """A heartbeat that names no job, and the job that is given after it."""
    time.sleep(0.1)
    rust.get(PING)
    answer = rust.get(TAKE)
    return answer.json()["id"] if answer.status_code == 200 else None


def test_it_is_shown_by_what_it_says_of_itself(mock: MockRunPod, rust: httpx.Client) -> None:
    rust.get(TAKE)

    (row,) = [worker.row for worker in mock.workers("rust")]
    assert (row["real"], row["sdk"], row["sdkVersion"]) == (True, "runpod-rust", "0.6.2")
