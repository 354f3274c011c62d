"""The example programs of the client's repository, which are no part of its module: they are run
where `CONTRACT_GO_SDK` names a checkout.

Key, endpoint and jobs are literals in them and the address is not said at all, so that is written
into a copy. The two that stream use the channel of an older version and would not compile, so there
its type is written, too. They check nothing: what they print is compared with what is so.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contract_tests.clients.languages.clients import CACHE
from contract_tests.clients.languages.drivers import PATIENCE_S, Voice, surroundings
from contract_tests.clients.languages.go import suite
from mock_runpod import Client
from mock_runpod.testing.starting import MockRunPod

pytestmark = [pytest.mark.clients, pytest.mark.certifies("examples")]

HOME = CACHE / "go"
ENDPOINT = "examples"
JOB = re.compile(r'sdk\.String\("[^"]+-u1"\)')
VALUES = [{"output": f"value{number}"} for number in range(1, 11)]

#: Runs the program of this name to its end.
Example = Callable[[str], list[Any]]


@pytest.fixture(scope="module")
def world(server: MockRunPod) -> Client:
    mock = server.at("rpa_mock_go_examples")
    mock.endpoint(ENDPOINT, behaviour={"generator": True, "aggregate": True})
    return mock


@pytest.fixture
def example(client: Voice, world: Client) -> Example:
    """What a program of this name prints, one document a line."""
    checkout = suite.checkout()
    if checkout is None:
        pytest.skip("the examples are only in the repository: CONTRACT_GO_SDK can name a checkout")

    def printed(name: str) -> list[Any]:
        source = checkout / "example" / "sdk" / "endpoint" / name / f"{name}.go"
        folder = HOME / "examples" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "go.mod").write_text("module example\n\ngo 1.21\n")
        (folder / "main.go").write_text(aimed(source.read_text(), world))
        suite.require(folder)
        suite.go(folder, "build", "-o", "example", ".")
        return ran(folder / "example")

    return printed


def aimed(source: str, mock: Client) -> str:
    """The same program with this world in its literals, and the job that was made last."""
    there = f'sdk.String("{ENDPOINT}"), EndpointUrl: sdk.String("{mock.base_url}/v2")'
    source = source.replace('"API_KEY"', f'"{mock.key}"')
    source = source.replace('sdk.String("ENDPOINT_ID")', there)
    if JOB.search(source):
        source = JOB.sub(f'sdk.String("{mock.jobs()[-1].id}")', source)
    return source.replace("chan rpEndpoint.StreamOutput", "chan rpEndpoint.StreamResult")


def ran(program: Path) -> list[Any]:
    done = subprocess.run(
        [str(program)],
        env=surroundings(HOME),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    said = [line for line in done.stdout.splitlines() if line.startswith("output:")]
    return [json.loads(line.removeprefix("output:")) for line in said]


def test_run(example: Example, world: Client) -> None:
    [printed] = example("run")

    assert printed == {"id": world.jobs()[-1].id, "status": "IN_QUEUE"}
    assert world.jobs()[-1].input == {"mock_delay": 95}


def test_run_sync(example: Example, world: Client) -> None:
    [printed] = example("runSync")

    job = world.jobs()[-1]
    assert (printed["id"], printed["status"]) == (job.id, "COMPLETED")
    assert printed["executionTime"] == 10_000


def test_get_status(example: Example, client: Voice, world: Client) -> None:
    job = submitted(client, world)
    world.wait(job)

    [printed] = example("getStatus")

    assert (printed["id"], printed["status"]) == (job, "COMPLETED")


def test_status_sync(example: Example, client: Voice, world: Client) -> None:
    job = submitted(client, world, mock_delay=150)

    [printed] = example("statusSync")

    assert (printed["id"], printed["status"]) == (job, "COMPLETED")
    assert world.requests(f"POST /v2/{ENDPOINT}/status-sync/{job}").count == 2


@pytest.mark.parametrize("name", ["stream", "stream_go_routine"])
def test_stream(example: Example, name: str) -> None:
    assert example(name) == VALUES


def submitted(client: Voice, mock: Client, **said: Any) -> str:
    made = client.driver.call("job.run", key=mock.key, endpoint=ENDPOINT, input={"n": 1, **said})
    return str(made["id"])
