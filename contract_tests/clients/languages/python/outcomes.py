"""What a call of the SDK comes to: what it raised, if it did, after how many requests, and after
how many seconds of sleep, which it was spared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contract_tests.clients.languages.drivers import Raised, Voice
from mock_runpod import Client as Mock

#: What each call is given besides the endpoint `house`. The job `gone` never was.
ARGUMENTS: Mapping[str, dict[str, Any]] = {
    "job.run": {"input": {"a": 1}},
    "job.run_sync": {"input": {"a": 1}},
    "job.cancel": {"job": "gone"},
    "job.retry": {"job": "gone"},
    "job.purge_queue": {},
    "job.status": {"job": "gone"},
    "job.output": {"job": "gone"},
    "job.stream": {"job": "gone"},
    "job.health": {},
}
#: More sleeps than any call needs that comes to an end.
ENOUGH = 40


@dataclass(frozen=True)
class Outcome:
    """`kind` is the name of the exception, or nothing when something was returned."""

    kind: str = ""
    status: int | None = None
    requests: int = 1
    slept: tuple[float, ...] = ()


def outcome(client: Voice, mock: Mock, call: str, **more: Any) -> Outcome:
    before, kind, status = mock.requests().told, "", None
    try:
        said(client, call, **more)
    except Raised as error:
        kind, status = error.kind, error.status
    return Outcome(kind, status, mock.requests().told - before, tuple(client("slept")))


def said(client: Voice, call: str, **more: Any) -> Any:
    """What the call returns, without sleeping. Raises Raised."""
    return client(call, **{"endpoint": "house", "patience": ENOUGH, **ARGUMENTS[call], **more})


def text(client: Voice, call: str, **more: Any) -> str:
    """The kind and the words of what it raises, as Python shows them."""
    try:
        returned = said(client, call, **more)
    except Raised as error:
        return f"{error.kind}: {error.text}"
    raise AssertionError(f"{call} returned {returned!r}")


OUTPUT = {"image": "aGVsbG8="}


def ended(client: Voice, mock: Mock, status: str) -> str:
    """The id of a job that the client ran and that has ended so, which it has not asked about."""
    mock.configure(timed_out_status="exec")  # its clients know it, and nobody ever saw it (B-246)
    house = mock.endpoint("house").hold()
    if status == "COMPLETED":
        house.answers(OUTPUT)
    elif status == "FAILED":
        house.fails("CUDA out of memory")
    id: str = client("job.run", endpoint="house", input={"a": 1})["id"]
    if status == "CANCELLED":
        mock.job(id).cancel()
    mock.wait(id, status, seconds=3600)
    mock.forget_requests()
    return id
