"""The quick start: a server process, its variables, and a script that knows nothing of either."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from contract_tests.porch.processes import PATIENCE_S, ran, serving, surroundings

pytestmark = pytest.mark.clients

SCRIPT = """
import os, runpod
runpod.api_key = os.environ["RUNPOD_API_KEY"]
endpoint = runpod.Endpoint("demo")
print(endpoint.run_sync({"prompt": "hello"})["prompt"], endpoint.run({"n": 1}).output(timeout=9))
"""


def test_a_script_reaches_a_server_process_through_its_environment(tmp_path: Path) -> None:
    with serving("--data", "demo", "--clock", "auto", cwd=tmp_path) as served:
        printed = ran("env", "--url", served.url, "--format", "json", cwd=tmp_path).stdout

        script = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env=surroundings({**json.loads(printed), "HOME": str(tmp_path)}),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    assert (script.stdout, script.stderr) == ("hello {'n': 1}\n", "")
