"""Workers of older SDKs, each in an environment of its own (section 8): 1.7.13 is the one of the
client suites, the others are made by `make older-sdks`.

Each worker has a folder of its own: until 1.10.0 they keep the jobs they have in a file where they
were started, and two in one folder block each other.
"""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import mock_runpod
from contract_tests.clients.languages.clients import CACHE
from contract_tests.clients.languages.python import suite
from contract_tests.clients.languages.suites import readiness
from contract_tests.clients.real_workers.conftest import HANDLERS, Endpoint, runpod, until
from contract_tests.house.tree import CHECKOUT
from mock_runpod import MockRunPod

pytestmark = [pytest.mark.clients, pytest.mark.real_worker, pytest.mark.older_sdk]


@pytest.fixture(scope="module", params=["1.6.2", "1.7.13", "1.9.1"])
def version(request: pytest.FixtureRequest) -> str:
    """Of an SDK that is there."""
    said: str = request.param
    if said in suite.VERSIONS and (why := readiness("python").why):
        pytest.skip(why)
    if not Path(python_of(said)).exists():
        pytest.skip(f"runpod {said} is not installed below .sdk/; `make older-sdks` installs it")
    return said


def python_of(version: str) -> str:
    if version in suite.VERSIONS:
        return str(suite.python(CACHE / "python" / version))
    return str(CHECKOUT / ".sdk" / version / "bin" / "python")


@pytest.fixture(scope="module")
def mock(version: str) -> Iterator[MockRunPod]:
    with mock_runpod.start(clock="real", profile="instant") as running:
        yield running


@pytest.fixture(scope="module")
def worker(mock: MockRunPod, version: str, tmp_path_factory: Any) -> Iterator[str]:
    """An endpoint with one worker."""
    there, cwd = mock.endpoint("x", idle_timeout=60), tmp_path_factory.mktemp("worker")
    with there.run_worker(HANDLERS / "plain.py", python=python_of(version), cwd=cwd):
        yield there.id


@pytest.fixture
def older(mock: MockRunPod, worker: str, aimed: None) -> Endpoint:
    return runpod.Endpoint(worker, api_key=mock.key)


def test_it_takes_jobs_and_says_what_it_is(mock: MockRunPod, older: Endpoint, version: str) -> None:
    assert older.run_sync({"do": "return", "what": {"a": [1, "ü"]}}) == {"a": [1, "ü"]}
    (row,) = [each.row for each in mock.workers("x") if each.row["real"]]
    assert (row["sdk"], row["sdkVersion"]) == ("RunPod-Python-SDK", version)


def test_what_it_raises_fails_the_job(mock: MockRunPod, older: Endpoint) -> None:
    job = mock.wait(older.run({"do": "raise", "what": "too bad"}).job_id, "FAILED")

    assert "too bad" in (job.error or "")


@pytest.mark.rule("W10")
def test_its_progress_is_seen(mock: MockRunPod, older: Endpoint) -> None:
    id = older.run({"do": "progress", "pause": 0.3}).job_id

    assert until(lambda: mock.job(id).output) in [{"step": step} for step in range(3)]
    assert mock.wait(id).output == "done"


@pytest.mark.rule("W13")
def test_a_result_that_it_cannot_send_is_tried_twice(mock: MockRunPod, older: Endpoint) -> None:
    job = mock.wait(older.run({"do": "unserialisable"}).job_id, None)

    assert (job.status, job.error) == ("FAILED", "job timed out after 1 retries")


def test_it_never_hears_of_a_cancel_and_goes_on_afterwards(
    mock: MockRunPod, older: Endpoint, tmp_path: Path
) -> None:
    tell = tmp_path / "told"
    job = older.run({"do": "sleep", "seconds": 1, "tell": str(tell)})
    until(lambda: mock.job(job.job_id).status == "IN_PROGRESS")
    job.cancel()

    assert older.run_sync({"do": "return", "what": "goes on"}) == "goes on"
    assert (mock.job(job.job_id).status, tell.exists()) == ("CANCELLED", False)


def test_several_jobs_are_done_together(
    mock: MockRunPod, version: str, tmp_path: Path, aimed: None
) -> None:
    there = mock.endpoint("several", idle_timeout=60)
    with there.run_worker(HANDLERS / "several.py", python=python_of(version), cwd=tmp_path):
        jobs = [runpod.Endpoint("several").run({"seconds": 0.5}) for _ in range(6)]
        done = [mock.wait(job.job_id) for job in jobs]

    assert max(job.output["together"] for job in done) > 1
    assert {(job.status, job.retries) for job in done} == {("COMPLETED", 0)}


@pytest.mark.rule("W12")
def test_one_that_is_started_by_hand_and_killed_is_missed(
    mock: MockRunPod, version: str, tmp_path: Path, aimed: None
) -> None:
    """At work it asks nothing, so that only its silence tells (W14)."""
    mock.configure(worker_silence_s=3)
    mock.endpoint("killed", workers="real")
    process = begun(mock, version, tmp_path)
    try:
        job = runpod.Endpoint("killed").run({"do": "pid", "seconds": 60})
        until(lambda: mock.job(job.job_id).status == "IN_PROGRESS")
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    until(lambda: mock.job(job.job_id).retries == 1)
    until(lambda: not [each for each in mock.workers("killed") if each.row["real"]])


def begun(mock: MockRunPod, version: str, folder: Path) -> "subprocess.Popen[bytes]":
    env = {**os.environ, **mock.endpoint("killed").worker_env()}
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [python_of(version), str(HANDLERS / "plain.py")],
            env=env,
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
