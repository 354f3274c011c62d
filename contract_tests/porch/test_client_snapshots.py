"""Worlds that are kept, and what happens in one as it goes."""

from itertools import islice

import httpx
import pytest

from mock_runpod import Client, MockRunPod
from mock_runpod.client.events import Event
from mock_runpod.client.requests import Request
from mock_runpod.errors import Invalid, NotFound


def test_a_snapshot_is_gone_back_to(mock: Client) -> None:
    mock.endpoint("before")
    saved = mock.snapshots.save("base")
    mock.endpoint("after", workers_max=1)
    mock.clock.advance(10)

    assert (saved["endpoints"], [each["name"] for each in mock.snapshots.list()]) == (1, ["base"])
    assert any("after is new" in line for line in mock.snapshots.diff("snapshot:base")["text"])
    mock.snapshots.load("base")

    assert ([each.id for each in mock.endpoints()], mock.clock.now) == (["before"], 0)
    assert mock.snapshots.diff("snapshot:base", "world")["text"] == []
    mock.snapshots.delete("base")
    with pytest.raises(NotFound):
        mock.snapshots.load("base")


def test_a_snapshot_as_a_file_goes_to_another_server(mock: Client) -> None:
    mock.endpoint("sdxl")
    mock.snapshots.save("base")
    file = mock.snapshots.read("base")

    with MockRunPod(clock="manual") as other:
        other.snapshots.restore(file)
        other.snapshots.save("same", file)

        assert [each.id for each in other.endpoints()] == ["sdxl"]
        assert other.snapshots.read("same") == file
    with pytest.raises(Invalid):
        mock.snapshots.restore(b'{"version": 0}')


def test_a_world_is_rewound_to_a_snapshot_and_to_an_event(server: MockRunPod) -> None:
    with server.worlds.create(clock="manual", settings={"rewind_turns": 100}) as mock:
        mock.endpoint("before")
        mock.snapshots.save("base")
        told = len(mock.events())
        mock.endpoint("after", workers_max=1)

        mock.rewind(event=told)
        assert [each.id for each in mock.endpoints()] == ["before"]

        mock.rewind(snapshot="base")
        assert [each.id for each in mock.endpoints()] == ["before"]
        server.worlds.delete(mock.world)


def test_events_tell_what_happened_to_what(mock: Client) -> None:
    mock.endpoint("sdxl", workers_min=1)
    before = len(mock.events())
    mock.clock.advance(60)

    events = mock.events("worker")

    assert {event.kind for event in events} == {"worker"}
    assert events[-1].record["status"] == "IDLE"
    assert mock.events(id="sdxl")[0].event == "changed"
    assert mock.events(since=before) == mock.events()[before:]


def test_whoever_follows_sees_events_and_requests_in_their_order(mock: Client) -> None:
    mock.endpoint("sdxl")
    headers = {"Authorization": f"Bearer {mock.key}"}
    with httpx.Client(headers=headers, trust_env=False) as http:
        http.post(f"{mock.base_url}/v2/sdxl/run", json={"input": 1})
        http.get(f"{mock.base_url}/v2/sdxl/health")

    news = list(islice(mock.follow(since="0"), len(mock.events()) + 2))
    asked = list(islice(mock.follow("requests", since="0"), 2))

    assert [each for each in news if isinstance(each, Event)] == mock.events()
    assert [each for each in news if isinstance(each, Request)] == list(mock.requests()) == asked
    assert isinstance(news[-1], Request)
