"""What is wrong with a script is said in a sentence that names the cause and the next step."""

import sys
from pathlib import Path

import pytest

from contract_tests.porch.scripts import written
from mock_runpod.client.launching import scripts, surroundings
from mock_runpod.client.launching.lines import Line
from mock_runpod.client.launching.process import Ended, Spawn
from mock_runpod.client.launching.restarts import Restarts
from mock_runpod.client.launching.scripts import Trouble
from mock_runpod.client.launching.watching import different, stamps
from mock_runpod.errors import Invalid


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("handlr.py", "did you mean handler.py?"),
        ("nowhere/handler.py", "there is no script nowhere/handler.py"),
        ("folder", "folder is a folder: name the script in it, such as folder/inner.py"),
        ("notes.txt", "notes.txt is no Python script"),
    ],
)
def test_a_script_that_cannot_be_run_is_refused(tmp_path: Path, said: str, told: str) -> None:
    for name in ("handler.py", "folder/inner.py", "notes.txt"):
        written(tmp_path, "", name)

    with pytest.raises(Invalid) as refusal:
        scripts.checked(said, tmp_path)

    assert told in refusal.value.detail


def test_a_script_is_named_as_from_here_or_in_full(tmp_path: Path) -> None:
    script = written(tmp_path, "", "in/handler.py")

    assert scripts.checked("in/handler.py", tmp_path) == script
    assert scripts.checked(script, Path("/")) == script


def test_an_interpreter_must_be_there() -> None:
    assert scripts.interpreter(None) == sys.executable
    with pytest.raises(Invalid, match="no interpreter python0"):
        scripts.interpreter("python0.1")


def why(code: int, *tail: str, asked: bool = False) -> Trouble:
    spawn = Spawn(Path("/x/handler.py"), "/x/python", Path("/x"), {})
    return scripts.trouble(spawn, Ended(code, None), [Line("w", t) for t in tail], asked=asked)


TRACE = ("Traceback (most recent call last):", '  File "/x/handler.py", line 1, in <module>')


@pytest.mark.parametrize(
    ("trouble", "told", "sure"),
    [
        (why(1, *TRACE, "    import runpod", "ModuleNotFoundError: No module named 'runpod'"),
         "`/x/python -m pip install runpod`", True),
        (why(1, *TRACE, "    import torch", "ModuleNotFoundError: No module named 'torch'"),
         "No module named 'torch'", True),
        (why(1, '  File "/x/handler.py", line 2', "    print('", "SyntaxError: never closed"),
         "SyntaxError: never closed", True),
        (why(1, *TRACE, "    load()", "torch.cuda.OutOfMemoryError: none left", "of it"),
         "torch.cuda.OutOfMemoryError: none left", False),
        (why(0, "hello"), "must call runpod.serverless.start", True),
        (why(7), "exit code 7 before it asked for a job and printed nothing", False),
        (why(7, "no model"), "said last: no model", False),
        (why(1, *TRACE, "ValueError: x", asked=True), "exit code 1: ValueError: x", False),
    ],
)  # fmt: skip
def test_why_it_ended(trouble: Trouble, told: str, sure: bool) -> None:
    assert told in trouble.sentence
    assert trouble.sure is sure


def test_a_worker_that_crashes_again_and_again_is_started_later_and_later() -> None:
    restarts = Restarts()

    assert [restarts.crashed(0.1, worked=False) for _ in range(5)] == [0.5, 1, 2, 4, None]


def test_one_that_was_well_begins_anew() -> None:
    restarts = Restarts(crashes=4)

    assert restarts.crashed(0.1, worked=True) == 0.5
    assert restarts.crashed(10.0, worked=False) == 0.5


def test_variables_come_in_layers() -> None:
    parent = {
        "HOME": "/h",
        "RUNPOD_API_KEY": "mine",
        "NO_PROXY": "corp",
        "PYTEST_CURRENT_TEST": "x",
    }
    parent |= {"MOCK_RUNPOD_KEY": "x", "MOCK_RUNPOD_GUARD": "on", "RUNPOD_REALTIME_PORT": "1"}

    found = surroundings.of_worker(
        parent, {"RUNPOD_API_KEY": "sent", "A": "sent"}, {"A": "said"}, "http://mock:1"
    )

    direct = found.pop("NO_PROXY")
    assert direct == found.pop("no_proxy") == "corp,127.0.0.1,localhost,mock"
    assert found == {"HOME": "/h", "RUNPOD_API_KEY": "sent", "A": "said", "MOCK_RUNPOD_GUARD": "on"}


def test_only_ones_own_source_files_are_watched(tmp_path: Path) -> None:
    foreign = ("venv/lib/x.py", ".git/x.py", "__pycache__/x.py", "notes.txt")
    for name in ("handler.py", "models/sdxl.py", *foreign):
        written(tmp_path, "", name)
    written(tmp_path, "", "venv/pyvenv.cfg")
    before = stamps(tmp_path)

    written(tmp_path, "x = 1", "models/sdxl.py")
    (tmp_path / "handler.py").unlink()

    assert list(before) == ["handler.py", "models/sdxl.py"]
    assert different(before, stamps(tmp_path)) == ["handler.py", "models/sdxl.py"]
