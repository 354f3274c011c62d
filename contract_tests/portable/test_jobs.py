"""A job from its submission to its end, as whoever polls or waits sees it."""

import json
import re
from typing import Any

import pytest

from contract_tests.portable.answers import compact, read_problem
from contract_tests.portable.jobs import Jobs, read
from contract_tests.targeting.target import Target

#: B-013; the suffix is the region.
JOB_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}-[a-z]{1,2}\d"
OUTPUTS: list[Any] = [
    "text",
    'Zoë 画像 \\ " \n',
    7,
    0.5,
    True,
    [1, "two", [3]],
    {"b": 1, "a": {"output": [], "none": None}},
]
BOTH = ["GET", "POST"]


def took(target: Target, milliseconds: int, seconds: int) -> bool:
    """Exactly so long where times are exact; else at least, and not by far longer."""
    least = seconds * 1000
    return milliseconds == least if target.terms.exact else least <= milliseconds < least + 30_000


@pytest.mark.rule("B-067")
@pytest.mark.rule("B-013")
@pytest.mark.rule("B-076")
def test_a_new_job_waits_and_is_known(paused: Jobs) -> None:
    one, other = paused.run({"a": 1}), paused.run({"a": 1})

    assert re.fullmatch(JOB_ID, one)
    assert one != other
    for id in (other, one):
        assert paused.status(id) == {"id": id, "status": "IN_QUEUE"}


@pytest.mark.rule("B-074")
@pytest.mark.rule("B-075")
@pytest.mark.rule("B-078")
def test_a_job_is_done(worked: Jobs, target: Target) -> None:
    view = worked.finished({"mock_return": {"b": 1, "a": 2}, "mock_delay": 2})

    assert list(view) == ["delayTime", "executionTime", "id", "output", "status", "workerId"]
    assert (view["status"], view["output"]) == ("COMPLETED", {"b": 1, "a": 2})
    assert took(target, view["executionTime"], 2)
    assert worked.status(view["id"]) == view


@pytest.mark.rule("B-078")
@pytest.mark.parametrize("output", OUTPUTS, ids=repr)
def test_an_output_may_be_any_json(worked: Jobs, output: Any) -> None:
    view = worked.runsync({"mock_return": output})
    view = view if view["status"] == "COMPLETED" else worked.ended(view["id"])

    assert (view["status"], view["output"]) == ("COMPLETED", output)
    assert type(view["output"]) is type(output)


@pytest.mark.rule("B-077")
def test_a_running_job_says_who_works_on_it_and_not_yet_how_long(worked: Jobs) -> None:
    id = worked.run({"mock_delay": 10})
    view = worked.until(id, "IN_PROGRESS")
    worked.cancel(id)

    assert list(view) == ["delayTime", "id", "status", "workerId"]


@pytest.mark.rule("B-079")
@pytest.mark.rule("B-082")
def test_a_failed_job_tells_the_error_as_json_in_a_string(worked: Jobs) -> None:
    view = worked.finished({"mock_error": "Mock error", "mock_delay": 1})

    assert list(view) == ["delayTime", "error", "executionTime", "id", "status", "workerId"]
    assert view["status"] == "FAILED"
    error = json.loads(view["error"])
    assert error["error_message"] == "Mock error"
    assert {"error_type", "error_traceback", "hostname", "worker_id"} <= error.keys()


@pytest.mark.rule("B-068")
@pytest.mark.rule("B-069")
def test_runsync_waits_for_the_end(worked: Jobs, target: Target) -> None:
    worked.finished({"mock_return": "warm"})

    view = worked.runsync({"mock_return": [1, {"two": 2}], "mock_delay": 2})

    assert re.fullmatch(f"sync-{JOB_ID}", view["id"])
    assert (view["status"], view["output"]) == ("COMPLETED", [1, {"two": 2}])
    assert took(target, view["executionTime"], 2)
    assert worked.status(view["id"]) == view


@pytest.mark.rule("B-068")
def test_runsync_tells_of_a_failure_like_of_an_end(worked: Jobs) -> None:
    worked.finished({"mock_return": "warm"})

    view = worked.runsync({"mock_error": "Mock error"})

    assert view["status"] == "FAILED"
    assert "Mock error" in view["error"]


@pytest.mark.rule("B-068")
def test_runsync_gives_up_waiting_and_the_job_goes_on(paused: Jobs) -> None:
    view = paused.runsync({"a": 1}, wait=1000)

    assert view == {"id": view["id"], "status": "IN_QUEUE"}
    assert re.fullmatch(f"sync-{JOB_ID}", view["id"])
    assert paused.status(view["id"]) == view


@pytest.mark.rule("B-064")
@pytest.mark.rule("B-089")
@pytest.mark.parametrize("method", BOTH)
def test_status_answers_both_verbs(worked: Jobs, method: str) -> None:
    one, other = worked.finished({"mock_return": 1}), worked.finished({"mock_return": 2})

    assert [worked.status(view["id"], method) for view in (one, other)] == [one, other]


@pytest.mark.rule("B-064")
@pytest.mark.rule("B-090")
@pytest.mark.parametrize("method", BOTH)
def test_status_sync_waits_for_the_end(worked: Jobs, method: str) -> None:
    worked.finished({"mock_return": "warm"})
    id = worked.run({"mock_return": "done", "mock_delay": 2})

    view = worked.status_sync(id, method)

    assert (view["status"], view["output"]) == ("COMPLETED", "done")
    assert worked.status(id) == view


@pytest.mark.rule("B-090")
@pytest.mark.parametrize("method", BOTH)
def test_status_sync_gives_up_waiting(paused: Jobs, method: str) -> None:
    id = paused.run()

    assert paused.status_sync(id, method, wait=1000) == {"id": id, "status": "IN_QUEUE"}


@pytest.mark.rule("B-065")
def test_a_job_may_say_more_and_unknown_keys_are_accepted(paused: Jobs) -> None:
    policy = {"executionTimeout": 5_000, "ttl": 10_000, "lowPriority": True}

    ids = [paused.run({"a": 1}, policy=policy), paused.run({"a": 1}, timeout=30, webhookV2="x")]

    assert [paused.status(id)["status"] for id in ids] == ["IN_QUEUE", "IN_QUEUE"]


@pytest.mark.rule("B-060")
@pytest.mark.parametrize("operation", ["run", "runsync"])
@pytest.mark.parametrize("body", [b"", b"{", b'{"input": }', b"[]", b"null"], ids=repr)
def test_what_is_no_object_is_refused(paused: Jobs, operation: str, body: bytes) -> None:
    answer = paused.send("POST", operation, content=body)

    assert read_problem(answer, 400, "Bad Request").startswith("invalid request body")
    assert paused.health()["jobs"]["inQueue"] == 0


@pytest.mark.rule("B-060")
@pytest.mark.parametrize("operation", ["run", "runsync"])
def test_a_job_without_input_is_refused(paused: Jobs, operation: str) -> None:
    answer = paused.send("POST", operation, json={"prompt": "a house"})

    assert read_problem(answer, 400, "Bad Request") == "input is required"
    assert paused.health()["jobs"]["inQueue"] == 0


@pytest.mark.rule("B-070")
@pytest.mark.parametrize(
    "wrong",
    [
        {"webhook": "nowhere"},
        {"policy": {"ttl": 9_999}},
        {"policy": {"executionTimeout": 4_999}},
        {"policy": 5},
    ],
    ids=repr,
)
def test_what_cannot_be_done_is_refused(paused: Jobs, mocks_reading: None, wrong: Any) -> None:
    answer = paused.send("POST", "run", json={"input": 1, **wrong})

    assert min(wrong) in read_problem(answer, 400, "Bad Request")
    assert paused.health()["jobs"]["inQueue"] == 0


@pytest.mark.rule("B-061")
def test_a_job_that_is_too_large_is_refused_with_400(paused: Jobs) -> None:
    answer = paused.send("POST", "run", content=compact({"input": "x" * 10 * 1024**2}))

    assert "exceeded max body size of 10MiB" in read_problem(answer, 400, "Bad Request")


@pytest.mark.rule("B-061")
def test_runsync_takes_what_is_too_large_for_run(paused: Jobs) -> None:
    content = compact({"input": "x" * 10 * 1024**2})

    view = read("runsync", paused.send("POST", "runsync?wait=1000", content=content))

    assert view["status"] == "IN_QUEUE"


@pytest.mark.rule("B-089")
@pytest.mark.parametrize(
    ("method", "operation"),
    [
        *(("GET", "status"), ("POST", "status"), ("GET", "status-sync"), ("POST", "status-sync")),
        *(("GET", "stream"), ("POST", "stream"), ("POST", "cancel"), ("POST", "retry")),
    ],
)
def test_an_unknown_job_is_not_found(paused: Jobs, method: str, operation: str) -> None:
    answer = paused.send(method, f"{operation}/00000000-0000-4000-8000-000000000000-u1")

    assert read_problem(answer, 404, "Not Found") == "job not found"


def test_a_job_is_known_to_its_own_endpoint_only(paused: Jobs, worked: Jobs) -> None:
    id = paused.run()

    answer = worked.send("GET", f"status/{id}")

    assert read_problem(answer, 404, "Not Found") == "job not found"
