"""Real workers that crash, are killed, or are to be fresh: another process takes their place."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_tests.porch.jobs import post
from contract_tests.porch.processes import until
from contract_tests.porch.scripts import alive, handler, written
from mock_runpod import MockRunPod, start

PID = '__import__("os").getpid()'
#: Ends its process once: a file says whether it has been.
DIES_ONCE = """
import os, pathlib
import runpod


def handler(job):
    been = pathlib.Path("been")
    if job["input"] == "die" and not been.exists():
        been.touch()
        os._exit(3)
    return os.getpid()


runpod.serverless.start({"handler": handler})
"""


@pytest.fixture
def mock() -> Iterator[MockRunPod]:
    with start(profile="instant") as running:
        yield running


@pytest.mark.rule("W12")
def test_one_that_crashes_is_started_again(mock: MockRunPod, tmp_path: Path) -> None:
    run = mock.endpoint("x").run_worker(written(tmp_path, DIES_ONCE), cwd=tmp_path)
    (before,) = run.workers

    job = mock.wait(post(mock, "x/run", "die")["id"])

    assert (job.status, job.retries) == ("COMPLETED", 1)
    assert [worker.id for worker in run.workers] == [before.id]
    assert any("exit code 3" in line.text for line in run.logs)


@pytest.mark.rule("W12")
def test_one_that_is_killed_loses_no_job(mock: MockRunPod, tmp_path: Path) -> None:
    slow = f'__import__("time").sleep(job["input"]) or {PID}'
    mock.endpoint("x", workers_max=2).run_worker(handler(tmp_path, slow), count=1)
    pid = post(mock, "x/runsync", 0)["output"]
    id = post(mock, "x/run", 0.5)["id"]
    until(lambda: mock.job(id).status == "IN_PROGRESS")

    os.kill(pid, signal.SIGKILL)

    job = mock.wait(id)
    assert (job.retries, job.output != pid) == (1, True)


@pytest.mark.rule("W11")
def test_one_that_wants_to_be_fresh_is_replaced(mock: MockRunPod, tmp_path: Path) -> None:
    script = handler(tmp_path, f'{{"refresh_worker": True, "pid": {PID}}}')
    mock.endpoint("x").run_worker(script)

    first, second = (post(mock, "x/runsync") for _ in range(2))

    assert first["output"]["pid"] != second["output"]["pid"]
    assert first["workerId"] != second["workerId"]
    until(lambda: not alive(first["output"]["pid"]))


def test_one_that_is_retired_is_replaced(mock: MockRunPod, tmp_path: Path) -> None:
    run = mock.endpoint("x").run_worker(handler(tmp_path, PID))
    (worker,) = run.workers
    pid = post(mock, "x/runsync")["output"]

    worker.retire()

    until(lambda: not alive(pid))
    until(lambda: [each.status for each in run.workers] == ["IDLE"])
    assert run.workers[0].id != worker.id
