"""Whatever is sent, wherever: no accident, and a refusal in the words of the dialect."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.fuzz.junk import BROKEN, bodies, headers, queries, segments
from contract_tests.properties.effort import effort
from contract_tests.properties.refusals import ROOMS, filled
from contract_tests.properties.voices import JSON, in_voice
from contract_tests.properties.wire import KEY, Answer, Header, Wire
from mock_runpod.engine.ids import RESERVED

MINE: list[Header] = [
    (b"host", b"127.0.0.1:8642"),
    (b"authorization", f"Bearer {KEY}".encode()),
]
ROUTES = [
    (dialect.name, route.method, prefix + route.path)
    for dialect, prefix in ROOMS
    for route in dialect.routes
]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW", "get"]
KNOWN = {
    **{"endpointid": "demo", "templateid": "demotmpl01", "jobid": "no-such-job", "name": "x"},
    "workerid": "no-such-worker",
}
PAGE, STREAM = b"text/html", b"text/event-stream"


def proper(wire: Wire, dialect: str | None, answer: Answer) -> None:
    """One of the answers there are; without a dialect, the one that answered is not known."""
    assert wire.app.accidents == 0
    refused_by_graphql = answer.status == 500 and b"graphql: " in answer.body  # B-022
    assert refused_by_graphql or answer.status in {200, 201, 204, 400, 401, 403, 404, 405, 409}
    if answer.status < 300:
        if answer.body:
            assert answer.media_type.partition(b";")[0] in (JSON, PAGE, STREAM)
    elif dialect is not None:
        assert in_voice(dialect, answer), answer
    elif answer.body:
        assert answer.media_type == JSON
        assert isinstance(answer.json, dict)


def started_anew(wire: Wire) -> None:
    """Demo endpoints, of which one is at work."""
    wire("POST", "/__mock/reset")
    wire("POST", "/v2/demo/run", {"input": {"mock_delay": 500}})


def can_be_shown(wire: Wire) -> None:
    """What was let in can be got out again, however deep or odd."""
    for target in ("/__mock/state", "/__mock/events", "/v1/endpoints", "/v2/stream-demo/requests"):
        assert wire("GET", target).status in (200, 404), target
    for job in wire("GET", "/__mock/state").json.get("jobs", []):
        for seen in ("status", "stream"):
            answer = wire("GET", f"/v2/{job['asked']['endpoint_id']}/{seen}/{job['id']}")
            assert answer.status == 200


@pytest.mark.parametrize(("dialect", "method", "path"), ROUTES)
def test_every_address_refuses_every_broken_body(
    wire: Wire, dialect: str, method: str, path: str
) -> None:
    """Or does not read it: then it answers as ever."""
    started_anew(wire)
    told = Counter[int]()

    for body in BROKEN:
        answer = wire.send(method, filled(path, KNOWN).encode(), MINE, body)

        proper(wire, dialect, answer)
        told[answer.status] += 1

    assert sum(told.values()) == len(BROKEN)
    can_be_shown(wire)


@effort(3)
@given(
    route=st.sampled_from(ROUTES),
    ids=st.fixed_dictionaries({name: st.just(id) | segments() for name, id in KNOWN.items()}),
    query=queries(),
    body=bodies(),
)
def test_an_address_survives_any_body_id_and_query(
    wire: Wire, route: tuple[str, str, str], ids: dict[str, str], query: str, body: bytes
) -> None:
    dialect, method, path = route
    started_anew(wire)

    answer = wire.send(method, f"{filled(path, ids)}?{query}".encode(), MINE, body)

    odd = any("/" in id or id in RESERVED or not id for id in ids.values())  # B-003
    proper(wire, None if odd else dialect, answer)


@effort(2)
@given(
    method=st.sampled_from(METHODS),
    path=st.lists(st.sampled_from(["v1", "v2", "__mock", "endpoints"]) | segments(), max_size=5),
    query=queries(),
    more=headers(),
    body=bodies(),
)
def test_any_path_and_header_gets_an_answer(
    wire: Wire, method: str, path: list[str], query: str, more: list[Header], body: bytes
) -> None:
    target = f"/{'/'.join(path)}?{query}".encode()

    answer = wire.send(method, target, [*more, *MINE], body)

    proper(wire, None, answer)


@effort(0.5)
@given(
    requests=st.lists(
        st.tuples(st.sampled_from(ROUTES), bodies(), queries()), min_size=2, max_size=12
    )
)
def test_a_mock_that_was_sent_junk_still_works(
    wire: Wire, requests: list[tuple[tuple[str, str, str], bytes, str]]
) -> None:
    started_anew(wire)

    for (dialect, method, path), body, query in requests:
        answer = wire.send(method, f"{filled(path, KNOWN)}?{query}".encode(), MINE, body)
        proper(wire, dialect, answer)

    can_be_shown(wire)
    wire("POST", "/__mock/reset")
    done = wire("POST", "/v2/demo/runsync", {"input": {"mock_return": "still here"}})
    assert done.json["output"] == "still here"


@pytest.mark.parametrize("target", [b"*", b"", b"example.com:443", b"//", b"///v1//endpoints"])
@pytest.mark.parametrize("method", ["OPTIONS", "CONNECT", "GET"])
def test_a_request_line_without_a_path_gets_an_answer(
    wire: Wire, method: str, target: bytes
) -> None:
    answer = wire.send(method, target, MINE)

    proper(wire, None, answer)
