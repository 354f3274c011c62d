"""What users of the asyncio client catch: it never looks at the HTTP status, nor asks again."""

import pytest

from contract_tests.clients.languages.drivers import Voice
from contract_tests.clients.languages.python.conftest import Odd
from contract_tests.clients.languages.python.outcomes import Outcome, outcome, said, text
from mock_runpod import Client as Mock

pytestmark = [
    pytest.mark.clients,
    pytest.mark.certifies("errors"),
    pytest.mark.only(manner="asyncio"),
]

STATUSES = (
    *(400, 401, 402, 403, 404, 405, 408, 409, 413, 422, 429),
    *(500, 502, 503, 504),
)
#: Each call that reads a key, which an error has not.
READS = {"job.run": "id", "job.status": "status", "job.output": "status", "job.stream": "status"}
PASSES_ON = ("job.cancel", "job.health", "job.purge_queue")
#: Older versions have these two, and cannot ask them.
newer = pytest.mark.only(version={"1.12.0", "2.0.0rc2"})
#: Without one, `output` raises before it asks.
PATIENT = {"job.output": {"timeout": 5}}

every_reader = pytest.mark.parametrize("call", READS)


@pytest.fixture(autouse=True)
def house(mock: Mock) -> None:
    mock.endpoint("house")


def slept(call: str) -> tuple[float, ...]:
    return (1,) if call == "job.stream" else ()


@every_reader
@pytest.mark.parametrize("retry_after", [None, 3])
def test_an_error_lacks_the_key_that_is_read(
    client: Voice, mock: Mock, call: str, retry_after: int | None
) -> None:
    told = {}
    for status in STATUSES:
        with mock.fail("**", status=status, retry_after=retry_after, body={"error": "no"}):
            told[status] = outcome(client, mock, call, **PATIENT.get(call, {}))
            assert text(client, call, **PATIENT.get(call, {})) == f"KeyError: '{READS[call]}'"

    assert told == {code: Outcome("KeyError", None, 1, slept(call)) for code in STATUSES}


@pytest.mark.rule("B-006")
def test_the_services_own_errors_lack_only_an_id(client: Voice, mock: Mock) -> None:
    for status in STATUSES:
        with mock.fail("**", status=status):
            assert outcome(client, mock, "job.run") == Outcome("KeyError")


@pytest.mark.certifies("traps")
@pytest.mark.rule("B-006")
def test_the_services_own_errors_have_a_status_that_is_none_of_a_job(
    client: Voice, mock: Mock
) -> None:
    """A problem document says its HTTP status under the name that a job says its own: it is no
    KeyError then, and whoever waits for a job that has ended waits for good.
    """
    for status in STATUSES:
        with mock.fail("**", status=status):
            assert said(client, "job.status") == {"id": "gone", "status": status}
            assert outcome(client, mock, "job.output", **PATIENT["job.output"], patience=3) == (
                Outcome("OutOfPatience", None, 4, (1, 1, 1))
            )
            assert outcome(client, mock, "job.stream", patience=3) == (
                Outcome("OutOfPatience", None, 3, (1, 1, 1))
            )


def test_an_error_is_returned_by_what_reads_no_key(client: Voice, mock: Mock) -> None:
    for status in STATUSES:
        with mock.fail("**", status=status):
            assert said(client, "job.cancel")["status"] == status


@newer
@pytest.mark.parametrize("call", ["job.health", "job.purge_queue"])
def test_an_error_is_told_as_if_it_was_health(client: Voice, mock: Mock, call: str) -> None:
    for status in STATUSES:
        with mock.fail("**", status=status):
            assert said(client, call)["status"] == status


@every_reader
@pytest.mark.parametrize("body", ["too many", "<html>bad gateway</html>"])
def test_an_error_that_is_no_json_shows_its_status(
    client: Voice, mock: Mock, call: str, body: str
) -> None:
    told = {}
    for status in STATUSES:
        with mock.fail("**", status=status, body=body):
            told[status] = outcome(client, mock, call, **PATIENT.get(call, {}))

    assert told == {code: Outcome("ContentTypeError", code, 1, slept(call)) for code in STATUSES}


@newer
@pytest.mark.parametrize("call", PASSES_ON)
def test_what_is_passed_on_must_be_json_all_the_same(client: Voice, mock: Mock, call: str) -> None:
    with mock.fail("**", status=502, body="<html>bad gateway</html>"):
        assert outcome(client, mock, call) == Outcome("ContentTypeError", 502)


@every_reader
def test_a_success_that_is_no_json(client: Voice, odd: Odd, call: str) -> None:
    odd.writes(b"well done", kind="text/plain")

    assert text(client, call, origin=odd.origin, **PATIENT.get(call, {})).startswith(
        "ContentTypeError: 200, message="
    )


@every_reader
def test_an_empty_body_that_is_called_json_is_none(client: Voice, odd: Odd, call: str) -> None:
    odd.says(b"")

    told = text(client, call, origin=odd.origin, **PATIENT.get(call, {}))

    assert told == "TypeError: 'NoneType' object is not subscriptable"


@newer
@pytest.mark.parametrize("call", PASSES_ON)
def test_an_empty_body_is_passed_on_as_none(client: Voice, odd: Odd, call: str) -> None:
    odd.says(b"")

    assert said(client, call, origin=odd.origin) is None


@every_reader
def test_a_problem_document_is_json(client: Voice, odd: Odd, call: str) -> None:
    odd.writes(b'{"title": "no"}', kind="application/problem+json", status=500)

    told = text(client, call, origin=odd.origin, **PATIENT.get(call, {}))

    assert told == f"KeyError: '{READS[call]}'"


@every_reader
def test_a_session_may_insist_on_success(client: Voice, mock: Mock, call: str) -> None:
    strict = {"session": {"raise_for_status": True}, **PATIENT.get(call, {})}
    told = {}
    for status in STATUSES:
        with mock.fail("**", status=status):
            told[status] = outcome(client, mock, call, **strict)

    assert told == {c: Outcome("ClientResponseError", c, 1, slept(call)) for c in STATUSES}


@every_reader
def test_where_nobody_listens_it_is_told_at_once(client: Voice, mock: Mock, call: str) -> None:
    told = outcome(client, mock, call, origin="http://127.0.0.1:1", **PATIENT.get(call, {}))

    assert told == Outcome("ClientConnectorError", None, 0, slept(call))


@every_reader
@pytest.mark.parametrize(
    ("fault", "kind"), [("empty", "ServerDisconnectedError"), ("reset", "ClientOSError")]
)
def test_a_broken_connection_is_told_at_once(
    client: Voice, mock: Mock, call: str, fault: str, kind: str
) -> None:
    """Or nearly so: `aiohttp` by itself asks a second time, unless it posts."""
    broken = mock.faults.add(fault, on="**")

    told = outcome(client, mock, call, **PATIENT.get(call, {}))

    assert (told.kind, told.slept) == (kind, slept(call))
    assert broken.now().struck == (1 if call == "job.run" else 2)


@every_reader
def test_only_the_session_says_how_long_to_wait(client: Voice, mock: Mock, call: str) -> None:
    mock.faults.add("hang", on="**")

    told = text(client, call, session={"seconds": 0.2}, **PATIENT.get(call, {}))

    wrapped = call == "job.output"  # which takes it for its own patience that is over
    assert told == ("TimeoutError: Job timed out." if wrapped else "TimeoutError: ")


@pytest.mark.certifies("traps")
@pytest.mark.only(version="1.7.13")
@pytest.mark.parametrize("call", ["job.health", "job.purge_queue"])
def test_an_older_version_asks_an_address_without_a_host(
    client: Voice, mock: Mock, call: str
) -> None:
    assert outcome(client, mock, call) == Outcome("InvalidUrlClientError", None, 0)
