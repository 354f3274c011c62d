"""Every row of what a handler can return, from a real worker to a real client (section 3.2)."""

import json
from typing import Any

import pytest

from contract_tests.clients.real_workers.conftest import Endpoint
from mock_runpod import MockRunPod

pytestmark = [pytest.mark.clients, pytest.mark.real_worker]


def ran(mock: MockRunPod, endpoint: Endpoint, input: Any) -> Any:
    """The job, once it has ended."""
    return mock.wait(endpoint.run(input).job_id, None, seconds=60)


RETURNS: list[Any] = [
    ("text", "text", None),
    ([1, None, 2.5], [1, None, 2.5], None),
    (7, 7, None),
    (True, True, None),
    (None, None, None),
    ({}, None, None),
    ({"a": {"b": []}}, {"a": {"b": []}}, None),
    ({"output": 1}, {"output": 1}, None),
    ({"error": "no"}, None, "no"),
    ({"error": "no", "k": 1}, {"k": 1}, "no"),
    ({"error": {"code": 7}}, None, '{"code": 7}'),
]


@pytest.mark.parametrize(
    ("what", "output", "error"), RETURNS, ids=[json.dumps(r[0]) for r in RETURNS]
)
def test_what_a_handler_returns_is_what_a_client_gets(
    mock: MockRunPod, plain: Endpoint, what: Any, output: Any, error: str | None
) -> None:
    job = ran(mock, plain, {"do": "return", "what": what})

    assert (job.status, job.output, job.error) == (
        "FAILED" if error else "COMPLETED",
        output,
        error,
    )
    assert job.retries == 0


def test_an_exception_is_told_in_json(mock: MockRunPod, plain: Endpoint) -> None:
    job = ran(mock, plain, {"do": "raise", "what": "too bad: ü"})

    said = json.loads(job.error)
    assert job.status == "FAILED"
    assert list(said) == [
        *("error_type", "error_message", "error_traceback", "hostname", "worker_id"),
        "runpod_version",
    ]
    assert (said["error_type"], said["error_message"]) == ("<class 'ValueError'>", "too bad: ü")
    assert (said["worker_id"], said["hostname"]) == (job.worker_id, f"{job.worker_id}-64410ad7")


def test_a_job_has_what_was_sent_with_it(plain: Endpoint) -> None:
    request = {"input": {"do": "keys"}, "webhook": "http://127.0.0.1:9/x", "s3Config": {"a": 1}}

    assert plain.run_sync(request) == ["id", "input", "s3Config", "webhook"]


@pytest.mark.rule("W13")
def test_a_result_that_cannot_be_sent_is_tried_twice(mock: MockRunPod, plain: Endpoint) -> None:
    job = ran(mock, plain, {"do": "unserialisable"})

    assert (job.status, job.error) == ("FAILED", "job timed out after 1 retries")
    assert job.retries == 1


@pytest.mark.rule("W10")
def test_progress_is_seen_and_none_after_the_end(mock: MockRunPod, plain: Endpoint) -> None:
    id = plain.run({"do": "progress", "pause": 0.2}).job_id
    seen: list[Any] = []
    while (job := mock.job(id)).finished_at is None:
        if job.output is not None and job.output not in seen:
            seen.append(job.output)

    assert {"step": 1} in seen
    assert mock.job(id).output == "done"


@pytest.mark.rule("B-088")
def test_a_large_result_completes_without_output_and_says_why(
    mock: MockRunPod, plain: Endpoint
) -> None:
    job = ran(mock, plain, {"do": "much", "bytes": 10 * 2**20})

    said = " ".join(line.text for line in mock.logs.read(worker=job.worker_id))
    assert (job.status, job.output) == ("COMPLETED", None)
    assert f"the result of job {job.id} is larger than 10 MiB" in said
