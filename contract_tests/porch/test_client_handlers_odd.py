"""Handlers that do what no good handler does. None of them may leave a test hanging."""

import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from contract_tests.porch.jobs import Job, post
from contract_tests.porch.processes import until
from mock_runpod import Client
from mock_runpod.client import handlers
from mock_runpod.errors import Invalid

IN_A_CIRCLE: list[Any] = []
IN_A_CIRCLE.append(IN_A_CIRCLE)


@pytest.fixture
def mock(mock: Client) -> Client:
    """A world that skips what somebody waits for."""
    mock.clock.mode = "auto"
    return mock


def message(error: str | None) -> str:
    """What an exception said, in the words of the worker SDK."""
    said: str = json.loads(error or "")["error_message"]
    return said


@pytest.mark.parametrize(
    ("output", "why"),
    [
        ({1, 2}, "cannot be said in JSON: Object of type set"),
        (float("nan"), "cannot be said in JSON: Out of range float"),
        (IN_A_CIRCLE, "cannot be said in JSON: Circular reference"),
        ("\ud800", "invalid request body"),
        ("x" * 21 * 2**20, "exceeded max body size of 20MiB"),
    ],
    ids=["set", "nan", "circle", "surrogate", "too much"],
)
def test_what_cannot_be_sent_fails_the_job_and_says_why(
    mock: Client, output: Any, why: str
) -> None:
    mock.endpoint("odd").handler(lambda job: output)

    answer = post(mock, "odd/runsync")

    assert answer["status"] == "FAILED"
    assert why in message(answer["error"])


def test_of_a_stream_what_can_be_sent_comes_before_the_failure(mock: Client) -> None:
    @mock.endpoint("odd").handler
    def odd(job: Job) -> Iterator[Any]:
        yield "one"
        yield object()
        yield "three"

    job = mock.wait(post(mock, "odd/run")["id"], "FAILED")

    assert (job.error or "").startswith("handler: this cannot be said in JSON: Object of type obj")
    assert [row["output"] for row in post(mock, f"odd/stream/{job.id}")["stream"]] == ["one"]


def gives_up(job: Job) -> Iterator[Any]:
    yield "one"
    yield {"error": "no such style"}
    yield "three"


async def gives_up_async(job: Job) -> AsyncIterator[Any]:
    for chunk in gives_up(job):
        yield chunk


@pytest.mark.parametrize("handler", [gives_up, gives_up_async])
def test_a_chunk_with_an_error_is_the_last(mock: Client, handler: Callable[[Job], Any]) -> None:
    mock.endpoint("odd").handler(handler)

    job = mock.wait(post(mock, "odd/run")["id"], "FAILED")

    assert (job.error, job.retries) == ("no such style", 0)
    assert [row["output"] for row in post(mock, f"odd/stream/{job.id}")["stream"]] == ["one"]


def test_a_failed_check_inside_of_it_fails_the_job(mock: Client) -> None:
    @mock.endpoint("odd").handler
    def odd(job: Job) -> None:
        pytest.fail("the prompt is empty")

    assert message(post(mock, "odd/runsync")["error"]) == "the prompt is empty"


@pytest.mark.rule("B-083")
@pytest.mark.parametrize("end", [SystemExit, KeyboardInterrupt])
def test_who_ends_the_process_loses_the_worker_each_time(
    mock: Client, end: type[BaseException]
) -> None:
    @mock.endpoint("odd").handler
    async def odd(job: Job) -> None:
        raise end

    job = mock.wait(post(mock, "odd/run")["id"], "FAILED")

    assert (job.error, job.retries) == ("job timed out after 1 retries", 1)


def test_it_may_do_to_its_job_what_it_likes(mock: Client) -> None:
    @mock.endpoint("odd").handler
    def odd(job: Job) -> str:
        job.clear()
        return "all gone"

    assert post(mock, "odd/runsync")["output"] == "all gone"


@pytest.mark.parametrize("nothing", [None, 3, "double"])
def test_what_cannot_be_called_is_refused_and_changes_nothing(mock: Client, nothing: Any) -> None:
    endpoint = mock.endpoint("odd").answers("as before")

    with pytest.raises(Invalid, match=f"a function that takes a job, and {nothing!r} is none"):
        endpoint.handler(nothing)

    assert post(mock, "odd/runsync")["output"] == "as before"


def test_who_is_replaced_at_work_finishes_what_it_has(mock: Client) -> None:
    begun, go_on = threading.Event(), threading.Event()
    endpoint = mock.endpoint("odd", workers_max=2, scaler_type="REQUEST_COUNT", scaler_value=1)

    @endpoint.handler
    def first(job: Job) -> str:
        begun.set()
        return "the first" if go_on.wait(20) else "too late"

    old = post(mock, "odd/run")["id"]
    assert begun.wait(20)

    endpoint.handler(lambda job: "the second")

    assert post(mock, "odd/runsync")["output"] == "the second"
    go_on.set()
    assert mock.wait(old).output == "the first"


def test_however_many_never_end_the_end_waits_once(
    mock: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    never, waited = threading.Event(), list[float]()
    many = mock.endpoint("odd", workers_max=3, scaler_type="REQUEST_COUNT", scaler_value=1)
    many.handler(lambda job: never.wait())
    for _ in range(3):
        post(mock, "odd/run")
    until(lambda: len([thread for thread in threading.enumerate() if "job" in thread.name]) == 3)

    with monkeypatch.context() as patch:
        patch.setattr(handlers, "time", SimpleNamespace(monotonic=lambda: sum(waited)))
        patch.setattr(threading.Thread, "join", lambda thread, most: waited.append(most))
        mock.close()
    never.set()

    assert len(waited) == 4
    assert sum(waited) == handlers.PARTING_S
