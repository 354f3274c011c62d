"""Real workers that are no more, and jobs they have lost: W3, W12, W13 and W14."""

import json
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPResponse
from typing import Any

import pytest

import mock_runpod
from contract_tests.porch.test_client_jobs import submit
from mock_runpod import Client, MockRunPod

SDK = "RunPod-Python-SDK/1.12.0"


class Line:
    """A connection of a worker, and what it says there."""

    def __init__(self, mock: Client, worker_id: str, agent: str = SDK) -> None:
        host, _, port = mock.base_url.removeprefix("http://").partition(":")
        self.socket = socket.create_connection((host, int(port)), timeout=10)
        self.worker_id, self.agent = worker_id, agent

    def ask(self, path: str, body: str = "", method: str = "GET") -> None:
        self.socket.sendall(
            f"{method} /v2/x/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {self.agent}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )

    def take(self, *, busy: int = 0) -> None:
        self.ask(f"job-take/{self.worker_id}?job_in_progress={busy}")

    def answer(self) -> tuple[int, Any]:
        answer = HTTPResponse(self.socket)
        answer.begin()
        body = answer.read()
        return answer.status, json.loads(body) if body else None

    def cut(self) -> None:
        """As a process that is killed: nothing is said, and nothing lingers."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


@pytest.fixture
def options() -> dict[str, Any]:
    return {}


@pytest.fixture
def mock(options: dict[str, Any]) -> Iterator[MockRunPod]:
    with mock_runpod.start(clock="real", **{"long_poll_s": 30, **options}) as running:
        running.endpoint("x", workers="real")
        yield running


@pytest.fixture
def lines() -> Iterator[list[Line]]:
    opened: list[Line] = []
    yield opened
    for line in opened:
        with suppress(OSError):
            line.socket.close()


@pytest.mark.rule("W3")
def test_a_job_is_never_given_to_who_has_gone(mock: MockRunPod, lines: list[Line]) -> None:
    gone, there = Line(mock, "gone"), Line(mock, "there")
    lines.append(there)
    gone.take()
    mock.wait_for(endpoint="x", workers=1, status="IDLE")
    there.take()
    mock.wait_for(endpoint="x", workers=2, status="IDLE")
    gone.cut()
    id = submit(mock, "x")

    assert there.answer() == (200, {"id": id, "input": {"prompt": "a house"}})
    assert mock.job(id).retries == 0


@pytest.mark.rule("W12")
def test_a_worker_whose_connection_breaks_loses_its_job_to_another(
    mock: MockRunPod, lines: list[Line]
) -> None:
    one, stop, other = Line(mock, "one"), Line(mock, "one"), Line(mock, "other")
    lines += [one, other]
    one.take()
    id = submit(mock, "x")
    one.answer()
    stop.ask("job-stop/one")
    other.take()
    mock.wait_for(endpoint="x", workers=1, status="IDLE")
    stop.cut()
    one.cut()

    assert other.answer()[1]["id"] == id
    assert (mock.job(id).retries, mock.job(id).worker_id) == (1, "other")
    assert [worker.id for worker in mock.workers("x")] == ["other"]


@pytest.mark.rule("W12")
@pytest.mark.parametrize("options", [{"long_poll_s": 0.05}])
def test_an_answer_of_ours_is_no_sign_of_death(mock: MockRunPod, lines: list[Line]) -> None:
    one = Line(mock, "one")
    lines.append(one)
    one.take()
    one.answer()
    id = submit(mock, "x")
    one.take()
    one.answer()
    mock.wait_for(time=mock.clock.now + 2.5)  # longer than it takes to be missed

    assert mock.job(id).retries == 0
    assert [worker.id for worker in mock.workers("x")] == ["one"]


@pytest.mark.rule("W13")
def test_who_says_that_it_has_nothing_to_do_has_lost_its_job(
    mock: MockRunPod, lines: list[Line]
) -> None:
    one = Line(mock, "one")
    lines.append(one)
    one.take()
    id = submit(mock, "x")
    first = one.answer()[1]["id"]
    one.take()
    second = one.answer()[1]["id"]
    one.take()
    job = mock.wait(id, "FAILED")

    assert (first, second) == (id, id)
    assert (job.error, job.retries) == ("job timed out after 1 retries", 1)


@pytest.mark.rule("W13")
def test_who_always_says_so_is_not_believed(mock: MockRunPod, lines: list[Line]) -> None:
    """The Rust SDK does, and asks for more while it works."""
    one = Line(mock, "one", "runpod-rust/0.6.2")
    lines.append(one)
    one.take()
    id = submit(mock, "x")
    one.answer()
    one.take()
    second = submit(mock, "x")

    assert one.answer()[1]["id"] == second
    assert mock.job(id).status == "IN_PROGRESS"


@pytest.mark.rule("W14")
@pytest.mark.parametrize("options", [{"worker_silence_s": 1}])
def test_who_says_nothing_any_more_is_given_up(mock: MockRunPod, lines: list[Line]) -> None:
    one = Line(mock, "one", "curl/8.1")
    lines.append(one)
    one.take()
    id = submit(mock, "x")
    one.answer()
    mock.wait_for(event="is lost")

    assert (mock.job(id).retries, mock.job(id).status) == (1, "IN_PROGRESS")


@pytest.mark.rule("W14")
@pytest.mark.parametrize("options", [{"lost_after": "faithful", "heartbeat_loss_s": 2}])
def test_it_can_take_as_long_as_on_runpod(mock: MockRunPod, lines: list[Line]) -> None:
    one, stop = Line(mock, "one"), Line(mock, "one")
    one.take()
    id = submit(mock, "x")
    one.answer()
    stop.ask("job-stop/one")
    stop.cut()
    one.cut()
    mock.wait_for(event="its connection is gone")
    then, held = mock.clock.now, mock.job(id)
    mock.wait_for(endpoint="x", jobs=1, status="IN_PROGRESS")
    mock.clock.run_until(lambda: mock.job(id).retries == 1)

    assert (held.retries, held.worker_id) == (0, "one")
    assert mock.clock.now - then > 1.9


@pytest.mark.parametrize("question", ["job-stop/one", "job-take/one?job_in_progress=0"])
def test_two_processes_with_one_name_are_warned_of_and_lose_nothing(
    mock: MockRunPod, lines: list[Line], question: str
) -> None:
    """What one says it is not doing, the other may be doing."""
    one, stop, twin = (Line(mock, "one") for _ in range(3))
    lines += [one, stop, twin]
    one.take()
    mock.wait_for(endpoint="x", workers=1, status="IDLE")
    stop.ask("job-stop/one")
    twin.ask(question)
    mock.wait_for(event="two processes say that they are worker one")
    id = submit(mock, "x")
    assert one.answer()[1]["id"] == id
    one.take()
    one.take()
    mock.wait_for(time=mock.clock.now + 0.3)

    assert (mock.job(id).status, mock.job(id).retries) == ("IN_PROGRESS", 0)
    said = next(event.text for event in mock.events() if "two processes" in (event.text or ""))
    assert "give each a RUNPOD_POD_ID of its own, as `mock-runpod worker env` does" in said


def test_heartbeats_of_a_worker_that_has_died_do_not_revive_it(
    mock: MockRunPod, lines: list[Line]
) -> None:
    """They come from a process of their own, which outlives it (section 4)."""
    one, orphan = Line(mock, "one"), Line(mock, "one", "python-requests/2.34")
    lines.append(orphan)
    one.take()
    mock.wait_for(endpoint="x", workers=1, status="IDLE")
    one.cut()
    mock.wait_for(event="its connection is gone")
    orphan.ask("ping/one?runpod_version=1.12.0")
    orphan.answer()

    assert mock.workers("x") == []
