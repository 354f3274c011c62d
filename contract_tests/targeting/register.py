"""Everything a run has made on its target, and how it is got rid of, whatever happens."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from contract_tests.targeting.budget import Bounds
from contract_tests.targeting.operations import Operation
from contract_tests.targeting.refusals import NotSent

#: Endpoints first: a template in use cannot be deleted (B-055).
ORDER = ("endpoint", "template")
GONE = (204, 404)
SLOWEST_S = 5.0


@dataclass(frozen=True)
class Thing:
    kind: str
    id: str
    name: str
    kept: bool = False  # until the session ends, not only the test

    def __str__(self) -> str:
        return f"{self.kind} {self.id} ({self.name or 'without a name'})"


@dataclass
class Register:
    """`file`, where there is one, outlives even a run that is killed."""

    rest: str
    file: Path | None = None
    things: dict[str, Thing] = field(default_factory=dict)
    bounds: dict[str, Bounds] = field(default_factory=dict)
    #: Creations that ended without an id: there may be something, or nothing.
    unsure: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    keeping: bool = False

    @contextmanager
    def kept(self) -> Iterator[None]:
        """What is made in here stays until the session ends."""
        before, self.keeping = self.keeping, True
        try:
            yield
        finally:
            self.keeping = before

    def intend(self, kind: str, body: Any) -> tuple[str, str]:
        """Noted before it is asked for: no answer does not mean that nothing was made."""
        name = str(body.get("name") or "") if isinstance(body, dict) else ""
        self.unsure.append((kind, name))
        self.write("asked for", kind, "", name)
        return kind, name

    def answered(self, intent: tuple[str, str], response: httpx.Response) -> str | None:
        """The id of what was made. A refusal (4xx) made nothing; a 5xx may have."""
        kind, name = intent
        made = identity(response) if response.is_success else None
        if made:
            self.things[made] = Thing(kind, made, name, self.keeping)
            self.write("made", kind, made, name)
        if made or 400 <= response.status_code < 500:
            self.unsure.remove(intent)
        return made

    def gone(self, id: str) -> None:
        thing = self.things.pop(id, None)
        self.bounds.pop(id, None)
        if thing:
            self.write("gone", thing.kind, id, thing.name)

    def write(self, what: str, kind: str, id: str, name: str) -> None:
        if self.file:
            with self.file.open("a") as file:
                row = {"what": what, "kind": kind, "id": id, "name": name, "rest": self.rest}
                file.write(json.dumps(row) + "\n")

    # Getting rid of it.

    def clear(self, client: httpx.Client, *, kept: bool, patience: Callable[[], float]) -> None:
        """Delete what is here, again and again while `patience` has seconds left."""
        pause = 0.25
        while True:
            for thing in self.due(kept):
                self.delete(client, thing)
            if not self.due(kept) or patience() <= 0:
                return
            rest(min(pause, patience()), patience)
            pause = min(2 * pause, SLOWEST_S)

    def due(self, kept: bool) -> list[Thing]:
        found = [thing for thing in self.things.values() if kept or not thing.kept]
        return sorted(found, key=lambda thing: ORDER.index(thing.kind))

    def delete(self, client: httpx.Client, thing: Thing) -> None:
        """However it goes wrong, the next one gets its turn."""
        try:
            answer = client.delete(f"/{thing.kind}s/{thing.id}")
        except httpx.HTTPError as error:
            self.answers[thing.id] = repr(error)
            return
        if answer.status_code in GONE:
            self.gone(thing.id)  # the gate has noted a 204 already
        else:
            self.answers[thing.id] = f"{answer.status_code} {answer.text[:200]}"

    def sweep(self, client: httpx.Client, prefix: str) -> None:
        """Find by name what an answer did not tell."""
        for kind in {kind for kind, _ in self.unsure}:
            try:
                answer = client.get(f"/{kind}s")
                rows = answer.json() if answer.status_code == 200 else None
            except (httpx.HTTPError, ValueError, NotSent):
                continue
            if not isinstance(rows, list):
                continue
            for row in rows:
                if str(row.get("name") or "").startswith(prefix) and row["id"] not in self.things:
                    self.things[row["id"]] = Thing(kind, row["id"], row["name"])
            self.unsure = [each for each in self.unsure if each[0] != kind]

    @property
    def left(self) -> list[str]:
        """What could not be deleted, and what the last try was answered."""
        things = [f"{each}: {self.answers.get(each.id, 'not tried')}" for each in self.due(True)]
        return things + [
            f"perhaps: a {kind} called {name!r}, whose creation ended without an id"
            for kind, name in self.unsure
        ]


def identity(response: httpx.Response) -> str | None:
    try:
        id = response.json()["id"]
    except (ValueError, KeyError, TypeError):
        return None
    return id if isinstance(id, str) and id else None


def rest(seconds: float, patience: Callable[[], float]) -> None:
    """Sleep, in short pieces: patience may end early."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and patience() > 0:
        time.sleep(min(left, 0.2))


def created(operation: Operation) -> bool:
    return operation.verb == "create"
