"""A script as real workers: `mock.endpoint("x").run_worker("handler.py")`."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from contract_tests.porch.jobs import post
from contract_tests.porch.processes import until
from contract_tests.porch.scripts import alive, handler
from mock_runpod import MockRunPod, start
from mock_runpod.client.launching import foreman
from mock_runpod.errors import Invalid, NotFound

PID = '__import__("os").getpid()'


@pytest.fixture
def mock() -> Iterator[MockRunPod]:
    with start(profile="instant") as running:
        yield running


def pid_of(mock: MockRunPod) -> int:
    pid: int = post(mock, "x/runsync")["output"]
    return pid


def test_it_takes_the_jobs(mock: MockRunPod, tmp_path: Path) -> None:
    run = mock.endpoint("x").run_worker(handler(tmp_path))

    answer = post(mock, "x/runsync", {"prompt": "a quiet house"})

    (worker,) = run.workers
    assert (answer["status"], answer["output"]) == ("COMPLETED", {"prompt": "a quiet house"})
    assert answer["workerId"] == worker.id


def test_its_lines_are_heard_with_their_job(mock: MockRunPod, tmp_path: Path) -> None:
    heard: list[str] = []
    script = handler(tmp_path, 'print("at work", flush=True)')
    run = mock.endpoint("x").run_worker(script, says=lambda line: heard.append(line.text))

    job = post(mock, "x/runsync")

    until(lambda: "Finished." in heard)
    (line,) = [line for line in run.logs if line.text == "at work"]
    assert (line.worker_id, line.job_id) == (job["workerId"], job["id"])


def test_its_lines_are_kept_by_the_server(mock: MockRunPod, tmp_path: Path) -> None:
    script = handler(tmp_path, 'print("at work", flush=True)')
    mock.endpoint("x").run_worker(script)
    job = post(mock, "x/runsync")

    def kept() -> list[str]:
        with urlopen(f"{mock.base_url}/__mock/workers/{job['workerId']}/logs") as answer:
            lines = json.load(answer)["lines"]
        return [row["text"] for row in lines if row["jobId"] == job["id"]]

    until(lambda: "Finished." in kept())
    assert "at work" in kept()


def test_there_can_be_several(mock: MockRunPod, tmp_path: Path) -> None:
    run = mock.endpoint("x", workers_max=2).run_worker(handler(tmp_path, PID), count=2)

    until(lambda: [each.status for each in run.workers] == ["IDLE", "IDLE"])

    assert len({worker.id for worker in mock.workers("x")}) == 2


def test_they_end_with_the_client(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    with start(profile="instant") as mock:
        mock.endpoint("x").run_worker(handler(tmp_path, PID))
        pid = pid_of(mock)

    assert not alive(pid)
    assert set(threading.enumerate()) == before


@pytest.mark.rule("W15")
def test_one_that_is_to_end_finishes_its_job(mock: MockRunPod, tmp_path: Path) -> None:
    script = handler(tmp_path, '__import__("time").sleep(0.5) or "done"')
    run = mock.endpoint("x").run_worker(script)
    id = post(mock, "x/run")["id"]
    until(lambda: mock.job(id).status == "IN_PROGRESS")

    run.stop()

    assert (mock.job(id).status, mock.job(id).output) == ("COMPLETED", "done")
    assert mock.workers("x") == []


@pytest.mark.rule("W15")
def test_one_that_has_only_just_got_its_job_finishes_it(mock: MockRunPod, tmp_path: Path) -> None:
    run = mock.endpoint("x").run_worker(handler(tmp_path))
    id = post(mock, "x/run", "not lost")["id"]

    run.stop()

    assert (mock.job(id).status, mock.job(id).retries) in [("COMPLETED", 0), ("IN_QUEUE", 0)]


@pytest.mark.rule("W15")
@pytest.mark.timeout(20)
def test_one_that_waits_for_a_job_ends_at_once(mock: MockRunPod, tmp_path: Path) -> None:
    mock.configure(long_poll_s=60)
    run = mock.endpoint("x").run_worker(handler(tmp_path), grace=60)

    run.stop()

    assert mock.workers("x") == []


@pytest.mark.rule("W15")
def test_one_that_takes_too_long_is_killed(mock: MockRunPod, tmp_path: Path) -> None:
    script = handler(tmp_path, '__import__("time").sleep(60)')
    run = mock.endpoint("x").run_worker(script, grace=0.2)
    id = post(mock, "x/run")["id"]
    until(lambda: mock.job(id).status == "IN_PROGRESS")

    run.stop()

    assert (mock.job(id).retries, mock.workers("x")) == (1, [])


def test_without_their_endpoint_they_end(
    mock: MockRunPod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foreman, "MISSED_S", 0.1)
    mock.endpoint("x").run_worker(handler(tmp_path, PID))
    pid = pid_of(mock)

    mock.reset()

    until(lambda: not alive(pid))


def test_an_endpoint_must_be_there(mock: MockRunPod, tmp_path: Path) -> None:
    there = mock.endpoint("x")
    mock.reset()

    with pytest.raises(NotFound):
        there.run_worker(handler(tmp_path))


def test_an_option_that_there_is_not_is_named(mock: MockRunPod, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="'watched'; did you mean watch"):
        mock.endpoint("x").run_worker(handler(tmp_path), watched=True)


def test_it_runs_where_and_with_what_is_said(mock: MockRunPod, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    shown = '[__import__("os").getcwd(), __import__("os").environ["MODEL"]]'

    mock.endpoint("x").run_worker(
        handler(tmp_path, shown), cwd=tmp_path / "there", env={"MODEL": "tiny"}, fast_start=False
    )

    assert post(mock, "x/runsync")["output"] == [str(tmp_path / "there"), "tiny"]
