"""`runpod.Endpoint`: jobs from their submission to their end."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import requests
import runpod
from runpod.endpoint import Job

from contract_tests.clients.python_sdk.conftest import Open
from contract_tests.porch.processes import until

pytestmark = pytest.mark.clients


@pytest.mark.rule("B-067")
def test_a_job_is_run_and_its_output_fetched(demo: Any) -> None:
    job = demo.run({"prompt": "hello"})

    assert job.output() == {"prompt": "hello"}
    assert job.status() == "COMPLETED"


@pytest.mark.rule("B-068")
def test_run_sync_gives_the_output(demo: Any) -> None:
    assert demo.run_sync({"input": {"mock_return": [1, "two"]}}) == [1, "two"]


def test_a_job_is_in_queue_until_a_worker_is_there(demo: Any, halted: httpx.Client) -> None:
    job = demo.run({"input": "x"})
    before = job.status()
    halted.post("/clock/advance", json={"seconds": 31})

    assert (before, job.status(), job.output()) == ("IN_QUEUE", "COMPLETED", "x")


def test_waiting_for_an_output_lets_the_time_of_an_auto_world_pass(demo: Any) -> None:
    job = demo.run({"input": {"mock_delay": 0.5, "mock_return": "slept"}})

    assert job.output(timeout=5) == "slept"


def test_waiting_for_an_output_ends_in_a_timeout(demo: Any, halted: httpx.Client) -> None:
    job = demo.run({"input": "x"})

    assert job.output() is None
    with pytest.raises(TimeoutError, match=r"Job timed out\."):
        job.output(timeout=1)


def test_run_sync_polls_on_when_the_server_has_waited_enough(demo: Any) -> None:
    longer_than_the_server_waits = {"mock_delay": 90.5, "mock_return": "late"}

    assert demo.run_sync({"input": longer_than_the_server_waits}) == "late"


def test_run_sync_gives_up_when_the_server_is_slower_than_it_wants(
    demo: Any, halted: httpx.Client
) -> None:
    with pytest.raises(requests.ReadTimeout):
        demo.run_sync({"input": "x"}, timeout=1)


@pytest.mark.rule("B-082")
def test_a_failed_job_has_no_output(demo: Any) -> None:
    job = demo.run({"input": {"mock_error": "boom"}})

    assert (job.status(), job.output()) == ("FAILED", None)
    assert demo.run_sync({"input": {"mock_error": "boom"}}) is None


@pytest.mark.rule("B-246")
def test_a_job_that_timed_out_is_final(demo: Any, control: httpx.Client) -> None:
    control.patch("/config", json={"timed_out_status": "exec"})
    asked = {"input": {"mock_delay": 60}, "policy": {"executionTimeout": 5_000}}

    assert demo.run_sync(asked) is None


@pytest.mark.rule("B-091")
def test_a_cancelled_job_says_so(demo: Any, halted: httpx.Client) -> None:
    job = demo.run({"input": "x"})

    assert job.cancel() == {"id": job.job_id, "status": "CANCELLED"}
    assert (job.output(timeout=1), job.status()) == (None, "CANCELLED")


def test_run_sync_of_a_job_that_is_cancelled_meanwhile_ends(
    demo: Any, open_endpoint: Open, halted: httpx.Client
) -> None:
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(demo.run_sync, {"input": "x"})
        until(lambda: halted.get("/state").json().get("jobs"))
        (job,) = halted.get("/state").json()["jobs"]
        Job("demo", job["id"], open_endpoint("demo").rp_client).cancel()

    assert waiting.result() is None


@pytest.mark.rule("B-094")
def test_purging_says_how_many_jobs_it_removed(demo: Any, halted: httpx.Client) -> None:
    for n in range(3):
        demo.run({"input": n + 1})

    assert demo.purge_queue() == {"removed": 3, "status": "completed"}


@pytest.mark.rule("B-095")
def test_health_counts_jobs_and_workers(demo: Any) -> None:
    demo.run_sync({"input": "x"})

    health = demo.health()

    assert health["jobs"]["completed"] == 1
    assert health["workers"]["idle"] == 1


def test_a_job_can_be_attached_to_again(demo: Any, key: str, open_endpoint: Open) -> None:
    job = demo.run({"input": "x"})
    again = Job("demo", job.job_id, open_endpoint("demo").rp_client)

    assert (again.status(), again.output()) == ("COMPLETED", "x")


def test_two_keys_have_different_worlds(demo: Any, open_endpoint: Open) -> None:
    job = demo.run({"input": "x"})
    other = Job("demo", job.job_id, open_endpoint("demo", "rpa_mock_somebody").rp_client)

    with pytest.raises(requests.HTTPError, match="404"):
        other.status()


def test_an_address_with_a_slash_at_its_end_works(
    open_endpoint: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runpod, "endpoint_url_base", f"{runpod.endpoint_url_base}/")

    assert open_endpoint("demo").run_sync({"input": "x"}) == "x"
