"""Real workers that come, end, die and are followed by others (section 6)."""

import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

import mock_runpod
from contract_tests.clients.real_workers.conftest import HANDLERS, by_hand, runpod, until, working
from mock_runpod import MockRunPod
from mock_runpod.errors import Invalid

pytestmark = [pytest.mark.clients, pytest.mark.real_worker]


def test_several_jobs_are_handed_out_at_once_and_done_together(mock: MockRunPod) -> None:
    with working(mock, "several.py", "several") as endpoint:
        jobs = [endpoint.run({"seconds": 0.5}) for _ in range(7)]
        done = [mock.wait(job.job_id) for job in jobs]

    together = [job.output["together"] for job in done]
    assert max(together) == 3
    assert {job.retries for job in done} == {0}


@pytest.mark.rule("W12")
def test_a_job_whose_worker_is_killed_is_done_by_another(mock: MockRunPod) -> None:
    with working(mock, "plain.py", "killed", count=2) as endpoint:
        until(lambda: len([w for w in mock.workers("killed") if w.status == "IDLE"]) == 2)
        job = endpoint.run({"do": "pid", "seconds": 1})
        until(lambda: mock.job(job.job_id).status == "IN_PROGRESS")
        first = mock.job(job.job_id).worker_id
        os.kill(_pid_of(mock, first or ""), signal.SIGKILL)
        lost = mock.clock.now
        until(lambda: mock.job(job.job_id).retries == 1)
        again = until(lambda: mock.job(job.job_id).worker_id != first and mock.clock.now)
        done = mock.wait(job.job_id)

    assert again - lost < 2
    assert (done.status, done.retries) == ("COMPLETED", 1)


def _pid_of(mock: MockRunPod, worker_id: str) -> int:
    """By the id in its environment."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and entry.joinpath("cmdline").exists():
            try:
                mine = f"RUNPOD_POD_ID={worker_id}".encode()
                environ = entry.joinpath("environ").read_bytes().split(b"\0")
                status = entry.joinpath("status").read_text()
            except OSError:
                continue
            if mine in environ and f"NSsid:\t{entry.name}" in status:
                return int(entry.name)
    raise AssertionError(f"worker {worker_id} has no process")


@pytest.mark.parametrize("do", ["exit", "sys.exit"])
def test_a_handler_that_ends_its_process_costs_one_retry(mock: MockRunPod, do: str) -> None:
    with working(mock, "plain.py", f"ends-{do[:3]}") as endpoint:
        job = mock.wait(endpoint.run({"do": do, "code": 3}).job_id, None, seconds=60)

    assert (job.status, job.error, job.retries) == (
        *("FAILED", "job timed out after 1 retries"),
        1,
    )


@pytest.mark.rule("W11")
@pytest.mark.parametrize("env", [{}, {"BY_SETTINGS": "1"}], ids=["by its result", "by settings"])
def test_each_job_of_a_worker_that_is_refreshed_has_a_process_of_its_own(
    mock: MockRunPod, env: dict[str, str]
) -> None:
    with working(mock, "refreshed.py", f"refreshed-{len(env)}", env=env) as endpoint:
        pids = [mock.wait(endpoint.run({}).job_id).output["pid"] for _ in range(3)]

    assert len(set(pids)) == 3


@pytest.mark.rule("W15")
@pytest.mark.rule("W4")
def test_draining_under_load_loses_no_job(mock: MockRunPod) -> None:
    """One worker takes the place of another, four times, while jobs come in."""
    there = mock.endpoint("drained", idle_timeout=60)
    with Load(runpod.Endpoint("drained", api_key=mock.key)) as load:
        for turn in range(1, 5):
            with there.run_worker(HANDLERS / "several.py", env={"HANDS": "20"}):
                until(lambda: there.health["jobs"]["completed"] >= 10 * turn)  # noqa: B023
    with there.run_worker(HANDLERS / "several.py", env={"HANDS": "20"}):
        done = [mock.wait(id, None, seconds=60) for id in load.ids]

    assert {(job.status, job.retries) for job in done} == {("COMPLETED", 0)}


class Load:
    """Somebody who submits jobs, one after the other."""

    def __init__(self, endpoint: Any) -> None:
        self.ids: list[str] = []
        self._endpoint, self._over = endpoint, threading.Event()
        self._thread = threading.Thread(target=self._submit)

    def _submit(self) -> None:
        while not self._over.wait(0.05):
            self.ids.append(self._endpoint.run({"seconds": 0.1}).job_id)

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()


def test_an_idle_worker_ends_as_soon_as_it_is_told(tmp_path: Path) -> None:
    """Not after its question has been held for as long as it would be."""
    with (
        mock_runpod.start(clock="real", long_poll_s=60, busy_poll_s=60) as mock,
        by_hand(mock, "x", tmp_path) as process,
    ):
        (worker,) = mock.workers("x")
        worker.drain()
        process.terminate()

        assert process.wait(5) == 0


def test_a_worker_that_is_not_fit_is_unhealthy_and_says_why(mock: MockRunPod) -> None:
    with pytest.raises(Invalid, match="no model here"):
        mock.endpoint("unfit").run_worker(
            HANDLERS / "unfit.py", env={"RUNPOD_PING_INTERVAL": "2000"}
        )

    said = "\n".join(event.text for event in mock.events() if event.text)
    assert "its fitness check there_is_a_model failed: RuntimeError: no model here" in said


def test_one_that_somebody_started_is_seen_to_be_unfit(tmp_path: Path) -> None:
    with (
        mock_runpod.start(clock="real") as mock,
        by_hand(mock, "x", tmp_path, script="unfit.py") as process,
    ):
        assert process.wait(10) == 1
        (worker,) = mock.workers("x")

        assert (worker.status, mock.endpoint("x").health["workers"]["unhealthy"]) == (
            *("UNHEALTHY",),
            1,
        )
        assert "there_is_a_model failed: RuntimeError: no model here" in worker.row["why"]


def test_what_the_debugger_adds_is_a_part_of_the_output(tmp_path: Path) -> None:
    with (
        mock_runpod.start(clock="real") as mock,
        by_hand(mock, "x", tmp_path, "--rp_debugger"),
    ):
        endpoint = _endpoint(mock, "x")
        output = endpoint.run_sync({"do": "return", "what": {"a": 1}})

        assert output.keys() == {"a", "rp_debugger"}


def test_three_workers_share_the_work(mock: MockRunPod) -> None:
    with working(mock, "plain.py", "shared", count=3) as endpoint:
        until(lambda: len([w for w in mock.workers("shared") if w.status == "IDLE"]) == 3)
        jobs = [endpoint.run({"do": "pid", "seconds": 0.3}) for _ in range(9)]
        pids = [mock.wait(job.job_id).output for job in jobs]

    assert len(set(pids)) == 3


def test_a_worker_outlives_its_server(tmp_path: Path) -> None:
    with mock_runpod.start(clock="real") as mock:
        port = int(mock.base_url.rpartition(":")[2])
        with by_hand(mock, "x", tmp_path):
            mock.stop()
            with mock_runpod.start(clock="real", port=port) as again:
                again.endpoint("x")
                until(lambda: [w for w in again.workers("x") if w.row["real"]])
                endpoint = _endpoint(again, "x")

                assert endpoint.run_sync({"do": "return", "what": "here again"}) == "here again"


def _endpoint(mock: MockRunPod, id: str) -> Any:
    runpod.endpoint_url_base = f"{mock.base_url}/v2"
    return runpod.Endpoint(id, api_key=mock.key)


def test_the_key_of_its_developer_is_nowhere_to_be_found(tmp_path: Path, caplog: Any) -> None:
    """The SDK sends what it finds in the account file, instead of the variable (section 10)."""
    secret = "rpa_" + "S3CRET" * 7
    home = tmp_path / "home"
    (home / ".runpod").mkdir(parents=True)
    (home / ".runpod" / "config.toml").write_text(f'[default]\napi_key = "{secret}"\n')
    caplog.set_level("DEBUG", logger="mock_runpod")
    with (
        mock_runpod.start(clock="real", log_level="debug", worker_tokens=True) as mock,
        by_hand(mock, "x", tmp_path, HOME=str(home)),
    ):
        assert _endpoint(mock, "x").run_sync({"do": "return", "what": 1}) == 1
        mock.snapshots.save("now")
        places = [mock._control.text("GET", *path) for path in PLACES]
        seen = [*places, mock.snapshots.read("now")]

    assert secret not in caplog.text
    assert [bytes_of(each).count(secret.encode()) for each in seen] == [0] * len(seen)
    assert secret not in (tmp_path / "log").read_text()


PLACES = [("state",), ("events",), ("requests",), ("requests.har",), ("workers",), ("worlds",)]


def bytes_of(said: Any) -> bytes:
    return said if isinstance(said, bytes) else str(said).encode()


def test_the_clock_flows_while_a_handler_works_and_skips_afterwards(tmp_path: Path) -> None:
    with mock_runpod.start(clock="auto") as mock:
        there = mock.endpoint("x", idle_timeout=60)
        with there.run_worker(HANDLERS / "plain.py"):
            endpoint = _endpoint(mock, "x")
            tell = str(tmp_path / "told")
            job = mock.wait(endpoint.run({"do": "sleep", "seconds": 1, "tell": tell}).job_id)
            before = mock.clock.now
            mock.clock.advance(minutes=31)

            assert job.execution is not None
            assert 0.9 < job.execution < 10
            assert before < 20
            assert mock.find(job) is None
