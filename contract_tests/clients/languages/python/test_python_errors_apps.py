"""What users of the new job client of 2.0.0rc2 catch, and what it tries again before that."""

import pytest

from contract_tests.clients.languages.drivers import Voice
from contract_tests.clients.languages.python.conftest import Odd
from contract_tests.clients.languages.python.outcomes import Outcome, outcome, text
from mock_runpod import Client as Mock

pytestmark = [
    pytest.mark.clients,
    pytest.mark.certifies("errors"),
    pytest.mark.only(manner="apps"),
]

STARTS = ("job.run", "job.run_sync")
POSTS = (*STARTS, "job.cancel", "job.retry")
GETS = ("job.status", "job.output", "job.stream")
HOPELESS = (400, 401, 402, 403, 405, 408, 409, 413, 422)
PASSING = (429, 500, 502, 503, 504, 520, 522, 524)
#: Between seven tries: 31.5 s in all.
BACKOFF = (0.5, 1, 2, 4, 8, 16)

every_call = pytest.mark.parametrize("call", POSTS + GETS)
every_post = pytest.mark.parametrize("call", POSTS)
every_get = pytest.mark.parametrize("call", GETS)


@pytest.fixture(autouse=True)
def house(mock: Mock) -> None:
    mock.endpoint("house")


def slept(call: str, *seconds: float) -> tuple[float, ...]:
    """A result is first asked for after half a second."""
    return (0.5, *seconds) if call == "job.output" else seconds


@every_call
def test_a_refusal_is_told_at_once(client: Voice, mock: Mock, call: str) -> None:
    told = {}
    for status in HOPELESS:
        with mock.fail("**", status=status):
            told[status] = outcome(client, mock, call)

    assert told == {c: Outcome("ClientResponseError", c, 1, slept(call)) for c in HOPELESS}


@every_post
def test_no_post_is_tried_again(client: Voice, mock: Mock, call: str) -> None:
    told = {}
    for status in PASSING:
        with mock.fail("**", status=status, retry_after=3):
            told[status] = outcome(client, mock, call)

    assert told == {code: Outcome("ClientResponseError", code) for code in PASSING}


@every_get
def test_a_get_is_tried_seven_times(client: Voice, mock: Mock, call: str) -> None:
    """Whatever it is told about when to come back."""
    told = {}
    for status in PASSING:
        with mock.fail("**", status=status, retry_after=3):
            told[status] = outcome(client, mock, call)

    waits = slept(call, *BACKOFF)
    assert told == {code: Outcome("ClientResponseError", code, 7, waits) for code in PASSING}


@pytest.mark.parametrize("call", [*GETS, "job.cancel", "job.retry"])
def test_a_job_that_is_not_there_may_still_come(client: Voice, mock: Mock, call: str) -> None:
    told = outcome(client, mock, call)

    assert told == Outcome("EndpointNotFound", None, 7, slept(call, *BACKOFF))


@pytest.mark.rule("B-271")
def test_a_job_that_comes_late_is_found(client: Voice, mock: Mock) -> None:
    job = client("job.run", endpoint="house", input={"a": 1})["id"]
    mock.fail("GET /v2/*/status/*", status=404, count=3)

    assert outcome(client, mock, "job.status", job=job) == Outcome("", None, 4, (0.5, 1, 2))


@pytest.mark.parametrize("call", STARTS)
def test_an_endpoint_that_is_not_there_is_told_at_once(
    client: Voice, mock: Mock, call: str
) -> None:
    assert outcome(client, mock, call, endpoint="hut") == Outcome("EndpointNotFound")


@every_post
@pytest.mark.parametrize(
    ("fault", "kind"), [("empty", "ServerDisconnectedError"), ("reset", "ClientOSError")]
)
def test_a_post_over_a_broken_connection_is_told_at_once(
    client: Voice, mock: Mock, call: str, fault: str, kind: str
) -> None:
    broken = mock.faults.add(fault, on="**")

    told = outcome(client, mock, call)

    assert (told.kind, told.slept, broken.now().struck) == (kind, (), 1)


@every_get
@pytest.mark.parametrize(
    ("fault", "kind"), [("empty", "ServerDisconnectedError"), ("reset", "ClientOSError")]
)
def test_a_get_over_a_broken_connection_is_tried_again(
    client: Voice, mock: Mock, call: str, fault: str, kind: str
) -> None:
    """Each try is two requests: `aiohttp` by itself asks a second time when it was not answered."""
    broken = mock.faults.add(fault, on="**")

    told = outcome(client, mock, call)

    assert (told.kind, told.slept) == (kind, slept(call, *BACKOFF))
    assert broken.now().struck == 7 * 2


@every_call
def test_where_nobody_listens(client: Voice, mock: Mock, call: str) -> None:
    told = outcome(client, mock, call, origin="http://127.0.0.1:1")

    again = BACKOFF if call in GETS else ()
    assert told == Outcome("ClientConnectorError", None, 0, slept(call, *again))


def test_no_answer_in_time_is_a_timeout(client: Voice, mock: Mock) -> None:
    hangs = mock.faults.add("hang", on="**")

    assert outcome(client, mock, "job.run_sync", timeout=0.2).kind == "TimeoutError"
    assert hangs.now().struck == 1


def test_an_answer_that_is_no_json(client: Voice, odd: Odd) -> None:
    odd.writes(b"<html>well done</html>", kind="text/html")

    for call in POSTS + GETS:
        assert text(client, call, origin=odd.origin).startswith("ContentTypeError: 200, message=")


def test_a_job_that_goes_on_must_have_an_id(client: Voice, odd: Odd) -> None:
    odd.says({"status": "IN_QUEUE"})

    assert text(client, "job.run_sync", origin=odd.origin) == (
        "RemoteExecutionError: non-terminal job response is missing a job id (status: IN_QUEUE)"
    )


def test_a_job_that_goes_on_for_too_long(client: Voice, odd: Odd) -> None:
    odd.says({"id": "j1", "status": "IN_QUEUE"})

    assert text(client, "job.output", job="j1", timeout=0, origin=odd.origin) == (
        "TimeoutError: job j1 did not complete within 0s (last status: UNKNOWN)"
    )
    assert odd.asked == []
