"""Whatever is sent to the addresses of workers: who is refused has changed nothing."""

from collections.abc import Iterator
from string import punctuation
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.fuzz.junk import bodies, headers, queries, segments
from contract_tests.properties.effort import effort
from contract_tests.properties.truth import dump, faults
from contract_tests.properties.wire import KEY, Header, Wire
from mock_runpod.surfaces.gateway import dialect
from mock_runpod.surfaces.gateway.addresses import OPERATIONS

MINE: list[Header] = [(b"host", b"127.0.0.1:8642"), (b"authorization", KEY.encode())]
METHODS = ["GET", "GET", "POST", "POST", "PUT", "HEAD", "OPTIONS", "get"]
SAID = [
    *("job_in_progress=0", "job_in_progress=1", "batch_size=2", "batch_size=%00", "batch_size="),
    *("job_id=a,b,,c", "status=unhealthy&check=&reason=%ff", "token=wire.0", "token=%ED%A0%80", ""),
]
NAMES = st.sampled_from(["w1", "w2", "$ID", "%24RUNPOD_POD_ID", "{job}"]) | segments()


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    """Questions are held for a moment only, and so are refusals: who fuzzes has no time to lose."""
    holds = {"long_poll_s": 0.05, "busy_poll_s": 0.05}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dialect, "TARPIT_S", 0.0)
        with Wire(clock="manual", profile="typical", data="demo", **holds) as wire:
            yield wire


@st.composite
def targets(draw: st.DrawFn) -> str:
    """Addresses in every spelling, right ones and others."""
    endpoint = draw(st.sampled_from(["demo", "demo", "demo", "stream-demo"]) | segments())
    path = [endpoint, draw(st.sampled_from(sorted(OPERATIONS))), *draw(st.lists(NAMES, max_size=3))]
    glue = draw(st.sampled_from(["?", "&", "?&", "&&", "?gpu=A&"]))
    return f"/v2/{'/'.join(path)}{glue}{draw(st.sampled_from(SAID) | queries())}"


def at_work(wire: Wire) -> str:
    """A real worker has a job, and another job waits; the id of the first."""
    wire("POST", "/__mock/reset")
    wire("GET", "/v2/demo/job-take/w1?job_in_progress=0")
    job: str = wire("POST", "/v2/demo/run", {"input": 1}).json["id"]
    wire("POST", "/v2/demo/run", {"input": 2})
    wire("GET", "/v2/demo/job-take/w1?job_in_progress=0")
    return job


@effort(1)
@given(target=targets(), method=st.sampled_from(METHODS), more=headers(), body=bodies())
def test_who_is_refused_leaves_no_trace_and_nobody_breaks_a_rule(
    wire: Wire, target: str, method: str, more: list[Header], body: bytes
) -> None:
    sent = quote(target.replace("{job}", at_work(wire)), safe=punctuation).encode()
    before = dump(wire.world)

    answer = wire.send(method, sent, [*MINE, *more], body)

    assert wire.app.accidents == 0
    assert answer.status in {200, 204, 400, 401, 403, 404, 405, 409}, answer
    assert not (found := faults(wire.world)), found
    assert answer.status < 400 or dump(wire.world) == before
