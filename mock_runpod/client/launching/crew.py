"""What a launcher and a server say to each other about the workers of one endpoint."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from mock_runpod.client.control import Control
from mock_runpod.client.launching.process import Ended
from mock_runpod.client.transport import Transport
from mock_runpod.errors import NotFound, RunPodError, Unreachable

#: How long one question about the crew is held, in real seconds; it is also the sign of life.
WAIT_S = 10.0
#: How soon one asks again where nobody answered.
AGAIN_S = 0.3
#: How long all other answers may take.
PATIENCE_S = 10.0

Row = dict[str, Any]


class Crew(NamedTuple):
    """Its workers, by their ids. `answers` counts the answers before this one was asked for, and
    `era` how often the server, or its world, has begun anew.
    """

    rows: dict[str, Row]
    asked: int
    era: int


class Desk:
    """The verbs, for one launcher. They raise what the server says, and Unreachable.

    `era` and `answers` are kept by its Listener: see Crew.
    """

    def __init__(self, control: Control, endpoint_id: str, launcher: str) -> None:
        self._own = Transport(control.transport.url)
        self._control = Control(self._own, control.headers)
        self.endpoint_id, self.launcher = endpoint_id, launcher
        self.era = self.answers = 0
        self.url = control.transport.url

    def endpoints(self) -> list[str]:
        return [row["id"] for row in self._control.get("endpoints")]

    def announce(self, worker_id: str | None = None) -> tuple[str, dict[str, str]]:
        """The id of a worker that is about to be started, and its variables."""
        body = {"launcher": self.launcher, "id": worker_id, "base": self.url}
        said = self._post("endpoints", self.endpoint_id, "workers", body=_said(body))
        return said["worker"]["id"], said["env"]

    def variables(self, worker_id: str) -> dict[str, str]:
        """Those of a worker that the autoscaler wants."""
        asked = {"worker": worker_id, "base": self.url}
        found: dict[str, str] = self._control.get(
            "endpoints", self.endpoint_id, "worker-env", **asked
        )
        return found

    def drain(self, worker_id: str) -> None:
        self._post("workers", worker_id, "drain")

    def gone(self, worker_id: str, ended: Ended, *, expected: bool) -> None:
        body = {"exitCode": ended.code, "signal": ended.signal, "expected": expected}
        with suppress(NotFound):
            self._post("workers", worker_id, "gone", body=body)

    def worker(self, worker_id: str) -> Row | None:
        try:
            row: Row = self._control.get("workers", worker_id)
        except NotFound:
            return None
        return row

    def log(self, worker_id: str, rows: list[dict[str, str]]) -> None:
        self._post("workers", worker_id, "logs", body={"lines": rows})

    def _post(self, *path: str, body: Any = None) -> Any:
        return self._control.post(*path, body=body, patience=PATIENCE_S)

    def close(self) -> None:
        self._own.close()


class Listener:
    """Asks again and again who is in the crew, in a thread of its own.

    `hears` gets each answer; a RunPodError when there is none: Unreachable, or NotFound for the
    endpoint, among others.
    """

    def __init__(
        self,
        control: Control,
        desk: Desk,
        scale: bool,
        hears: Callable[[Crew | RunPodError], None],
    ) -> None:
        self._own = Transport(control.transport.url)  # so that the end can interrupt the question
        self._control = Control(self._own, control.headers)
        self._desk, self._hears = desk, hears
        self._question = {"launcher": desk.launcher, "scale": scale, "wait": WAIT_S}
        self._over = threading.Event()
        self._seen: int | None = None
        self._theirs = 0
        self._world = 0
        self._thread = threading.Thread(
            target=self._ask, name=f"mock_runpod crew of {desk.endpoint_id}", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        self._own.close()
        self._thread.join()

    def _ask(self) -> None:
        while not self._over.is_set():
            try:
                self._hears(self._answer())
            except RunPodError as error:
                if self._over.is_set():
                    return
                if isinstance(error, Unreachable):
                    self._begin_anew()
                self._hears(error)
                self._over.wait(AGAIN_S)

    def _answer(self) -> Crew:
        asked, path = self._desk.answers, ("endpoints", self._desk.endpoint_id, "crew")
        body = {**self._question, "seen": self._seen}
        said = self._control.post(*path, body=body, patience=WAIT_S + PATIENCE_S)
        if self._seen is not None and said["era"] != self._world:
            self._begin_anew()
        self._seen, self._world = said["told"], said["era"]
        self._desk.answers += 1
        return Crew({row["id"]: row for row in said["workers"]}, asked, self._desk.era)

    def _begin_anew(self) -> None:
        self._seen = None
        self._desk.era += 1


def _said(body: Row) -> Row:
    return {name: value for name, value in body.items() if value is not None}
