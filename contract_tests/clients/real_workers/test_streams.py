"""Generators of real workers, read by the real client."""

from collections.abc import Callable
from typing import Any

import pytest

from contract_tests.clients.real_workers.conftest import Endpoint
from mock_runpod import MockRunPod

pytestmark = [pytest.mark.clients, pytest.mark.real_worker]
CHUNKS: list[Any] = ["a", {"b": 1}, [2], None]


@pytest.fixture
def streaming(session_endpoints: Callable[..., Endpoint], aimed: None) -> Endpoint:
    return session_endpoints("streaming.py")


@pytest.fixture
def aggregating(session_endpoints: Callable[..., Endpoint], aimed: None) -> Endpoint:
    return session_endpoints("streaming.py", env={"RETURN_AGGREGATE": "1"})


@pytest.mark.rule("W9")
def test_chunks_come_in_order_and_then_the_end(mock: MockRunPod, streaming: Endpoint) -> None:
    job = streaming.run({"chunks": CHUNKS})

    assert list(job.stream()) == CHUNKS
    assert (job.status(), mock.job(job.job_id).output) == ("COMPLETED", [])


@pytest.mark.rule("B-105")
def test_with_aggregation_they_are_the_output_too(aggregating: Endpoint) -> None:
    job = aggregating.run({"chunks": CHUNKS})

    assert list(job.stream()) == CHUNKS
    assert job.output(timeout=10) == CHUNKS


def test_an_exception_comes_after_the_chunks_and_in_plain_text(
    mock: MockRunPod, streaming: Endpoint
) -> None:
    job = streaming.run({"chunks": ["a"], "raise": "enough"})

    assert list(job.stream()) == ["a"]
    error = mock.job(job.job_id).error or ""
    assert error.startswith("handler: enough \ntraceback: Traceback")


def test_an_error_that_is_yielded_ends_it(mock: MockRunPod, streaming: Endpoint) -> None:
    job = streaming.run({"chunks": ["a", {"error": "no more"}, "b"]})

    assert list(job.stream()) == ["a"]
    assert mock.job(job.job_id).error == "no more"
