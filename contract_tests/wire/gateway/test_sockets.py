"""Connections of real workers that end in other ways than by an answer: W3, W12, W16 on a port."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

import mock_runpod
from contract_tests.porch.test_client_jobs import submit
from contract_tests.wire.gateway.test_losing import Line
from mock_runpod import MockRunPod


@pytest.fixture
def mock() -> Iterator[MockRunPod]:
    with mock_runpod.start(clock="real", long_poll_s=30, busy_poll_s=60) as running:
        running.endpoint("x", workers="real")
        yield running


@pytest.fixture
def lines() -> Iterator[list[Line]]:
    opened: list[Line] = []
    yield opened
    for line in opened:
        line.socket.close()


def dialled(mock: MockRunPod, lines: list[Line], name: str = "one") -> Line:
    lines.append(line := Line(mock, name))
    return line


def waits(line: Line, mock: MockRunPod, count: int = 1) -> None:
    """It asks for a job, and the mock knows."""
    line.take()
    mock.wait_for(endpoint="x", workers=count, status="IDLE")


def half_close(line: Line) -> None:
    """It says that it has nothing more to say, as a process does that ends in order."""
    line.socket.shutdown(socket.SHUT_WR)


ENDS: list[Any] = [Line.cut, half_close, lambda line: line.socket.close()]


@pytest.mark.rule("W3")
@pytest.mark.parametrize("end", ENDS, ids=["reset", "half-closed", "closed"])
def test_however_a_question_ends_its_job_is_for_another(
    mock: MockRunPod, lines: list[Line], end: Any
) -> None:
    gone, there = dialled(mock, lines, "gone"), dialled(mock, lines, "there")
    waits(gone, mock)
    waits(there, mock, 2)
    end(gone)
    id = submit(mock, "x")

    assert there.answer()[1]["id"] == id
    assert (mock.job(id).retries, mock.job(id).worker_id) == (0, "there")


@pytest.mark.rule("W16")
@pytest.mark.parametrize("end", ENDS, ids=["reset", "half-closed", "closed"])
def test_a_worker_that_can_say_nothing_is_missed_by_its_open_question(
    mock: MockRunPod, lines: list[Line], end: Any
) -> None:
    """A handler that blocks its loop asks for nothing; what to stop it has asked before."""
    stop, take = dialled(mock, lines), dialled(mock, lines)
    waits(take, mock)
    stop.ask("job-stop/one")
    id = submit(mock, "x")
    take.answer()
    mock.wait_for(time=mock.clock.now + 1.5)
    held = mock.job(id).retries
    end(stop)
    mock.wait_for(event="its connection is gone")

    assert (held, mock.job(id).retries) == (0, 1)
    assert mock.workers("x") == []


@pytest.mark.rule("W12")
def test_who_hangs_up_and_asks_again_at_once_has_not_died(
    mock: MockRunPod, lines: list[Line]
) -> None:
    """As the SDK does whenever it has waited for long enough."""
    take, stop = dialled(mock, lines), dialled(mock, lines)
    waits(take, mock)
    stop.ask("job-stop/one")
    id = submit(mock, "x")
    take.answer()
    for _ in range(3):
        stop.cut()
        stop = dialled(mock, lines)
        stop.ask("job-stop/one")
    mock.wait_for(time=mock.clock.now + 2)
    take.ask(f"job-done/one/{id}", '{"output": "there all along"}', "POST")

    assert take.answer()[0] == 200
    assert (mock.job(id).output, mock.job(id).retries) == ("there all along", 0)


@pytest.mark.rule("W12")
def test_one_question_of_two_that_ends_is_no_sign(mock: MockRunPod, lines: list[Line]) -> None:
    take, stop = dialled(mock, lines), dialled(mock, lines)
    waits(take, mock)
    stop.ask("job-stop/one")
    take.cut()
    mock.wait_for(time=mock.clock.now + 2)

    assert [worker.id for worker in mock.workers("x")] == ["one"]


def test_a_server_that_ends_keeps_nobody_waiting(lines: list[Line]) -> None:
    """Also those that it makes wait on purpose."""
    with mock_runpod.start(clock="real", long_poll_s=60) as mock:
        mock.endpoint("x", workers="real")
        for name in ("a", "b"):
            waits(dialled(mock, lines, name), mock, len(lines))
        dialled(mock, lines, "c").ask("job-stop/a")
        dialled(mock, lines, "d").ask("job-take-batch/d?batch_size=none")

    assert [line.answer()[0] for line in lines[:3]] == [204] * 3


def test_a_result_that_breaks_off_is_none(mock: MockRunPod, lines: list[Line]) -> None:
    take, post = dialled(mock, lines), dialled(mock, lines)
    waits(take, mock)
    id = submit(mock, "x")
    take.answer()
    post.socket.sendall(
        f"POST /v2/x/job-done/one/{id} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        'Content-Length: 100\r\n\r\n{"output": "half'.encode()
    )
    post.cut()
    take.ask(f"job-done/one/{id}", '{"output": "whole"}', "POST")

    assert take.answer()[0] == 200
    assert mock.job(id).output == "whole"
