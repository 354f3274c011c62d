"""Commands about real workers that run elsewhere: their variables, and what they printed."""

import json
import shlex
import subprocess
from pathlib import Path

import httpx
import pytest
from click.testing import Result

from contract_tests.porch.conftest import Say
from contract_tests.porch.test_client_jobs import submit
from mock_runpod import Client


@pytest.fixture
def steer(say: Say, mock: Client) -> Say:
    """The command, aimed at the world `mock` holds."""

    def said(*arguments: str, **env: str) -> Result:
        return say(*arguments, "--url", mock.base_url, "--key", mock.key, **env)

    return said


@pytest.fixture
def endpoint(mock: Client) -> str:
    return mock.endpoint("sdxl").id


def test_a_shell_leaves_the_names_of_variables_to_the_worker(steer: Say, endpoint: str) -> None:
    printed = steer("worker", "env", endpoint, "--worker", "w1").stdout
    script = f'{printed}\nprintf %s "$RUNPOD_WEBHOOK_POST_OUTPUT"'

    seen = subprocess.run(["sh", "-euc", script], capture_output=True, text=True, check=True).stdout

    assert "/v2/sdxl/job-done/$RUNPOD_POD_ID/$ID?gpu=" in seen


def test_a_compose_file_reads_them_as_they_are(steer: Say, mock: Client, endpoint: str) -> None:
    lines = steer("worker", "env", endpoint, "--format", "dotenv").stdout.splitlines()
    said = dict(line.split("=", 1) for line in lines)

    assert said["RUNPOD_WEBHOOK_GET_JOB"].startswith(f"'{mock.base_url}/v2/sdxl/job-take/$ID?gpu=")
    assert all(value.startswith("'") and value.endswith("'") for value in said.values())


def test_a_container_finds_the_machine_that_it_runs_on(steer: Say, endpoint: str) -> None:
    lines = steer("worker", "env", endpoint, "--format", "docker").stdout.splitlines()
    said = dict(line.split("=", 1) for line in lines)

    assert said["RUNPOD_WEBHOOK_GET_JOB"].startswith("http://host.docker.internal:")
    assert said["RUNPOD_ENDPOINT_BASE_URL"].startswith("http://host.docker.internal:")
    assert "/job-take/$ID?gpu=" in said["RUNPOD_WEBHOOK_GET_JOB"]


def test_its_line_is_quoted_so_that_a_shell_can_read_it(steer: Say, endpoint: str) -> None:
    for line in steer("worker", "env", endpoint).stdout.splitlines():
        assert len(shlex.split(line)) == 2, line


def test_what_a_template_calls_its_variables_is_not_run_by_a_shell(
    steer: Say, mock: Client, endpoint: str
) -> None:
    template = mock.endpoint(endpoint).row["templateId"]
    body = {"env": {"A=1; touch pwned; B": "1", "MODEL": "it's $HOME", "with.dot": "1"}}
    authorization = {"Authorization": f"Bearer {mock.key}"}
    httpx.patch(
        f"{mock.base_url}/v1/templates/{template}", json=body, headers=authorization
    ).raise_for_status()

    printed = steer("worker", "env", endpoint)

    script = f'{printed.stdout}\nprintf %s "$MODEL"'
    seen = subprocess.run(["sh", "-euc", script], capture_output=True, text=True, check=True)
    assert seen.stdout == "it's $HOME"
    assert not Path("pwned").exists()
    assert "left out, as sh knows no such names" in printed.stderr


def test_heartbeats_make_no_detour_over_a_proxy(steer: Say, endpoint: str) -> None:
    here = steer("worker", "env", endpoint, "--json", NO_PROXY="intranet")
    there = steer("worker", "env", endpoint, "--json", "--format", "docker", NO_PROXY="intranet")

    assert json.loads(here.stdout)["NO_PROXY"] == "intranet,127.0.0.1,localhost"
    assert "host.docker.internal" in json.loads(there.stdout)["no_proxy"]
    assert "intranet" not in there.stdout


def test_a_program_reads_them_as_json(steer: Say, endpoint: str) -> None:
    said = json.loads(steer("worker", "env", endpoint, "--worker", "w1", "--json").stdout)

    assert said["RUNPOD_POD_ID"] == "w1"


def test_an_endpoint_that_is_not_there_has_none(steer: Say, endpoint: str) -> None:
    refused = steer("worker", "env", "sdxI")

    assert refused.exit_code == 2
    assert "there is no endpoint 'sdxI' in this world; did you mean sdxl?" in refused.stderr


def test_what_a_simulated_worker_printed_is_read_by_worker_and_by_job(
    steer: Say, mock: Client, endpoint: str
) -> None:
    mock.endpoint(endpoint).answers(1, logs=["loading", "done"])
    id = submit(mock, endpoint)
    mock.wait(id)
    worker = mock.job(id).worker_id or ""

    of_job = steer("logs", "--job", id).stdout.splitlines()
    of_worker = steer("logs", "--worker", worker).stdout.splitlines()

    assert [line.partition("| ")[2] for line in of_job] == ["loading", "done"]
    assert of_worker == of_job
    assert worker in of_job[0]


def test_whoever_follows_reads_what_comes_later(mock: Client, endpoint: str) -> None:
    mock.endpoint(endpoint).answers(1, logs=["loading", "done"])
    id = submit(mock, endpoint)
    lines = mock.logs.follow(job=id)
    mock.wait(id)

    assert [next(lines).text, next(lines).text] == ["loading", "done"]


@pytest.mark.parametrize("said", [[], ["--worker", "w1", "--job", "j1"]])
def test_logs_are_of_a_worker_or_of_a_job(steer: Say, said: list[str]) -> None:
    refused = steer("logs", *said)

    assert refused.exit_code == 2
    assert "name a --worker or a --job" in refused.stderr


def test_nobody_has_printed_nothing(steer: Say) -> None:
    refused = steer("logs", "--worker", "w1")

    assert refused.exit_code == 1
    assert "no worker `w1` in this world" in refused.stderr
