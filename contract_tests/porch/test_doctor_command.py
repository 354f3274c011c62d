"""`mock-runpod doctor -- COMMAND`: what a program asks of the mock, and would ask of RunPod."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import mock_runpod
from contract_tests.porch import watched

GOOD = """
import os, urllib.request as r
def ask(url):
    headers = {"Authorization": "Bearer " + os.environ["RUNPOD_API_KEY"]}
    return r.urlopen(r.Request(url, headers=headers)).status
print(ask(os.environ["RUNPOD_REST_API_URL"] + "/endpoints"))
"""
BAD = """
try:
    ask("https://api.runpod.ai/v2/it/health")
except Exception:
    pass
"""


def doctor(
    code: str, folder: Path, *options: str, **env: str
) -> "subprocess.CompletedProcess[str]":
    """The doctor, and the program it runs, both under the watch."""
    (folder / "watch.py").write_text(watched.PRELUDE, encoding="utf-8")
    (folder / "it.py").write_text(f"import watch\n{code}", encoding="utf-8")
    command = ["doctor", *options, "--", sys.executable, "it.py"]
    return subprocess.run(
        [sys.executable, "-c", "import watch\nfrom mock_runpod.cli import main\nmain()", *command],
        cwd=folder,
        env=watched.surroundings(**env),
        capture_output=True,
        text=True,
        timeout=watched.PATIENCE_S,
        check=False,
    )


def told(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    data: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    return data


def test_a_good_program_reaches_the_mock_that_is_there(tmp_path: Path) -> None:
    with mock_runpod.start(data="demo") as mock:
        done = doctor(GOOD, tmp_path, "--url", mock.base_url, "--json")

    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "200"), done.stderr
    assert (told(done)["mock"], told(done)["exit_code"]) == (mock.base_url, 0)
    assert "GET /v1/endpoints -> 200" in told(done)["reached"][0]
    assert told(done)["stopped"] == []


def test_without_a_mock_it_brings_one(tmp_path: Path) -> None:
    done = doctor(GOOD, tmp_path, "--url", "http://127.0.0.1:9")

    assert done.returncode == 0, done.stderr
    assert "(started for this)" in done.stdout
    assert "Reached the mock: 1" in done.stdout


def test_what_a_program_asks_with_keys_of_its_own_is_told_too(tmp_path: Path) -> None:
    code = GOOD.replace('os.environ["RUNPOD_API_KEY"]', '"my-own"')
    with mock_runpod.start(data="demo") as mock:
        mock.at("my-own").endpoint("before")

        done = doctor(code, tmp_path, "--url", mock.base_url, "--json")

    (line,) = told(done)["reached"]
    assert "GET /v1/endpoints -> 200" in line


def test_a_bad_one_is_stopped_and_its_line_told(tmp_path: Path) -> None:
    done = doctor(GOOD + BAD, tmp_path, "--url", "http://127.0.0.1:9", "--json")

    line = 1 + (GOOD.splitlines().index(next(x for x in GOOD.splitlines() if "return r." in x)) + 1)
    assert done.returncode == 1, done.stderr
    assert told(done)["stopped"] == [
        {"host": "api.runpod.ai", "where": f"it.py:{line}", "times": 1}
    ]
    assert len(told(done)["reached"]) == 1


def test_a_real_key_of_the_person_is_neither_used_nor_shown(tmp_path: Path) -> None:
    real = "rpa_" + "A1b2C3d4E5" * 4
    code = f"import os; assert os.environ['RUNPOD_API_KEY'] != {real!r}"
    done = doctor(code, tmp_path, "--url", "http://127.0.0.1:9", RUNPOD_API_KEY=real)

    assert (done.returncode, "ended with 0" in done.stdout) == (0, True)
    assert real not in done.stdout + done.stderr


def test_what_is_no_python_is_said_to_be_unseen(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mock_runpod",
            "doctor",
            "--url",
            "http://127.0.0.1:9",
            "--",
            "true",
        ],
        env=watched.surroundings(),
        capture_output=True,
        text=True,
        timeout=watched.PATIENCE_S,
        check=False,
    )

    assert done.returncode == 0
    assert "No Python process used the network under the guard" in done.stdout
