"""Jobs that are cancelled or take too long, as handlers see it (section 5)."""

from pathlib import Path

import pytest

from contract_tests.clients.real_workers.conftest import Endpoint, until
from mock_runpod import MockRunPod

pytestmark = [pytest.mark.clients, pytest.mark.real_worker]


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """Where a handler writes that it was cancelled."""
    return tmp_path / "told"


@pytest.mark.rule("W15")
def test_an_async_handler_is_cancelled(mock: MockRunPod, plain: Endpoint, told: Path) -> None:
    job = plain.run({"do": "sleep", "seconds": 60, "tell": str(told)})
    until(Path(f"{told}.begun").exists)  # before, the SDK would not know what to cancel
    job.cancel()

    assert until(told.exists)
    assert mock.job(job.job_id).status == "CANCELLED"
    assert plain.run_sync({"do": "return", "what": "goes on"}) == "goes on"


def test_a_handler_that_blocks_runs_to_its_end_in_vain(mock: MockRunPod, plain: Endpoint) -> None:
    job = plain.run({"do": "block", "seconds": 1.5})
    until(lambda: mock.job(job.job_id).status == "IN_PROGRESS")
    job.cancel()
    busy = mock.worker("plain", 1).status
    after = plain.run_sync({"do": "return", "what": "goes on"})

    assert (busy, after) == ("RUNNING", "goes on")
    assert (mock.job(job.job_id).status, mock.job(job.job_id).output) == ("CANCELLED", None)


@pytest.mark.rule("B-085")
def test_a_job_that_takes_too_long_fails_and_its_handler_is_told(
    mock: MockRunPod, plain: Endpoint, told: Path
) -> None:
    mock.configure(exec_timeout_slack_s=0)
    request = {"do": "sleep", "seconds": 60, "tell": str(told)}
    id = plain.run({"input": request, "policy": {"executionTimeout": 5000}}).job_id
    job = mock.wait(id, "FAILED")

    assert job.error == "executionTimeout exceeded"
    assert until(told.exists)
