"""`/__mock/events/stream`: events and requests as they happen, over a real port."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx
import pytest

import mock_runpod
from contract_tests.wire.conftest import key

STREAM = "/__mock/events/stream"


class Message(NamedTuple):
    id: str
    kind: str
    data: dict[str, Any]


@pytest.fixture
def server() -> Iterator[Any]:
    with mock_runpod.start(clock="manual", data="demo", profile="instant") as server:
        yield server
        assert server.app.accidents == 0


@pytest.fixture
def http(server: Any) -> Iterator[httpx.Client]:
    with client(server) as http:
        yield http


@contextmanager
def client(server: Any, name: str = "watched") -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.base_url, headers=key(name), timeout=20) as http:
        yield http


@contextmanager
def reading(http: httpx.Client, query: str = "", **headers: str) -> Iterator[Iterator[Message]]:
    """The messages, from where the stream has said that it begins."""
    with http.stream("GET", f"{STREAM}{query}", headers=headers) as answer:
        assert answer.headers["content-type"] == "text/event-stream"
        lines = answer.iter_lines()
        assert next(lines).startswith("id: ")
        yield messages(lines)


def messages(lines: Iterator[str]) -> Iterator[Message]:
    said: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        said[name] = value
        if not line and "data" in said:
            yield Message(said["id"], said["event"], json.loads(said["data"]))
        if not line:
            said = {}


def until_request(stream: Iterator[Message]) -> list[Message]:
    found: list[Message] = []
    for message in stream:
        found.append(message)
        if message.kind == "request":
            break
    return found


def test_a_request_comes_after_what_it_caused(http: httpx.Client, server: Any) -> None:
    with client(server) as reader, reading(reader) as stream:
        job = http.post("/v2/demo/run", json={"input": 1}).json()["id"]
        came = until_request(stream)

    assert {message.kind for message in came[:-1]} == {"event"}
    records = [message.data["record"] for message in came[:-1] if message.data["kind"] == "job"]
    assert (records[0]["id"], records[0]["status"]) == (job, "IN_QUEUE")
    assert (came[-1].data["path"], came[-1].data["answer"]["id"]) == ("/v2/demo/run", job)


def test_whoever_comes_back_misses_nothing_and_hears_nothing_twice(
    http: httpx.Client, server: Any
) -> None:
    with client(server) as reader, reading(reader) as stream:
        http.post("/v2/demo/run", json={"input": 1})
        first = next(stream)
    http.post("/v2/demo/run", json={"input": 2})
    http.get("/v2/demo/health")
    whole = all_so_far(server, last="/v2/demo/health")
    after = whole.index(first) + 1

    with client(server) as reader, reading(reader, **{"Last-Event-ID": first.id}) as stream:
        assert [next(stream) for _ in whole[after:]] == whole[after:]
    with client(server) as reader, reading(reader, f"?since={first.id}") as stream:
        assert next(stream) == whole[after]


def all_so_far(server: Any, last: str) -> list[Message]:
    found: list[Message] = []
    with client(server) as reader, reading(reader, "?since=0") as stream:
        while not found or found[-1].data.get("path") != last:
            found.append(next(stream))
    return found


def test_a_number_of_events_is_a_place_too(http: httpx.Client, server: Any) -> None:
    http.post("/v2/demo/run", json={"input": 1})
    told = http.get("/__mock/events").json()["told"]
    http.post("/v2/demo/run", json={"input": 2})

    with client(server) as reader, reading(reader, f"?since={told}") as stream:
        came = until_request(stream)
    jobs = [message.data["record"] for message in came if message.data.get("kind") == "job"]
    assert jobs[0]["asked"]["input"] == came[-1].data["body"]["input"] == 2


def test_several_read_at_once_each_what_they_came_for(http: httpx.Client, server: Any) -> None:
    with (
        client(server) as one, reading(one, "?only=requests") as requests,
        client(server) as two, reading(two, "?only=events") as events,
        client(server, "other") as three, reading(three) as others,
    ):  # fmt: skip
        http.post("/v2/demo/run", json={"input": 1})
        http.get("/v1/endpoints", headers=key("other"))

        assert next(requests).data["path"] == "/v2/demo/run"
        assert next(events).kind == "event"
        assert next(others).data["path"] == "/v1/endpoints"


def test_a_reset_is_told_and_then_the_new_world(http: httpx.Client, server: Any) -> None:
    with client(server) as reader, reading(reader) as stream:
        http.post("/__mock/clock/advance", json={"seconds": 5})
        http.post("/v2/demo/run", json={"input": 1})
        before = until_request(stream)[-1]
        http.post("/__mock/reset")
        reset = next(stream)
        http.post("/v2/demo/run", json={"input": 2})
        after = until_request(stream)

    assert (reset.kind, reset.data) == ("reset", {"event": "reset", "now": 0.0})
    assert after[-1].data["body"] == {"input": 2}
    with client(server) as reader, reading(reader, **{"Last-Event-ID": before.id}) as stream:
        assert [next(stream) for _ in range(1 + len(after))][1:] == after


@pytest.mark.parametrize(
    ("query", "wrong"),
    [("since=yesterday", "1.118.57"), ("since=1.2", "1.118.57"), ("only=jobs", "events or req")],
)
def test_a_place_that_is_none_is_refused(http: httpx.Client, query: str, wrong: str) -> None:
    answer = http.get(f"{STREAM}?{query}")

    assert answer.status_code == 400
    assert wrong in answer.json()["error"]


def test_only_the_head_can_be_asked_for(http: httpx.Client) -> None:
    answer = http.head(STREAM)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream")
