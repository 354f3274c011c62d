"""The clock in the hand."""

from datetime import timedelta
from typing import Any

import pytest

from contract_tests.porch.test_client_jobs import submit
from mock_runpod import Client
from mock_runpod.errors import Invalid


@pytest.mark.parametrize(
    ("by", "units"),
    [
        (600, {}),
        ("10m", {}),
        (timedelta(minutes=10), {}),
        (0, {"minutes": 10}),
        (60, {"minutes": 9}),
        (0, {"hours": 0.125, "seconds": 150}),
    ],
)
def test_ten_minutes_can_be_said_in_many_ways(mock: Client, by: Any, units: Any) -> None:
    assert mock.clock.advance(by, **units) == 600
    assert mock.clock.now == 600


def test_it_can_be_read_as_a_date_and_as_a_second(mock: Client) -> None:
    mock.clock.advance(days=1)

    moment = mock.clock.look()
    assert (moment.now, moment.iso) == (86_400, mock.clock.iso)
    assert moment.iso.startswith("2026-01-02T00:00:00")
    assert "86400 s, manual" in repr(mock.clock)


def test_how_time_passes_can_be_chosen(mock: Client) -> None:
    mock.clock.mode = "auto"

    assert mock.clock.mode == "auto"
    with pytest.raises(Invalid, match="sometimes"):
        mock.clock.mode = "sometimes"


@pytest.mark.parametrize(
    ("by", "units", "complaint"),
    [
        (-1, {}, "time goes forward, and not by -1 seconds"),
        (float("nan"), {}, "nan is no span of time"),
        (0, {"minuts": 1}, "minuts=1 is no span of time; say seconds"),
        ("soon", {}, "'soon' is no span of time; write 600, 10m"),
        (None, {}, "None is no span of time"),
    ],
)
def test_what_is_no_span_of_time_is_told(mock: Client, by: Any, units: Any, complaint: str) -> None:
    with pytest.raises(Invalid, match=complaint):
        mock.clock.advance(by, **units)

    assert mock.clock.now == 0


def test_a_skip_goes_to_the_next_thing_and_at_least_so_far(mock: Client) -> None:
    mock.endpoint("sdxl", workers_min=1, cold_start=30)
    mock.clock.advance(1)
    before = mock.clock.look().next

    assert mock.clock.skip() == before
    assert mock.clock.skip(1000) >= 1000


def test_it_runs_until_something_is_true(mock: Client) -> None:
    mock.endpoint("sdxl", workers_min=1, cold_start=30)

    second = mock.clock.run_until(lambda: mock.endpoint("sdxl").health["workers"]["ready"] == 1)

    assert second == mock.clock.now == 30


def test_it_runs_until_a_job_has_ended(mock: Client) -> None:
    mock.endpoint("sdxl", execution=30)
    job = mock.job(submit(mock))

    assert mock.clock.run_until(job.done) == mock.job(job).finished_at == 30

    assert mock.clock.run_until(submit(mock)) == 60
    with pytest.raises(AssertionError, match="IN_PROGRESS"):
        mock.clock.run_until(submit(mock), within=10)


@pytest.mark.parametrize("mode", ["manual", "auto", "real", "scaled:2"])
@pytest.mark.parametrize("how", [lambda job: job, lambda job: job.done])
def test_nobody_waits_for_it_however_time_passes(mock: Client, mode: str, how: Any) -> None:
    mock.clock.mode = mode
    mock.endpoint("sdxl", cold_start=30, execution=60)

    job = mock.job(submit(mock))
    second = mock.clock.run_until(how(job))

    assert job.done()
    assert second >= 90


def test_it_waits_for_other_things_than_jobs(mock: Client) -> None:
    mock.endpoint("sdxl", workers_min=2, cold_start=30)

    assert mock.wait_for(endpoint="sdxl", workers=2, status="IDLE") == 30
    assert mock.wait_for(time=120) == 120
    with pytest.raises(Invalid, match="say the endpoint, too"):
        mock.wait_for(workers=2)
    with pytest.raises(AssertionError, match="5 s have gone by"):
        mock.wait_for(requests="POST /v2/*/run", seconds=5)


def test_it_does_not_run_for_ever(mock: Client) -> None:
    with pytest.raises(AssertionError, match="not true at second 0, and nothing more is going to"):
        mock.clock.run_until(lambda: False)

    mock.endpoint("sdxl", workers_min=1, cold_start=300)
    with pytest.raises(AssertionError, match=r"not true by second 100: it is \d+"):
        mock.clock.run_until(lambda: False, within=100)
