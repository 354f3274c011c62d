"""What users of the sync client catch over plain http, where it asks some things again.

Its retries are only mounted for `http://` (B-284): with the real service, which speaks https, none
of the sleeps below would happen.
"""

from typing import Any

import pytest

from contract_tests.clients.languages.drivers import Voice
from contract_tests.clients.languages.python.conftest import Odd
from contract_tests.clients.languages.python.outcomes import Outcome, outcome, said, text
from mock_runpod import Client as Mock

pytestmark = [
    pytest.mark.clients,
    pytest.mark.certifies("errors"),
    pytest.mark.only(manner="sync"),
]

POSTS = ("job.run", "job.run_sync", "job.cancel", "job.purge_queue")
GETS = ("job.status", "job.output", "job.stream", "job.health")
HOPELESS = (400, 402, 403, 404, 405, 409, 413, 422, 500, 502, 503, 504)
#: After the first try at once: requests at 0, 0, 2, 6, 14 and 30 s.
BACKOFF = (2, 4, 8, 16)

every_call = pytest.mark.parametrize("call", POSTS + GETS)
every_post = pytest.mark.parametrize("call", POSTS)
every_get = pytest.mark.parametrize("call", GETS)


@pytest.fixture(autouse=True)
def house(mock: Mock) -> None:
    mock.endpoint("house")


def slept(call: str, *seconds: float) -> tuple[float, ...]:
    """A stream is looked at after a second, whatever comes then."""
    return (1, *seconds) if call == "job.stream" else seconds


@every_call
@pytest.mark.rule("B-284")
def test_a_refusal_is_an_http_error_at_once(client: Voice, mock: Mock, call: str) -> None:
    told = {}
    for status in HOPELESS:
        with mock.fail("**", status=status):
            told[status] = outcome(client, mock, call)

    assert told == {code: Outcome("HTTPError", code, 1, slept(call)) for code in HOPELESS}


@every_call
@pytest.mark.rule("B-006")
def test_a_401_is_a_runtime_error(client: Voice, mock: Mock, call: str) -> None:
    with mock.fail("**", status=401, body="<html>no</html>"):
        assert outcome(client, mock, call) == Outcome("RuntimeError", None, 1, slept(call))
        assert text(client, call).startswith("RuntimeError: 401 Unauthorized | ")


@every_post
@pytest.mark.rule("B-284")
def test_no_post_is_tried_again_whatever_it_is_told(client: Voice, mock: Mock, call: str) -> None:
    told = {}
    for status in (408, 413, 429, 503):
        with mock.fail("**", status=status, retry_after=3):
            told[status] = outcome(client, mock, call)

    assert told == {code: Outcome("HTTPError", code, 1) for code in told}


@every_get
@pytest.mark.rule("B-284")
@pytest.mark.parametrize("status", [408, 429])
def test_a_get_is_tried_six_times(client: Voice, mock: Mock, call: str, status: int) -> None:
    with mock.fail("**", status=status):
        told = outcome(client, mock, call)

    assert told == Outcome("RetryError", None, 6, slept(call, *BACKOFF))


@every_get
@pytest.mark.parametrize("status", [408, 429])
def test_a_get_waits_as_long_as_it_is_told_to(
    client: Voice, mock: Mock, call: str, status: int
) -> None:
    with mock.fail("**", status=status, retry_after=3):
        told = outcome(client, mock, call)

    assert told == Outcome("RetryError", None, 6, slept(call, 3, 3, 3, 3, 3))


@every_get
@pytest.mark.parametrize("status", [413, 503])
def test_a_get_is_tried_again_when_it_is_told_when(
    client: Voice, mock: Mock, call: str, status: int
) -> None:
    with mock.fail("**", status=status, retry_after=3):
        told = outcome(client, mock, call)

    assert told == Outcome("HTTPError", status, 6, slept(call, 3, 3, 3, 3, 3))


@every_get
def test_a_500_is_not_tried_again_even_then(client: Voice, mock: Mock, call: str) -> None:
    with mock.fail("**", status=500, retry_after=3):
        assert outcome(client, mock, call) == Outcome("HTTPError", 500, 1, slept(call))


@pytest.mark.parametrize(
    ("status", "says", "sleeps"),
    [
        (408, {}, (2,)),
        (429, {}, (2,)),
        (429, {"retry_after": 5}, (5, 5)),
        (413, {"retry_after": 5}, (5, 5)),
        (503, {"retry_after": 5}, (5, 5)),
    ],
)
def test_a_success_in_between_is_returned(
    client: Voice, mock: Mock, status: int, says: dict[str, Any], sleeps: tuple[float, ...]
) -> None:
    mock.fail("**", status=status, count=2, **says)

    assert outcome(client, mock, "job.health") == Outcome("", None, 3, sleeps)


@pytest.mark.parametrize("fault", ["reset", "empty"])
def test_a_broken_connection_is_tried_again_unless_it_was_a_post(
    client: Voice, mock: Mock, fault: str
) -> None:
    broken = mock.faults.add(fault, on="**")

    posted = outcome(client, mock, "job.run")
    once = broken.now().struck
    asked = outcome(client, mock, "job.health")

    assert (posted.kind, posted.slept, once) == ("ConnectionError", (), 1)
    assert (asked.kind, asked.slept, broken.now().struck - once) == ("ConnectionError", BACKOFF, 6)


@pytest.mark.parametrize(
    ("call", "kind", "tries"),
    [
        ("job.run_sync", "ReadTimeout", 1),
        ("job.cancel", "ReadTimeout", 1),
        ("job.purge_queue", "ReadTimeout", 1),
        ("job.health", "ConnectionError", 6),
    ],
)
def test_no_answer_in_time(client: Voice, mock: Mock, call: str, kind: str, tries: int) -> None:
    """A GET asks again and forgets that it was a timeout; a POST does not. What `run_sync` raises
    is no TimeoutError. The others wait 10 s and cannot be told to wait less.
    """
    hangs = mock.faults.add("hang", on="**")

    told = outcome(client, mock, call, timeout=0.2)

    assert (told.kind, told.slept) == (kind, BACKOFF if tries > 1 else ())
    assert hangs.now().struck == tries


@every_call
def test_where_nobody_listens_all_is_tried_again(client: Voice, mock: Mock, call: str) -> None:
    told = outcome(client, mock, call, origin=NOWHERE)

    assert told == Outcome("ConnectionError", None, 0, slept(call, *BACKOFF))


#: The port of `tcpmux`, which no machine of today serves.
NOWHERE = "http://127.0.0.1:1"


@every_call
@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (200, "text/plain", b"well done"),
        (200, "text/html", b"<html>well done</html>"),
        (200, "application/json", b""),
        (201, "application/json", b"{"),
        (204, "text/plain", b""),
    ],
)
def test_a_success_that_is_no_json(
    client: Voice, odd: Odd, call: str, status: int, kind: str, body: bytes
) -> None:
    odd.writes(body, status=status, kind=kind)

    assert text(client, call, origin=odd.origin).startswith("JSONDecodeError: ")
    assert len(odd.asked) == 1


@pytest.mark.parametrize(
    ("call", "key"),
    [
        ("job.run", "id"),
        ("job.run_sync", "status"),
        ("job.status", "status"),
        ("job.output", "status"),
        ("job.stream", "status"),
    ],
)
@pytest.mark.rule("B-284")
def test_a_success_without_the_key_it_reads(client: Voice, odd: Odd, call: str, key: str) -> None:
    odd.says({"detail": "well done"})

    assert text(client, call, origin=odd.origin) == f"KeyError: '{key}'"


def test_what_is_only_passed_on_may_have_any_keys(client: Voice, odd: Odd) -> None:
    odd.says({"detail": "well done"}, status=201)

    for call in ("job.cancel", "job.purge_queue", "job.health"):
        assert said(client, call, origin=odd.origin) == {"detail": "well done"}


def test_a_201_is_as_good_as_a_200(client: Voice, odd: Odd) -> None:
    odd.says({"id": "j1", "status": "COMPLETED", "output": 1}, status=201)

    assert said(client, "job.run", origin=odd.origin) == {"id": "j1"}
    assert said(client, "job.run_sync", origin=odd.origin) == {"output": 1}
