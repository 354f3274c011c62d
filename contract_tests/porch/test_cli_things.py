"""Commands about endpoints, jobs, workers, stock, faults and money; and how commands fail."""

import json

import httpx
import pytest

from contract_tests.porch.conftest import Say
from contract_tests.porch.test_client_jobs import submit
from mock_runpod import Client, MockRunPod
from mock_runpod.cli import COMMANDS, main


@pytest.fixture
def steer(say: Say, mock: Client) -> Say:
    """The command, aimed at the world `mock` holds."""

    def said(*arguments: str, **env: str) -> object:
        return say(*arguments, "--url", mock.base_url, "--key", mock.key, **env)

    return said  # type: ignore[return-value]  # it is a Say in all but the name of its result


def test_an_endpoint_is_made_in_one_line(steer: Say, mock: Client) -> None:
    said = steer(
        "endpoint", "put", "sdxl", "cold_start=30", "workers-max=2", "--answers", '{"a":1}'
    )

    assert said.stdout == "sdxl\n"
    assert mock.endpoint("sdxl").row["coldStart"] == 30
    job = mock.wait(submit(mock))
    assert (job.output, job.delay) == ({"a": 1}, 30)
    assert steer("endpoint", "list").stdout.startswith("sdxl")
    assert json.loads(steer("endpoint", "show", "sdxl").stdout)["workersMax"] == 2


@pytest.mark.parametrize(
    ("flags", "behaviour"),
    [
        (["--fails", "no"], {"answers": [{"error": "no"}]}),
        (["--hold"], {"answers": [{"by": "hand"}]}),
        (["--behaviour", '{"output": 1}'], {"answers": [{"output": 1}]}),
        (
            ["--streams", '["a"]', "--every", "0.5"],
            {"generator": True, "answers": [{"chunks": [{"output": "a", "after": 0.5}]}]},
        ),
    ],
)
def test_what_it_answers_is_said_by_a_flag(
    steer: Say, mock: Client, flags: list[str], behaviour: object
) -> None:
    assert steer("endpoint", "put", "sdxl", *flags).exit_code == 0

    assert mock.endpoint("sdxl").behaviour == behaviour


def test_a_job_is_watched_and_finished(steer: Say, mock: Client) -> None:
    mock.endpoint("sdxl").hold()
    id = submit(mock)
    mock.clock.advance(1)

    assert id in steer("job", "list", "--status", "IN_PROGRESS").stdout
    assert steer("job", "progress", id, '"half"').stdout.endswith('"half"\n')
    assert steer("job", "emit", id, "1", "two").exit_code == 0
    assert f"{id}  COMPLETED" in steer("job", "finish", id, '{"a": 1}').stdout
    assert json.loads(steer("job", "show", id, "--json").stdout)["output"] == {"a": 1}
    late = steer("job", "fail", id, "no")
    assert (late.exit_code, late.stderr.startswith(f"job {id} is COMPLETED")) == (1, True)


def test_a_job_fails_is_retried_lost_and_cancelled(steer: Say, mock: Client) -> None:
    mock.endpoint("sdxl").hold()
    id = submit(mock)
    mock.clock.advance(1)

    assert "FAILED  delay 0 s" in steer("job", "fail", id, "no").stdout
    assert steer("job", "retry", id).exit_code == 0
    mock.clock.advance(1)
    assert steer("job", "crash", id).exit_code == 0
    assert "CANCELLED" in steer("job", "cancel", id).stdout


def test_a_job_is_waited_for(steer: Say, mock: Client) -> None:
    mock.endpoint("sdxl", execution=30).answers("done")
    id = submit(mock)

    assert 'execution 30 s  "done"' in steer("wait", id).stdout
    instead = steer("wait", id, "FAILED")
    assert (instead.exit_code, "COMPLETED" in instead.stderr) == (1, True)
    for_time = steer("wait", "--until", "time=100", "--json")
    assert json.loads(for_time.stdout) == {"now": 100}
    assert steer("wait").exit_code == 2


@pytest.mark.parametrize("verb", ["crash", "oom", "lose-heartbeat", "evict", "retire"])
def test_something_happens_to_a_worker(steer: Say, mock: Client, verb: str) -> None:
    mock.endpoint("sdxl").hold()
    job = mock.job(submit(mock))
    mock.clock.advance(1)
    worker = mock.worker("sdxl")
    assert f"{worker.id}  sdxl  RUNNING  {job.id}" in steer("worker", "list", "sdxl").stdout

    said = steer("worker", verb, "sdxl", "1")
    mock.clock.advance(minutes=10)

    assert said.stdout == f"{worker.id}: {verb}\n"
    assert job.now().retries == 1


def test_a_worker_falls_ill_on_command(steer: Say, mock: Client) -> None:
    mock.endpoint("sdxl", workers_min=1)
    mock.clock.advance(60)

    assert steer("worker", "sicken", "sdxl").exit_code == 0

    assert "UNHEALTHY" in [worker.status for worker in mock.workers("sdxl")]


def test_stock_is_sold_and_comes_back(steer: Say, mock: Client) -> None:
    gpu = "NVIDIA H100 80GB HBM3"

    assert steer("market", "sold-out", gpu).exit_code == 0
    assert {each["available"] for each in mock.market.list()} == {0}
    assert steer("market", "stock", gpu, "3", "--datacenter", "US-KS-2").exit_code == 0
    rows = steer("market", "list").stdout.splitlines()
    assert next(row for row in rows if "US-KS-2" in row).split()[-2:] == ["3", "0"]


def test_faults_come_and_go(steer: Say, mock: Client) -> None:
    added = steer("faults", "add", "status", "status=429", "--on", "POST /v2/*/run", "--count", "2")

    assert added.stdout == "status-1\n"
    assert "struck 0 of 0" in steer("faults", "list").stdout
    assert steer("faults", "remove", "status-1").exit_code == 0
    assert "flaky-500" in steer("faults", "profile", "flaky").stdout
    assert steer("faults", "clear").exit_code == 0
    assert len(mock.faults) == 0


def test_what_can_go_wrong_is_listed(steer: Say) -> None:
    kinds = steer("faults", "kinds").stdout.splitlines()
    assert any(line.startswith("latency ") and line.endswith("Needs seconds.") for line in kinds)
    assert {"worker.crash", "dp_429", "text=quota", "profile"} <= {row.split()[0] for row in kinds}
    assert "texts" in json.loads(steer("faults", "kinds", "--json").stdout)


def test_money_is_told_and_a_leak_is_a_failed_check(steer: Say, mock: Client) -> None:
    assert steer("leaks").stdout == "nothing is left running\n"
    headers = {"Authorization": f"Bearer {mock.key}"}
    with httpx.Client(base_url=f"{mock.base_url}/v1", headers=headers, trust_env=False) as http:
        template = {"name": "t", "imageName": "me/sdxl:3", "isServerless": True}
        made = http.post("/templates", json=template).json()["id"]
        http.post("/endpoints", json={"name": "forgotten", "templateId": made, "workersMin": 1})
    mock.clock.advance(hours=1)

    left = steer("leaks")

    assert (left.exit_code, "a month" in left.stdout) == (1, True)
    assert float(steer("spent").stdout.strip("$\n")) > 0


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["clock", "advance", "soon"], 2, "'soon' is no span of time"),
        (["job", "show", "nonsense"], 1, "no job `nonsense`"),
        (["endpoint", "show", "nonsense"], 1, "no endpoint 'nonsense'"),
        (["settings", "retris=1"], 2, "did you mean auto_retries?"),
        (["settings", "retries"], 2, "write it like workers_max=3"),
        (["faults", "add", "worker.crsh"], 2, "did you mean"),
        (["endpoint", "put", "x", "--streams", "a"], 2, "is no list"),
    ],
)
def test_a_mistake_is_one_sentence_and_an_exit_code(
    steer: Say, words: list[str], code: int, sentence: str
) -> None:
    said = steer(*words)

    assert (said.exit_code, said.stdout) == (code, "")
    assert sentence in said.stderr
    assert "Traceback" not in said.stderr


def test_no_server_ends_with_3(say: Say, taken_port: int) -> None:
    said = say("state", "--url", f"http://127.0.0.1:{taken_port - 1}")

    assert (said.exit_code, said.stdout) == (3, "")
    assert said.stderr.endswith("Connection refused; `mock-runpod serve` starts one\n")


def test_a_token_opens_the_control_api(say: Say) -> None:
    with MockRunPod(admin_token="open sesame") as mock:
        without = say("state", "--url", mock.base_url)
        with_it = say("state", "--url", mock.base_url, MOCK_RUNPOD_ADMIN_TOKEN="open sesame")

    assert (without.exit_code, with_it.exit_code) == (1, 0)


def test_every_command_is_where_the_directory_says(say: Say) -> None:
    assert list(COMMANDS) == main.list_commands(None)  # type: ignore[arg-type]  # it needs none
    for name in COMMANDS:
        assert say(name, "--help").exit_code == 0, name
