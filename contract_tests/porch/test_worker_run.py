"""`mock-runpod worker run HANDLER.py`, as one has it in a terminal."""

import json
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_tests.porch.conftest import Say
from contract_tests.porch.jobs import post
from contract_tests.porch.processes import until
from contract_tests.porch.scripts import alive, handler, written
from contract_tests.porch.terminals import terminal
from mock_runpod import MockRunPod, start

PID = '__import__("os").getpid()'
SLOW = f'print("at work", flush=True) or __import__("time").sleep(job["input"]) or {PID}'


@pytest.fixture
def mock() -> Iterator[MockRunPod]:
    with start(profile="instant") as running:
        running.endpoint("sdxl")
        yield running


def test_its_lines_are_shown_with_worker_and_job(mock: MockRunPod, tmp_path: Path) -> None:
    script = handler(tmp_path, SLOW)

    with terminal(tmp_path, script.name, "--endpoint", "sdxl", "--url", mock.base_url) as run:
        run.up()
        job = post(mock, "sdxl/runsync", 0)
        shown = run.shows("Finished.")

    assert f"{job['workerId']} {job['id']}| at work\n" in shown
    assert re.search(r"^\w{14}\| --- Starting Serverless Worker", shown, re.MULTILINE)
    assert "\x1b" not in shown


@pytest.mark.rule("W15")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_ctrl_c_lets_it_finish(mock: MockRunPod, tmp_path: Path, name: str) -> None:
    script = handler(tmp_path, SLOW)
    with terminal(tmp_path, str(script), "--endpoint", "sdxl", "--url", mock.base_url) as run:
        run.up()
        id = post(mock, "sdxl/run", 0.5)["id"]
        run.shows("at work")

        run.process.send_signal(getattr(signal, name))

        assert run.ends() == 0
    assert mock.job(id).status == "COMPLETED"
    assert not alive(mock.job(id).output)
    assert mock.workers("sdxl") == []


def test_ctrl_c_twice_does_not(mock: MockRunPod, tmp_path: Path) -> None:
    script = handler(tmp_path, SLOW)
    with terminal(tmp_path, str(script), "--endpoint", "sdxl", "--url", mock.base_url) as run:
        run.up()
        post(mock, "sdxl/run", 60)
        run.shows("at work")

        run.process.send_signal(signal.SIGINT)
        run.shows("Ctrl-C again")
        run.process.send_signal(signal.SIGINT)

        assert run.ends() == 0


def test_its_workers_do_not_outlive_it(mock: MockRunPod, tmp_path: Path) -> None:
    script = handler(tmp_path, PID)
    with terminal(tmp_path, str(script), "--endpoint", "sdxl", "--url", mock.base_url) as run:
        run.up()
        pid = post(mock, "sdxl/runsync")["output"]

        run.process.kill()

        until(lambda: not alive(pid))


def test_an_unknown_endpoint_is_told_with_what_is_near(mock: MockRunPod, tmp_path: Path) -> None:
    script = str(handler(tmp_path))

    with terminal(tmp_path, script, "--endpoint", "sdxI", "--url", mock.base_url) as near:
        assert near.ends() == 2
        assert "there is no endpoint 'sdxI' in this world; did you mean sdxl?" in near.text
    with terminal(tmp_path, script, "--endpoint", "llm", "--url", mock.base_url) as far:
        assert far.ends() == 2
        assert "`mock-runpod endpoint put llm` makes it" in far.text


def test_a_script_that_cannot_be_a_worker_ends_it(mock: MockRunPod, tmp_path: Path) -> None:
    script = written(tmp_path, "import nothing_like_it")

    with terminal(tmp_path, str(script), "--endpoint", "sdxl", "--url", mock.base_url) as run:
        assert run.ends() == 2

    assert "ModuleNotFoundError: No module named 'nothing_like_it'; it stays" in run.text


def test_a_server_that_was_named_must_be_there(say: Say, tmp_path: Path, taken_port: int) -> None:
    script = str(handler(tmp_path))

    result = say(*("worker", "run", script, "--endpoint", "sdxl"), "--url", "http://127.0.0.1:9")

    assert (result.exit_code, "no mock-runpod answers" in result.stderr) == (3, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["handlr.py"], "there is no script handlr.py"),
        (["handler.py", "--env", "MODEL"], "write it like MODEL=tiny"),
        (["handler.py", "--python", "python0.1"], "there is no interpreter python0.1"),
        (["handler.py", "--cwd", "nowhere"], "there is no folder nowhere"),
        (["handler.py", "--count", "0"], "0 is not in the range"),
    ],
)
def test_what_cannot_be_is_refused(
    say: Say, tmp_path: Path, arguments: list[str], told: str
) -> None:
    handler(tmp_path)

    result = say("worker", "run", *arguments, "--endpoint", "sdxl")

    assert (result.exit_code, told in result.stderr) == (2, True), result.stderr


def test_each_line_can_be_data(mock: MockRunPod, tmp_path: Path) -> None:
    script = handler(tmp_path, SLOW)
    said = (str(script), "--endpoint", "sdxl", "--url", mock.base_url, "--json")

    with terminal(tmp_path, *said) as run:
        run.up()
        job = post(mock, "sdxl/runsync", 0)
        rows = [json.loads(line) for line in run.shows("Finished.").splitlines()]

    (row,) = [row for row in rows if row["text"] == "at work"]
    assert (row["worker_id"], row["job_id"]) == (job["workerId"], job["id"])


def test_it_works_in_the_world_of_ones_own_key(mock: MockRunPod, tmp_path: Path) -> None:
    mine = "rpa_mock_mine"
    script, said = handler(tmp_path), ("--endpoint", "sdxl", "--url", mock.base_url)
    with mock.at(mine) as client:
        client.endpoint("sdxl")

        with terminal(tmp_path, str(script), *said, RUNPOD_API_KEY=mine) as run:
            run.up()
            assert post(client, "sdxl/runsync", "here")["output"] == "here"
