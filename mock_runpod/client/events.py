"""What happened in a world, and what happens as it goes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mock_runpod.client import requests
from mock_runpod.client.control import Control
from mock_runpod.client.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """At second `at` of the world, the thing with this `kind` and `id` was `changed` or `dropped`
    (`record` is how it was then), or something was `noted` about it (`text`).

    Whoever follows also hears of a `reset`, and of a `gap`: so much happened that some is lost.
    """

    event: str
    at: float = 0.0
    id: str = ""
    kind: str = ""
    text: str = ""
    record: dict[str, Any] = field(default_factory=dict, repr=False)

    def about(self, kind: str | None, id: str | None) -> bool:
        return kind in (None, self.kind) and id in (None, self.id)


def since(control: Control, told: int) -> list[Event]:
    """Those after the first `told` there ever were, oldest first."""
    return [read(row) for row in control.get("events", since=told)["events"]]


def read(row: dict[str, Any]) -> Event:
    return Event(**{name: row[name] for name in Event.__slots__ if name in row})


def follow(control: Control, only: str | None, since: str | None) -> Iterator[Event | Request]:
    """From a place on, or from now on, until the server ends."""
    message = ""
    for line in control.lines("events", "stream", only=only, since=since):
        name, _, said = line.partition(": ")
        if name == "event":
            message = said
        elif name == "data":
            row = json.loads(said)
            yield requests.read(row) if message == "request" else read(row)
