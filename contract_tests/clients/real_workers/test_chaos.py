"""Workers that are killed at random, by seed: no job is lost, and none is done twice."""

import os
import signal
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

import mock_runpod
from contract_tests.clients.real_workers.conftest import HANDLERS, until
from contract_tests.clients.real_workers.raw import Crew
from mock_runpod import MockRunPod

pytestmark = [pytest.mark.clients, pytest.mark.real_worker]
JOBS, WORKERS = 500, 20
LOST = "job timed out after 1 retries"
#: More than the world remembers by default.
ALL = {"event_limit": 0}


def submitted(mock: MockRunPod, inputs: list[Any]) -> list[str]:
    headers = {"Authorization": f"Bearer {mock.key}"}
    with httpx.Client(base_url=mock.base_url, headers=headers, trust_env=False) as http:
        return [http.post("/v2/x/run", json={"input": each}).json()["id"] for each in inputs]


def ended(mock: MockRunPod) -> int:
    """How many jobs have."""
    health = next(each for each in mock.endpoints() if each.id == "x").health["jobs"]
    return int(health["completed"] + health["failed"])


def ends(mock: MockRunPod) -> Counter[str]:
    """How often each job came to an end."""
    found: Counter[str] = Counter()
    status: dict[str, str] = {}
    for event in mock.events("job"):
        now = event.record.get("status", "")
        if now in ("COMPLETED", "FAILED") and status.get(event.id) != now:
            found[event.id] += 1
        status[event.id] = now
    return found


def assert_each_ended_once(mock: MockRunPod, ids: list[str]) -> None:
    jobs = {job.id: job for job in mock.jobs("x")}
    wrong = [job for job in jobs.values() if not well(job)]

    assert list(jobs) == ids
    assert wrong == []
    assert ends(mock) == Counter(ids)


def well(job: Any) -> bool:
    if job.status == "FAILED":
        return bool(job.error == LOST and job.retries == 1)
    return bool(job.status == "COMPLETED" and job.output == job.input and job.retries <= 1)


@pytest.mark.parametrize("seed", range(3))
def test_connections_that_break_lose_and_double_nothing(seed: int) -> None:
    random = Random(seed)
    with mock_runpod.start(clock="real", worker_silence_s=1, **ALL) as mock:
        mock.endpoint("x", workers="real")
        before = _sockets()
        with Crew(mock.base_url, "x", WORKERS, random) as crew:
            ids = submitted(mock, list(range(JOBS)))
            until(lambda: ended(mock) == JOBS, seconds=60)

        assert crew.cut > JOBS / 20
        assert_each_ended_once(mock, ids)
        until(lambda: mock.workers("x") == [])
        until(lambda: _sockets() <= before)


@pytest.mark.timeout(170)
def test_processes_that_are_killed_lose_and_double_nothing(tmp_path: Path) -> None:
    random, record = Random(7), tmp_path / "pids"
    record.mkdir()
    env = {"HANDS": "3", "PIDS": str(record)}
    with mock_runpod.start(clock="real", **ALL) as mock:
        there = mock.endpoint("x", workers="real")
        run = there.run_worker(HANDLERS / "several.py", count=WORKERS, env=env)
        ids = submitted(mock, [{"seconds": 1.0}] * JOBS)
        killed = 0
        while ended(mock) < JOBS:
            if killed < WORKERS and (busy := _alive(record)):
                os.kill(random.choice(busy), signal.SIGKILL)
                killed += 1
            mock.wait_for(time=mock.clock.now + 0.2)
        run.stop()
        jobs = mock.jobs("x")

        assert killed == WORKERS
        assert {(job.status, job.error) for job in jobs} <= {("COMPLETED", None), ("FAILED", LOST)}
        assert ends(mock) == Counter(ids)
        assert mock.workers("x") == []
    until(lambda: _alive(record) == [])
    assert _with(str(record)) == []


def _sockets() -> int:
    """Those of this process, in which the server is, too."""
    found = 0
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found += str(each.readlink()).startswith("socket:")
    return found


def _alive(record: Path) -> list[int]:
    """Workers that have said who they are, and live."""
    return sorted(int(each.name) for each in record.iterdir() if _lives(int(each.name)))


def _lives(pid: int) -> bool:
    try:
        return " Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2][:2]
    except OSError:
        return False


def _with(text: str) -> list[str]:
    """Processes in whose environment this stands, also those that only ping."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            try:
                if text.encode() in entry.joinpath("environ").read_bytes():
                    found.append(entry.joinpath("cmdline").read_text())
            except OSError:
                continue
    return found
