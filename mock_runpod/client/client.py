"""One world of one server, in the hand."""

import os
from collections.abc import Iterator, Sequence
from typing import Any, Self

from mock_runpod.client import costs, events, fidelity, jobs, requests, waiting, workers
from mock_runpod.client.clock import Clock
from mock_runpod.client.control import Control, headers
from mock_runpod.client.costs import Leak
from mock_runpod.client.endpoints import Endpoint
from mock_runpod.client.events import Event
from mock_runpod.client.faults import Fault, Faults
from mock_runpod.client.handlers import Attendants
from mock_runpod.client.jobs import Job, JobLike
from mock_runpod.client.logs import Logs
from mock_runpod.client.market import Market
from mock_runpod.client.requests import Request, Requests
from mock_runpod.client.snapshots import Snapshots
from mock_runpod.client.transport import Transport
from mock_runpod.client.workers import Worker
from mock_runpod.client.worlds import Worlds
from mock_runpod.environment import variables
from mock_runpod.errors import Invalid

URL = "http://127.0.0.1:8642"
#: The key of a world with a name, and the world of whoever has none.
NAMED, DEFAULT = "rpa_mock_", "rpa_mock_default"


class Client:
    """The hand that holds a world, over the control API of any running mock.

        mock = mock_runpod.Client("http://localhost:8642", world="ci-7")

    The world is that of `key`, an API key, or the one named `world`, or the default one. `token` is
    the server's `admin_token`, if it asks for one. Without a URL it is the one in the variable
    `MOCK_RUNPOD_URL`, or where `mock-runpod serve` listens by default. Nothing is asked
    before the first verb. A refusal is raised as an error of `mock_runpod.errors` with the server's
    own sentence; Unreachable says that there is no mock. Threads may share it.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        key: str | None = None,
        world: str | None = None,
        token: str | None = None,
    ) -> None:
        if key is not None and world is not None:
            raise Invalid("say which world by its key or by its name, not both")
        self._transport = Transport(url or os.environ.get("MOCK_RUNPOD_URL") or URL)
        self._shared = False
        self._choose(key, world, token)

    def _choose(self, key: str | None, world: str | None, token: str | None) -> None:
        named = world is not None and not world.startswith("key-")
        self._key = f"{NAMED}{world}" if named else DEFAULT if world is None else None
        self._key, self._token = key or self._key, token
        self._control = control = Control(self._transport, headers(key, world, token))
        self._attendants = Attendants(control)
        self.clock, self.faults, self.market = Clock(control), Faults(control), Market(control)
        self.snapshots, self.worlds = Snapshots(control), Worlds(self, control)
        self.logs = Logs(control)

    def at(self, key: str) -> "Client":
        """A client of the world of another key, over the same connections: they end with this one.

        It is ready at once, and closing it ends its handlers.
        """
        other = Client(self.base_url)
        other._transport, other._shared = self._transport, True
        other._choose(key, None, self._token)
        return other

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.base_url}>"

    # Where it is.

    @property
    def base_url(self) -> str:
        """Where the server is, without a slash at the end."""
        return self._transport.url

    @property
    def key(self) -> str:
        """The API key that leads a RunPod client to this world."""
        if self._key is None:
            raise Invalid("this world goes by a digest of its key, and the key is not known here")
        return self._key

    @property
    def env(self) -> dict[str, str]:
        """Every variable that sends a known client to this world, with its value."""
        return variables(self.base_url, self.key)

    # Endpoints, jobs, workers.

    def endpoint(self, id: str, **said: Any) -> Endpoint:
        """The endpoint with this id; made, with its template, if there is none.

        `cold_start` and `execution` are seconds; all else is as in a data file: `workers_max`,
        `workers_min`, `idle_timeout`, `scaler_type`, `scaler_value`, `gpu_type_ids`, `behaviour`.
        What is said is changed, also when the endpoint is there already. Raises Invalid.
        """
        execution = said.pop("execution", None)
        there = Endpoint(self._control, id, self._attendants)
        self._control.put("endpoints", id, body=said)
        return there if execution is None else there.takes(execution)

    def endpoints(self) -> list[Endpoint]:
        """All there are, oldest first."""
        rows = self._control.get("endpoints")
        return [Endpoint(self._control, row["id"], self._attendants) for row in rows]

    def job(self, job: JobLike) -> Job:
        """A job by its id, or by what the SDK returned for it. Raises NotFound."""
        return jobs.fetched(self._control, jobs.id_of(job))

    def find(self, job: JobLike) -> Job | None:
        """The same, or None when there is no such job, or no longer."""
        return jobs.found(self._control, jobs.id_of(job))

    def jobs(self, endpoint: str | None = None, *, status: str | None = None) -> list[Job]:
        """All that are remembered, or those of one endpoint or status, oldest first."""
        rows = self._control.get("jobs", endpoint=endpoint, status=status)
        return [jobs.read(self._control, row) for row in rows]

    def workers(self, endpoint: str | None = None) -> list[Worker]:
        """All there are, or those of one endpoint, oldest first."""
        return workers.every(self._control, endpoint)

    def worker(self, endpoint: str, number: int = 1) -> Worker:
        """The first, second, ... worker of an endpoint: `mock.worker("sdxl", 1).crash()`."""
        return workers.nth(self._control, endpoint, number)

    def wait(
        self,
        job: JobLike,
        status: str | Sequence[str] | None = "COMPLETED",
        *,
        seconds: float = waiting.PATIENCE_S,
    ) -> Job:
        """The job, once it has this status, or one of these; None: once it has ended.

        At most so many seconds of the world: in `auto` it skips there, and in `manual` this moves
        it. Raises AssertionError that tells what happened instead.
        """
        id = jobs.id_of(job)
        states = status if status is None or isinstance(status, str) else list(status)
        until = {"job": id} if states is None else {"job": id, "status": states}
        waiting.wait(self._control, seconds, until)
        return jobs.fetched(self._control, id)

    def wait_for(self, *, seconds: float = waiting.PATIENCE_S, **until: Any) -> float:
        """The second of the world when this is so; the rest is as with `wait`:

        `endpoint="sdxl", workers=2, status="IDLE"` (at least so many), `endpoint="sdxl", jobs=3`,
        `requests="POST /v2/*/run", count=3`, `event="out of memory"`, `time=120`.
        """
        return waiting.wait(self._control, seconds, until)

    # Trouble.

    def fail(self, on: str, *, status: int = 500, **says: Any) -> Fault:
        """Answer these requests with an error, in the words of the API that is asked:
        `fail("POST /v2/*/run", status=429, count=1, retry_after=5)`. See `faults.add`.
        """
        return self.faults.add("status", on=on, status=status, **says)

    # What happened.

    def events(self, kind: str | None = None, id: str | None = None, since: int = 0) -> list[Event]:
        """What happened to all things, or to those of this kind (`job`, `worker`) or with this id.

        Oldest first; those after the first `since` there ever were.
        """
        return [e for e in events.since(self._control, since) if e.about(kind, id)]

    def follow(
        self, only: str | None = None, *, since: str | None = None
    ) -> Iterator[Event | Request]:
        """Events and requests as they happen, until the server ends.

        `only` is `events` or `requests`. Without `since` it begins now, with "0" at the beginning.
        """
        return events.follow(self._control, only, since)

    def requests(self, on: str | None = None, **match: Any) -> Requests:
        """What came over the wire: `requests("POST /v2/*/run").count`. All, without a pattern.

        `match` narrows it: `body` (a part of it), `status`, `header` (a dict), `fault` (a name),
        `pointer` and `equals` (a place in the body), `since` (a request's number).
        """
        return requests.every(self._control, on, **match)

    def forget_requests(self) -> None:
        """The journal begins anew."""
        self._control.delete("requests")

    def unhandled(self, since: int = 0) -> Requests:
        """Requests of this world that are most likely a mistake: for an address that nobody
        answers, or an endpoint that never was. `miss["said"]` tells what was near.
        """
        return requests.unhandled(self._control, since)

    def strays(self, since: int = 0) -> Requests:
        """The same for requests that were meant for no world, as they had no key that opens one;
        of every client of this server.
        """
        return requests.strays(self._control, since)

    def near_misses(self) -> list[dict[str, Any]]:
        """What was asked for and is not there, and what would have been: `request`, `said`, ..."""
        return list(self._control.get("near-misses")["nearMisses"])

    def har(self) -> dict[str, Any]:
        """The journal as a HAR document, as browsers and HTTP tools read it."""
        return dict(self._control.get("requests.har"))

    def assert_called(self, on: str, *, count: int | None = None, body: Any = None) -> Requests:
        """That such a request came, so often, with at least this in its body. What was found."""
        return requests.called(self._control, on, count, body)

    def assert_not_called(self, on: str, *, body: Any = None) -> None:
        """That no such request came."""
        requests.not_called(self._control, on, body)

    def assert_called_in_order(self, *ons: str) -> None:
        """That such requests came one after the other, whatever came in between."""
        requests.called_in_order(self._control, ons)

    # What it costs.

    def leaks(self) -> list[Leak]:
        """Endpoints, pods and volumes that were made and are still there, with monthly prices."""
        return costs.leaks(self._control)

    def spent(self, endpoint: str | None = None) -> float:
        """Dollars that workers have cost up to now, or those of one endpoint."""
        return float(self._control.get("spent", endpoint=endpoint)["usd"])

    def assert_nothing_left_running(self) -> None:
        """That there are no leaks."""
        costs.check_nothing_left(self._control)

    # The world as a whole.

    def state(self) -> dict[str, Any]:
        """Every record, as the control API tells it; what could be a secret is hidden."""
        return dict(self._control.get("state"))

    def reset(self, *, all: bool = False) -> None:
        """This world as it was at the beginning; with `all`, every world of the server."""
        self._control.ask("POST", "reset", query={"all": "true"} if all else None)

    @property
    def settings(self) -> dict[str, Any]:
        """The settings in force in this world."""
        return dict(self._control.get("config")["settings"])

    def configure(self, **changes: Any) -> dict[str, Any]:
        """Change settings of this world from now on: `configure(auto_retries=0)`. All of them."""
        return dict(self._control.patch("config", body=changes)["settings"])

    def fork(self, name: str) -> "Client":
        """A copy of this world under another name, and a client of it."""
        return self.worlds.fork(self.world, name)

    def rewind(self, *, event: int | None = None, snapshot: str | None = None) -> Any:
        """Back to when so many events had been told, or to a snapshot."""
        said = {"event": event, "snapshot": snapshot}
        body = {name: value for name, value in said.items() if value is not None}
        return self._control.post("rewind", body=body)

    @property
    def world(self) -> str:
        """The name of this world."""
        name: str = self._control.get("config")["world"]
        return name

    def fidelity(self) -> dict[str, Any]:
        """How each operation, each field of an Endpoint and each rule is known, and its tests."""
        return fidelity.told(self._control)

    # The end.

    def close(self) -> None:
        """Handlers and connections end; the server and the world go on."""
        self._attendants.close()
        if not self._shared:
            self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
