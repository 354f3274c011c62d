"""How jobs end, as the sync and the asyncio client see it, and what each look at one costs."""

import pytest

from contract_tests.clients.languages.drivers import Raised, Voice
from contract_tests.clients.languages.python.conftest import Odd
from contract_tests.clients.languages.python.outcomes import (
    OUTPUT,
    Outcome,
    ended,
    outcome,
    said,
    text,
)
from mock_runpod import Client as Mock

pytestmark = [pytest.mark.clients, pytest.mark.certifies("traps")]
sync = pytest.mark.only(manner="sync")
asyncio = pytest.mark.only(manner="asyncio")
both = pytest.mark.only(manner={"sync", "asyncio"})

WITHOUT_OUTPUT = ("FAILED", "TIMED_OUT", "CANCELLED")
every_end = pytest.mark.parametrize("status", ["COMPLETED", *WITHOUT_OUTPUT])
every_sad_end = pytest.mark.parametrize("status", WITHOUT_OUTPUT)
AT_ONCE = Outcome(requests=0)
#: Seconds that the asyncio client needs to be told before it asks at all. None of these jobs takes
#: so long.
PATIENT = {"timeout": 5}


def held(client: Voice, mock: Mock) -> str:
    """A job that somebody works on for as long as the test goes on."""
    mock.endpoint("house").hold()
    id: str = client("job.run", endpoint="house", input={"a": 1})["id"]
    mock.wait(id, "IN_PROGRESS")
    mock.clock.mode = "manual"
    return id


@both
@every_end
def test_a_status_that_is_an_end_is_remembered(client: Voice, mock: Mock, status: str) -> None:
    job = ended(client, mock, status)

    assert said(client, "job.status", job=job) == {"id": job, "status": status}
    assert outcome(client, mock, "job.status", job=job) == AT_ONCE


@both
def test_a_status_that_is_no_end_is_asked_for_again(client: Voice, mock: Mock) -> None:
    job = held(client, mock)

    assert said(client, "job.status", job=job)["status"] == "IN_PROGRESS"
    assert outcome(client, mock, "job.status", job=job) == Outcome()


@sync
def test_an_output_is_asked_for_once_and_is_none_before_the_end(client: Voice, mock: Mock) -> None:
    job = held(client, mock)

    assert outcome(client, mock, "job.output", job=job) == Outcome()
    assert said(client, "job.output", job=job) == {"output": None}


@sync
def test_an_output_is_waited_for_in_turns_of_a_second(client: Voice, mock: Mock) -> None:
    job = held(client, mock)

    told = outcome(client, mock, "job.output", job=job, timeout=3)

    assert told == Outcome("TimeoutError", None, 3, (1, 1, 1))
    assert text(client, "job.output", job=job, timeout=1) == "TimeoutError: Job timed out."


@sync
def test_an_output_is_remembered(client: Voice, mock: Mock) -> None:
    job = ended(client, mock, "COMPLETED")

    assert outcome(client, mock, "job.output", job=job, timeout=9) == Outcome()
    assert said(client, "job.output", job=job, timeout=9) == {"output": OUTPUT}
    assert outcome(client, mock, "job.output", job=job, timeout=9) == AT_ONCE


@sync
@every_sad_end
def test_what_has_no_output_is_asked_for_it_each_time(
    client: Voice, mock: Mock, status: str
) -> None:
    """Nothing is raised, and the text of the error is never read."""
    job = ended(client, mock, status)

    assert outcome(client, mock, "job.output", job=job, timeout=9) == Outcome(requests=2)
    assert outcome(client, mock, "job.output", job=job, timeout=9) == Outcome(requests=1)
    assert said(client, "job.output", job=job) == {"output": None}


@sync
@pytest.mark.parametrize("status", ["FAILED", "TIMED_OUT"])
def test_who_waits_for_what_fails_gets_none(client: Voice, mock: Mock, status: str) -> None:
    mock.configure(timed_out_status="exec", execution_timeout_ms=5000)
    house = mock.endpoint("house")
    if status == "FAILED":
        house.fails("CUDA out of memory")
    else:
        house.hold()

    assert said(client, "job.run_sync") == {"output": None}
    assert mock.jobs()[0].status == status
    assert mock.requests().count == 1


@sync
def test_who_waits_longer_than_the_server_does_goes_on_asking(client: Voice, odd: Odd) -> None:
    odd.says(
        {"id": "j1", "status": "IN_QUEUE"},
        {"id": "j1", "status": "SOMETHING_NEW"},
        {"id": "j1", "status": "IN_PROGRESS"},
        {"id": "j1", "status": "COMPLETED", "output": 7},
    )

    assert said(client, "job.run_sync", origin=odd.origin, timeout=60) == {"output": 7}
    assert odd.asked == ["POST /v2/house/runsync", *["GET /v2/house/status/j1"] * 3]
    assert client("slept") == [1, 1]


@sync
@pytest.mark.rule("B-285")
def test_who_waits_for_what_is_cancelled_asks_for_its_status(client: Voice, odd: Odd) -> None:
    odd.says({"id": "j1", "status": "CANCELLED"})

    assert said(client, "job.run_sync", origin=odd.origin, timeout=60) == {"output": None}
    assert odd.asked == ["POST /v2/house/runsync", *["GET /v2/house/status/j1"] * 2]


@sync
def test_who_waits_too_long_has_a_timeout(client: Voice, odd: Odd) -> None:
    odd.says({"id": "j1", "status": "IN_PROGRESS"})

    told = text(client, "job.run_sync", origin=odd.origin, timeout=2)

    assert told == "TimeoutError: Job timed out."
    assert client("slept") == [1, 1]


@asyncio
@every_end
def test_an_asyncio_output_without_a_timeout_is_one(client: Voice, mock: Mock, status: str) -> None:
    """Nothing is sent, and it does not help that the client knows how the job has ended."""
    job = ended(client, mock, status)

    assert outcome(client, mock, "job.output", job=job) == Outcome("TimeoutError", None, 0)
    assert text(client, "job.output", job=job) == "TimeoutError: Job timed out."
    said(client, "job.status", job=job)
    told = outcome(client, mock, "job.output", job=job)
    assert told == (AT_ONCE if status == "COMPLETED" else Outcome("TimeoutError", None, 0))


@asyncio
@every_end
@pytest.mark.parametrize("timeout", [5, None])
def test_an_asyncio_output_costs_a_look_more(
    client: Voice, mock: Mock, status: str, timeout: float | None
) -> None:
    job = ended(client, mock, status)

    assert outcome(client, mock, "job.output", job=job, timeout=timeout) == Outcome(requests=2)
    output = OUTPUT if status == "COMPLETED" else None
    assert said(client, "job.output", job=job, timeout=timeout) == {"output": output}


@both
def test_a_job_that_is_waited_for(client: Voice, odd: Odd) -> None:
    """What the sync client finds out with two looks, the other does with three."""
    odd.says({"status": "IN_PROGRESS"}, {"status": "COMPLETED", "output": 7})

    assert said(client, "job.output", origin=odd.origin, **PATIENT) == {"output": 7}
    assert len(odd.asked) == (2 if client.client.manner == "sync" else 3)
    assert client("slept") == [1]


@asyncio
def test_an_asyncio_output_is_waited_for_in_seconds(client: Voice, mock: Mock) -> None:
    job = held(client, mock)

    with pytest.raises(Raised, match=r"TimeoutError: Job timed out\."):
        client("job.output", endpoint="house", job=job, timeout=0.2)  # its sleep is cut short
