"""Scripts that cannot be workers: the cause and the next step are told, and nothing else is
touched.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from contract_tests.porch.jobs import post
from contract_tests.porch.processes import until
from contract_tests.porch.scripts import handler, written
from mock_runpod import MockRunPod, start
from mock_runpod.client.launching import restarts
from mock_runpod.errors import Invalid


@pytest.fixture(scope="module")
def server() -> Iterator[MockRunPod]:
    with start(profile="instant") as running:
        yield running


@pytest.fixture
def mock(server: MockRunPod) -> MockRunPod:
    server.reset()
    return server


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restarts, "FIRST_S", 0.01)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import nothing_like_it", "No module named 'nothing_like_it'"),
        ("print('hello'", "SyntaxError: '(' was never closed"),
        ("print('hello')", "must call runpod.serverless.start"),
        ("print('no model'); exit(7)", "exit code 7 before it asked for a job, and said last: no"),
        ("import os; os.kill(os.getpid(), 9)", "signal 9 (SIGKILL) before it asked for a job"),
        ("raise ValueError('no weights')", "ValueError: no weights"),
    ],
    ids=["import", "syntax", "no-start", "exits", "killed", "raises"],
)
def test_why_there_is_no_worker_is_told(
    mock: MockRunPod, tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        mock.endpoint("x").run_worker(written(tmp_path, text), count=2)

    assert told in refusal.value.detail
    assert mock.workers("x") == []


def test_a_worker_that_finds_itself_unfit_says_why(mock: MockRunPod, tmp_path: Path) -> None:
    script = handler(tmp_path)
    check = """
    import runpod

    @runpod.serverless.register_fitness_check
    def has_a_model():
        raise RuntimeError("no model here")
    """
    script.write_text(dedent(check) + script.read_text())

    with pytest.raises(Invalid, match=r"exit code 1 before it asked for a job: .*no model here"):
        mock.endpoint("x").run_worker(script)


def test_other_workers_go_on(mock: MockRunPod, tmp_path: Path) -> None:
    endpoint = mock.endpoint("x", workers_max=3)
    with endpoint.run_worker(handler(tmp_path)):
        with pytest.raises(Invalid):
            endpoint.run_worker(written(tmp_path, "exit(1)", "broken.py"))

        assert post(mock, "x/runsync", "still")["output"] == "still"


def test_after_five_crashes_in_a_row_it_stays_unhealthy(
    mock: MockRunPod, tmp_path: Path, impatient: None
) -> None:
    script = written(tmp_path, "print('no luck', flush=True); exit(7)")

    with mock.endpoint("x").run_worker(script, wait=False) as run:
        until(lambda: run.launcher.report.failure)

        assert [worker.status for worker in run.workers] == ["UNHEALTHY"]
        assert [line.text for line in run.logs].count("no luck") == restarts.MOST
        assert "stays UNHEALTHY after 5 crashes in a row: correct it" in run.logs[-1].text
    assert mock.workers("x") == []


def test_what_can_only_go_wrong_again_is_not_tried_again(mock: MockRunPod, tmp_path: Path) -> None:
    script = written(tmp_path, "print('once', flush=True); import nothing_like_it")

    with mock.endpoint("x").run_worker(script, wait=False) as run:
        until(lambda: run.launcher.report.failure)

        assert [line.text for line in run.logs].count("once") == 1


def test_until_a_file_changes(mock: MockRunPod, tmp_path: Path) -> None:
    script = written(tmp_path, "import nothing_like_it")

    with mock.endpoint("x").run_worker(script, wait=False, watch=True) as run:
        until(lambda: [worker.status for worker in run.workers] == ["UNHEALTHY"])
        handler(tmp_path, '"well again"')

        assert post(mock, "x/runsync")["output"] == "well again"


def test_a_change_of_a_file_is_worth_five_attempts_more(
    mock: MockRunPod, tmp_path: Path, impatient: None
) -> None:
    script = written(tmp_path, "print('no luck', flush=True); exit(7)")

    with mock.endpoint("x").run_worker(script, wait=False, watch=True) as run:
        until(lambda: run.launcher.report.failure)
        written(tmp_path, "print('none again', flush=True); exit(7)")

        until(lambda: [line.text for line in run.logs].count("none again") == restarts.MOST)


def test_a_change_of_a_file_starts_workers_anew(mock: MockRunPod, tmp_path: Path) -> None:
    script = handler(tmp_path, '__import__("answers").SAYS')
    written(tmp_path, 'SAYS = "before"', "answers.py")
    with mock.endpoint("x").run_worker(script, watch=True) as run:
        assert post(mock, "x/runsync")["output"] == "before"

        written(tmp_path, 'SAYS = "after that"', "answers.py")
        until(lambda: any("answers.py changed" in line.text for line in run.logs))

        assert post(mock, "x/runsync")["output"] == "after that"


def test_one_that_prints_whatever_comes_to_its_mind_is_heard(
    mock: MockRunPod, tmp_path: Path
) -> None:
    noise = """
    import os
    os.write(1, bytes(range(256)) * 100 + b"\\n" + b"x" * 1_000_000 + b"\\n" + os.urandom(10_000))
    print(f"\\nkey is {os.environ['HF_TOKEN']}", flush=True)
    """
    script = handler(tmp_path)
    script.write_text(dedent(noise) + script.read_text())

    with mock.endpoint("x").run_worker(script, env={"HF_TOKEN": "hf_secret"}) as run:
        assert post(mock, "x/runsync", "heard")["output"] == "heard"
        until(lambda: "key is ***" in [line.text for line in run.logs])
        assert "hf_secret" not in "".join(line.text for line in run.logs)
        assert max(len(line.text) for line in run.logs) <= 4_096


def test_one_that_dies_while_it_works_says_so(mock: MockRunPod, tmp_path: Path) -> None:
    pid = '__import__("os").getpid()'
    with mock.endpoint("x").run_worker(handler(tmp_path, pid)) as run:
        os.kill(post(mock, "x/runsync")["output"], signal.SIGKILL)

        until(lambda: any("signal 9 (SIGKILL)" in line.text for line in run.logs))
        assert post(mock, "x/runsync")["status"] == "COMPLETED"
