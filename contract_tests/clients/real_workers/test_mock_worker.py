"""The input contract of RunPod's own test worker (B-156), in two columns: a simulated worker, and
a real one that implements it. Whoever moves from one to the other sees the same.

All jobs of a column are sent at once; each test compares one row.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, NamedTuple

import pytest

import mock_runpod
from contract_tests.clients.real_workers.conftest import HANDLERS
from contract_tests.porch.jobs import post
from contract_tests.porch.test_client_jobs import submit
from mock_runpod import Client, MockRunPod

pytestmark = [pytest.mark.clients, pytest.mark.real_worker, pytest.mark.rule("B-156")]

PROGRESS = {"updates": 2, "wait_time": 0.1}
Ending = tuple[str, Any, str | None, list[Any], int]

LOST: Ending = ("FAILED", None, "job timed out after 1 retries", [], 1)
#: Kind of handler, input, and what becomes of it: status, output, error, stream, retries.
ROWS: list[tuple[str, Any, Ending]] = [
    ("plain", {"prompt": "hi"}, ("COMPLETED", {"prompt": "hi"}, None, [], 0)),
    ("plain", "text", ("COMPLETED", "text", None, [], 0)),
    ("plain", [1, [2]], ("COMPLETED", [1, [2]], None, [], 0)),
    ("plain", {}, ("COMPLETED", "Hello World!", None, [], 0)),
    ("plain", {"mock_return": "text"}, ("COMPLETED", "text", None, [], 0)),
    ("plain", {"mock_return": {"a": [1, None]}}, ("COMPLETED", {"a": [1, None]}, None, [], 0)),
    ("plain", {"mock_return": ["a", "b"]}, ("COMPLETED", ["a", "b"], None, [], 0)),
    ("plain", {"mock_return": 0}, ("COMPLETED", 0, None, [], 0)),
    ("plain", {"mock_return": False}, ("COMPLETED", False, None, [], 0)),
    ("plain", {"mock_return": None}, ("COMPLETED", None, None, [], 0)),
    ("plain", {"mock_return": {"output": 1}}, ("COMPLETED", {"output": 1}, None, [], 0)),
    ("plain", {"mock_return": {"error": "no"}}, ("FAILED", None, "no", [], 0)),
    ("plain", {"mock_return": {"error": "no", "k": 1}}, ("FAILED", {"k": 1}, "no", [], 0)),
    ("plain", {"mock_return": {"error": {"c": 7}}}, ("FAILED", None, '{"c": 7}', [], 0)),
    ("plain", {"mock_return": {"error": ""}}, ("COMPLETED", None, None, [], 0)),
    ("plain", {"mock_delay": 0.2}, ("COMPLETED", "Hello World!", None, [], 0)),
    ("plain", {"mock_delay": 0.2, "mock_return": 1}, ("COMPLETED", 1, None, [], 0)),
    ("plain", {"mock_error": "boom"}, ("FAILED", None, "raised: boom", [], 0)),
    ("plain", {"mock_error": True}, ("FAILED", None, "raised: Mock error", [], 0)),
    ("plain", {"mock_error": False, "mock_return": 1}, ("COMPLETED", 1, None, [], 0)),
    ("plain", {"mock_error": "boom", "mock_return": 1}, ("FAILED", None, "raised: boom", [], 0)),
    (
        "plain",
        {"mock_refresh": True, "mock_return": {"a": 1}},
        ("COMPLETED", {"a": 1}, None, [], 0),
    ),
    (
        "plain",
        {"mock_refresh": True, "mock_error": "boom"},
        ("FAILED", None, "raised: boom", [], 0),
    ),
    ("plain", {"mock_progress": PROGRESS}, ("COMPLETED", "Hello World!", None, [], 0)),
    ("plain", {"mock_progress": PROGRESS, "mock_return": 1}, ("COMPLETED", 1, None, [], 0)),
    (
        "plain",
        {"mock_progress": PROGRESS, "mock_error": "boom"},
        ("FAILED", None, "raised: boom", [], 0),
    ),
    ("plain", {"mock_logs": ["a", "b"], "mock_return": 1}, ("COMPLETED", 1, None, [], 0)),
    ("crash", {"mock_crash": True}, LOST),
    ("crash", {"mock_crash": True, "mock_error": "boom", "mock_return": 1}, LOST),
    ("generator", {"mock_return": ["a", {"b": 1}]}, ("COMPLETED", [], None, ["a", {"b": 1}], 0)),
    ("generator", {"mock_return": "ab"}, ("COMPLETED", [], None, ["ab"], 0)),
    ("generator", {"mock_return": []}, ("COMPLETED", [], None, [], 0)),
    ("generator", {"mock_delay": 0.1}, ("COMPLETED", [], None, ["Hello World!"], 0)),
    ("generator", {"mock_error": "boom"}, ("FAILED", None, "raised in a generator: boom", [], 0)),
    (
        "generator",
        {"mock_progress": PROGRESS, "mock_return": ["a"]},
        ("COMPLETED", [], None, ["a"], 0),
    ),
    ("aggregate", {"mock_return": ["a", "b"]}, ("COMPLETED", ["a", "b"], None, ["a", "b"], 0)),
    ("aggregate", {"mock_return": "ab"}, ("COMPLETED", ["ab"], None, ["ab"], 0)),
    ("aggregate", {"mock_error": "boom"}, ("FAILED", None, "raised in a generator: boom", [], 0)),
]
KINDS = {"plain": "", "crash": "", "generator": "1", "aggregate": "aggregate"}


class Told(NamedTuple):
    """What a client hears of a job in the end."""

    status: str
    output: Any
    error: str | None
    stream: list[Any]
    retries: int


def simulated(mock: MockRunPod, kind: str) -> str:
    streams = {"generator": bool(KINDS[kind]), "aggregate": kind == "aggregate"}
    return mock.endpoint(f"simulated-{kind}", behaviour=streams).id


@pytest.fixture(scope="module")
def mock() -> Iterator[MockRunPod]:
    with mock_runpod.start(profile="instant") as running:
        yield running


@pytest.fixture(scope="module")
def columns(mock: MockRunPod) -> Iterator[dict[str, list[Told]]]:
    with ExitStack() as workers:
        names = {kind: simulated(mock, kind) for kind in KINDS}
        done = {"simulated": table(mock, names)}
        for kind, streams in KINDS.items():
            there = mock.endpoint(f"real-{kind}", idle_timeout=3600)
            names[kind] = there.id
            env = {"STREAMS": streams}
            workers.enter_context(there.run_worker(HANDLERS / "mock_worker.py", env=env))
        yield done | {"real": table(mock, names)}


def table(mock: Client, endpoints: dict[str, str]) -> list[Told]:
    ids = [submit(mock, endpoints[kind], input=given) for kind, given, _ in ROWS]
    for id in ids:
        mock.wait(id, None, seconds=600)
    return [told(mock, id) for id in ids]


def told(mock: Client, id: str) -> Told:
    job = mock.job(id)
    stream = post(mock, f"{job.endpoint_id}/stream/{id}")["stream"]
    chunks = [each["output"] for each in stream]
    return Told(job.status, job.output, without_traceback(job.error), chunks, job.retries)


def without_traceback(error: str | None) -> str | None:
    """Only the traceback knows who has raised it."""
    if error is None or "Traceback" not in error:
        return error
    if error.startswith("{"):
        said = json.loads(error)
        assert said["error_type"] == "<class 'Exception'>"
        return f"raised: {said['error_message']}"
    return "raised in a generator: " + error.partition(" \ntraceback: ")[0].removeprefix(
        "handler: "
    )


@pytest.mark.parametrize("column", ["simulated", "real"])
@pytest.mark.parametrize("row", range(len(ROWS)), ids=[f"{k}-{json.dumps(g)}" for k, g, _ in ROWS])
def test_what_becomes_of_an_input(columns: dict[str, list[Told]], column: str, row: int) -> None:
    assert columns[column][row] == ROWS[row][2]
