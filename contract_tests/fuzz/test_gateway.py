"""Whatever workers send: no accident, and what they are believed to have said can be shown."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.fuzz.junk import BROKEN, bodies, segments
from contract_tests.fuzz.test_requests import MINE, can_be_shown
from contract_tests.properties.effort import effort
from contract_tests.properties.wire import Answer, Wire

TELLS, ASKS = ("job-done", "job-stream"), ("job-take", "job-take-batch", "job-stop", "ping")


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    options = {"long_poll_s": 0.05, "busy_poll_s": 0.05, "profile": "typical", "data": "demo"}
    with Wire(clock="manual", **options) as wire:
        yield wire


def sayings() -> st.SearchStrategy[str]:
    """Queries of workers."""
    names = ["gpu", "token", "batch_size", "job_in_progress", "job_id", "isStream", "status"]
    said = ["", "0", "1", "-1", "²", "9" * 5_000, "true", "unhealthy", "%00", "%ff", "wire.", "$ID"]
    pair = st.builds("{}={}".format, st.sampled_from([*names, "check", "reason"]), st.text())
    ours = st.builds("{}={}".format, st.sampled_from(names), st.sampled_from(said))
    return st.lists(ours | pair, max_size=4).map(lambda pairs: _ascii("&".join(pairs)))


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode().replace("#", "")


def held(wire: Wire) -> str:
    """A job in the hands of a worker."""
    wire("POST", "/__mock/reset")
    wire("PUT", "/__mock/endpoints/demo", {"workers": "real"})
    id: str = wire("POST", "/v2/demo/run", {"input": 1}).json["id"]
    assert wire("GET", "/v2/demo/job-take/w1?job_in_progress=0").json["id"] == id
    return id


def ended(wire: Wire, id: str) -> None:
    """It is over, whoever has ended it; and what was told of it can be seen."""
    wire("POST", f"/v2/demo/cancel/{id}")
    can_be_shown(wire)


def proper(wire: Wire, answer: Answer) -> None:
    assert wire.app.accidents == 0
    assert answer.status in {200, 204, 400, 404, 405, 409}


@pytest.mark.parametrize("tells", TELLS)
@pytest.mark.parametrize("body", BROKEN, ids=lambda body: repr(body[:20]))
def test_whatever_a_worker_tells_of_its_job_can_be_shown(
    wire: Wire, tells: str, body: bytes
) -> None:
    id = held(wire)
    for form in (b'{"output": %b}', b'{"error": %b}', b"%b"):
        proper(wire, wire.send("POST", f"/v2/demo/{tells}/w1/{id}".encode(), MINE, form % body))

    ended(wire, id)


@effort(2)
@given(
    tells=st.sampled_from(TELLS),
    worker=st.just("w1") | segments(),
    job=st.just("") | segments(),
    glued=st.sampled_from(["?", "&", "?&", ""]),
    query=sayings(),
    body=bodies(),
)
def test_any_result_under_any_address_gets_an_answer(
    wire: Wire, tells: str, worker: str, job: str, glued: str, query: str, body: bytes
) -> None:
    id = held(wire)
    target = f"/v2/demo/{tells}/{worker}/{job or id}{glued}{query}"

    answer = wire.send("POST", target.encode("ascii"), MINE, body)

    proper(wire, answer)
    ended(wire, id)


@effort(0.2)
@given(
    asks=st.sampled_from(ASKS),
    worker=st.sampled_from(["w1", "w2"]) | segments(),
    glued=st.sampled_from(["?", "&", "?&"]),
    query=sayings(),
)
def test_any_question_gets_an_answer(
    wire: Wire, asks: str, worker: str, glued: str, query: str
) -> None:
    id = held(wire)

    answer = wire.send("GET", f"/v2/demo/{asks}/{worker}{glued}{query}".encode("ascii"), MINE)

    proper(wire, answer)
    ended(wire, id)
