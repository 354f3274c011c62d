"""The server says how many workers there are: an autoscaler, or a server that begins anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_tests.porch.jobs import post
from contract_tests.porch.processes import until
from contract_tests.porch.scripts import alive, handler
from mock_runpod import Client, MockRunPod, start

PID = '__import__("os").getpid()'


@pytest.fixture
def mock() -> Iterator[MockRunPod]:
    with start(profile="instant") as running:
        yield running


def test_the_autoscaler_starts_workers_and_ends_them(mock: MockRunPod, tmp_path: Path) -> None:
    endpoint = mock.endpoint("x", workers_max=2, scaler_type="REQUEST_COUNT", scaler_value=1)
    slow = f'__import__("time").sleep(0.5) or {PID}'
    run = endpoint.run_worker(handler(tmp_path, slow), scale=True)
    assert [each for each in run.workers if each.status != "STANDBY"] == []

    ids = [post(mock, "x/run")["id"] for _ in range(4)]
    pids = {mock.wait(id).output for id in ids}
    mock.clock.advance(minutes=1)

    assert len(pids) == 2
    until(lambda: not any(alive(pid) for pid in pids))


def test_at_least_as_many_run_as_the_endpoint_keeps(mock: MockRunPod, tmp_path: Path) -> None:
    endpoint = mock.endpoint("x", workers_min=1, workers_max=2)

    run = endpoint.run_worker(handler(tmp_path), scale=True)

    until(lambda: "IDLE" in [each.status for each in run.workers])


def test_they_live_on_when_the_world_begins_anew(mock: MockRunPod, tmp_path: Path) -> None:
    run = mock.endpoint("x").run_worker(handler(tmp_path, PID))
    (before,) = run.workers
    pid = post(mock, "x/runsync")["output"]

    mock.reset()
    mock.endpoint("x")
    until(lambda: [each.status for each in run.workers] == ["IDLE"])

    (after,) = run.workers
    assert (post(mock, "x/runsync")["output"], after.id) == (pid, before.id)


def test_they_live_on_when_the_server_begins_anew(tmp_path: Path) -> None:
    first = start(profile="instant")
    port = int(first.base_url.rpartition(":")[2])
    with Client(first.base_url) as client:
        run = client.endpoint("x").run_worker(handler(tmp_path, PID))
        (before,) = run.workers
        pid = post(client, "x/runsync")["output"]

        first.stop()
        with start(profile="instant", port=port):
            client.endpoint("x")
            until(lambda: [each.status for each in run.workers] == ["IDLE"])

            assert (post(client, "x/runsync")["output"], run.workers[0].id) == (pid, before.id)
            client.close()
            assert not alive(pid)


def test_without_a_server_they_end_all_the_same(tmp_path: Path) -> None:
    server = start(profile="instant")
    with Client(server.base_url) as client:
        client.endpoint("x").run_worker(handler(tmp_path, PID), grace=1)
        pid = post(client, "x/runsync")["output"]
        server.stop()

    assert not alive(pid)
