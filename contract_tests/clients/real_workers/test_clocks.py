"""A real worker in a world whose clock is in somebody's hand, or skips."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

import mock_runpod
from contract_tests.clients.real_workers.conftest import HANDLERS, until
from contract_tests.porch.test_client_jobs import submit
from mock_runpod import MockRunPod

pytestmark = [pytest.mark.clients, pytest.mark.real_worker]

Begun = Callable[[str], MockRunPod]


@pytest.fixture
def begun() -> Iterator[Begun]:
    """A mock with this clock, and a worker that is up."""
    with ExitStack() as ends:

        def mock(clock: str) -> MockRunPod:
            running = ends.enter_context(mock_runpod.start(clock=clock, profile="instant"))
            run = running.endpoint("x", idle_timeout=60).run_worker(HANDLERS / "plain.py")
            ends.callback(run.stop)
            return running

        yield mock


def asleep(mock: MockRunPod, seconds: float, tell: str) -> str:
    what: Any = {"do": "sleep", "seconds": seconds, "tell": tell}
    return submit(mock, "x", input=what)


@pytest.mark.parametrize("clock", ["real", "auto", "manual"])
def test_a_job_takes_as_long_as_its_handler(begun: Begun, clock: str) -> None:
    mock = begun(clock)

    job = mock.wait(asleep(mock, 1, ""))

    assert (job.output, job.retries) == ("slept", 0)
    assert job.execution is not None
    assert 0.9 < job.execution < 10


def test_a_clock_in_the_hand_stands_still_while_a_handler_works(begun: Begun) -> None:
    mock = begun("manual")
    before = mock.clock.now
    job = asleep(mock, 0, "")
    while not mock.job(job).done():
        pass

    assert (mock.job(job).output, mock.clock.now) == ("slept", before)


def test_who_moves_it_past_the_timeout_ends_the_job(begun: Begun, tmp_path: Path) -> None:
    mock = begun("manual")
    tell = tmp_path / "told"
    job = asleep(mock, 60, str(tell))
    while mock.job(job).status != "IN_PROGRESS":
        pass

    mock.clock.advance(minutes=11)

    assert (mock.job(job).status, mock.job(job).error) == ("FAILED", "executionTimeout exceeded")
    assert until(tell.exists)
