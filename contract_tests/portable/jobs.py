"""The job API of one endpoint, as a client uses it. Every answer is read before it is returned."""

import time
from collections.abc import Iterator
from typing import Any

import httpx

from contract_tests.portable.answers import compact, read_json
from contract_tests.strict.enums import FINAL, JOB_STATUSES
from contract_tests.strict.go import ANSWERS, misled_go
from contract_tests.strict.js import misled_js
from contract_tests.strict.rust import GROUPS, decode
from contract_tests.targeting.target import Target

Document = dict[str, Any]
RUST = {
    **{"run": "RunResponse", "stream": "StreamResponse", "health": "EndpointHealth"},
    **dict.fromkeys(("runsync", "status", "status-sync", "cancel"), "JobStatusResponse"),
}
#: How long until a job has ended, where there may be a cold start, and how often one looks.
LOCAL, REMOTE = (45.0, 0.01), (300.0, 1.0)
#: What a view may have in each state, and what it must (B-076 to B-080).
STARTED = {"delayTime", "id", "status", "workerId"}
MUST = {
    "IN_QUEUE": {"id", "status"},
    "IN_PROGRESS": STARTED,
    "COMPLETED": STARTED | {"executionTime"},
    "FAILED": STARTED | {"error", "executionTime"},
    "CANCELLED": {"id", "status"},
}
MAY = {
    "IN_QUEUE": set[str](),
    "IN_PROGRESS": {"output", "retries"},
    "COMPLETED": {"output", "retries"},
    "FAILED": {"output", "retries"},
    "CANCELLED": {"delayTime", "executionTime"},
}
WHOLE = ("delayTime", "executionTime", "retries")


class Jobs:
    """Methods are operations. `send` is for whoever wants to see a refusal."""

    def __init__(self, target: Target, endpoint_id: str) -> None:
        self.target, self.endpoint_id = target, endpoint_id

    def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        return self.target.jobs.request(method, f"/{self.endpoint_id}/{path}", **request)

    def run(self, given: Any = "x", **more: Any) -> str:
        data = read("run", self.send("POST", "run", json={"input": given, **more}))
        assert data == {"id": data["id"], "status": "IN_QUEUE"}
        return str(data["id"])

    def runsync(self, given: Any, wait: int = 20_000, **more: Any) -> Document:
        """Its view, awaited to the end where a cold start takes longer than the wait."""
        return read(
            "runsync", self.send("POST", f"runsync?wait={wait}", json={"input": given} | more)
        )

    def finished(self, given: Any, **more: Any) -> Document:
        return self.ended(self.run(given, **more))

    def status(self, id: str, method: str = "GET") -> Document:
        return of(id, read("status", self.send(method, f"status/{id}")))

    def status_sync(self, id: str, method: str = "GET", wait: int = 15_000) -> Document:
        return of(id, read("status-sync", self.send(method, f"status-sync/{id}?wait={wait}")))

    def stream(self, id: str, method: str = "GET") -> Document:
        data = read("stream", self.send(method, f"stream/{id}"))
        assert data.keys() == {"status", "stream"}
        assert data["status"] in JOB_STATUSES
        assert all(each.keys() - {"metrics"} == {"output"} for each in data["stream"])  # B-103
        return data

    def chunks(self, id: str) -> list[Any]:
        """All of them, in the order in which they came."""
        found: list[Any] = []
        for _ in self.looks():
            said = self.stream(id)
            found += [each["output"] for each in said["stream"]]
            if said["status"] in FINAL:
                return found
        raise AssertionError("the stream has no end")

    def cancel(self, id: str) -> Document:
        return of(id, read("cancel", self.send("POST", f"cancel/{id}")))

    def retry(self, id: str) -> Document:
        return of(id, read("retry", self.send("POST", f"retry/{id}")))

    def purge(self) -> Document:
        return read("purge-queue", self.send("POST", "purge-queue"))

    def health(self) -> Document:
        return read("health", self.send("GET", "health"))

    def until(self, id: str, *wanted: str) -> Document:
        """Its first view in one of these states; it fails when the job ends in another."""
        for _ in self.looks():
            view = self.status(id)
            if view["status"] in wanted:
                return view
            assert view["status"] not in FINAL, view
        raise AssertionError(f"job {id} is not {wanted} after a long time")

    def ended(self, id: str) -> Document:
        return self.until(id, *FINAL)

    def looks(self) -> Iterator[None]:
        patience, pause = REMOTE if self.target.remote else LOCAL
        until = time.monotonic() + patience
        while time.monotonic() < until:
            yield
            time.sleep(pause)


def read(operation: str, response: httpx.Response) -> Document:
    """A good answer of the job API: keys from a to z, compact, no nulls, and fit for typed clients
    (B-015, B-016).
    """
    data: Document = read_json(response)
    assert isinstance(data, dict)
    assert list(data) == sorted(data)
    assert response.content.strip() == compact(data)
    assert [key for key, value in data.items() if value is None] == []
    assert complaints(operation, data) == []
    if operation in ("runsync", "status", "status-sync"):
        check_view(data)
    return data


def complaints(operation: str, data: Document) -> list[str]:
    found = misled_js(operation, 200, data)
    if operation in ANSWERS:
        found += misled_go(operation, 200, data)
    for group in GROUPS if operation in RUST else ():
        found += decode(RUST[operation], data, group)
    return found


def check_view(view: Document) -> None:
    assert view["status"] in MUST, "a state that no client is prepared for (B-072)"
    must, may = MUST[view["status"]], MAY[view["status"]]
    assert must <= view.keys() <= must | may, view
    for key in set(WHOLE) & view.keys():
        assert type(view[key]) is int
        assert view[key] >= 0, key
    for key in {"id", "workerId", "error"} & view.keys():
        assert isinstance(view[key], str)
        assert view[key]


def of(id: str, said: Document) -> Document:
    assert said["id"] == id
    return said
