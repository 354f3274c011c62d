"""Waiting until something is so, in the time of the world."""

import difflib
from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from mock_runpod.engine.lifecycles import FINAL
from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid
from mock_runpod.model import Endpoint, Job, JobStatus, RequestPattern, Worker, WorkerStatus
from mock_runpod.runtime.driver import Driver
from mock_runpod.runtime.wanted import (
    EndpointHas,
    EventSays,
    JobBecomes,
    RequestsCame,
    TimeIs,
    Verdict,
    Wanted,
)
from mock_runpod.settings import CENTURY_S
from mock_runpod.surfaces.control.bodies import Body, read
from mock_runpod.surfaces.control.durations import seconds
from mock_runpod.surfaces.kit import Call, Reply, Route, reply

Whole = Annotated[int, Field(ge=0)]
#: World seconds one waits if one does not say; as long as a job may run by default (B-070).
PATIENCE_S = 600.0


class UntilBody(Body):
    """One of these:

    `{"job": ID, "status": "COMPLETED"}`: one status or a list; none: any that is an end
    `{"endpoint": ID, "workers": 2, "status": "IDLE"}`: at least so many; 0: none; no status: any
    `{"endpoint": ID, "jobs": 3, "status": "COMPLETED"}`: the same with jobs
    `{"requests": "POST /v2/*/run", "count": 3}`: so many calls are in the journal
    `{"event": "out of memory", "since": 0}`: a remark has these words, after so many events
    `{"time": 120}`: the second of the world
    """

    model_config = ConfigDict(strict=True)
    job: str | None = None
    endpoint: str | None = None
    status: str | list[str] | None = None
    workers: Whole | None = None
    jobs: Whole | None = None
    requests: str | None = None
    count: Whole | None = None
    event: str | None = None
    since: Whole | None = None
    time: Annotated[float, Field(ge=0, le=CENTURY_S)] | None = None


class WaitBody(Body):
    """`seconds` are of the world; also `"10m"`."""

    until: UntilBody
    seconds: float | str = PATIENCE_S


class WaitDocument(TypedDict):
    """`why` tells how it came or what happened instead; `now` is the second of the world."""

    met: bool
    now: float
    why: str


async def wait(call: Call) -> Reply:
    """Wait until something is so, at most so many seconds of the world.

    In `auto` the world skips to it; in `manual`, where nobody else would, this moves the clock.
    It ends early when it cannot be met any more, and when the world is reset or the server ends.
    """
    body = await read(call, WaitBody)
    patience = seconds(body.seconds)
    driver = call.driver
    if driver.clock.now() + patience > CENTURY_S:
        raise Invalid("no world lasts longer than a hundred years; wait for less")
    with driver.turn() as world:
        wanted = _wanted(driver, world, body.until)
    hangup = call.hangup()
    try:
        verdict = await _waited(driver, world, wanted, patience, hangup)
    finally:
        hangup.cancel()
    said: WaitDocument = {"met": verdict.met, "now": round(driver.world.now, 6), "why": verdict.why}
    return reply(said)


async def _waited(
    driver: Driver, began: World, wanted: Wanted, patience: float, hangup: Any
) -> Verdict:
    start = began.now

    def look(world: World) -> Verdict | None:
        if world is not began:
            return Verdict(False, "the world began anew, or was loaded, meanwhile")
        return wanted.look(world)

    most = patience
    if isinstance(wanted, TimeIs):
        most = min(patience, max(0.0, wanted.moment - start))
    found = await driver.wait(wanted.about, look, most, hangup, moves=True)
    if found:
        return found
    ending = "the server is ending" if driver.over else f"{patience:g} s have gone by"
    return Verdict(False, f"{ending}: {wanted.instead(driver.world)}")


def _wanted(driver: Driver, world: World, until: UntilBody) -> Wanted:
    """Raises Invalid when it is not one of them, and NotFound."""
    said = sorted(until.model_dump(exclude_none=True))
    kinds: dict[str, tuple[set[str], Callable[[], Wanted]]] = {
        "job": ({"status"}, lambda: _job(world, until)),
        "workers": ({"endpoint", "status"}, lambda: _endpoint(world, until, Worker, WorkerStatus)),
        "jobs": ({"endpoint", "status"}, lambda: _endpoint(world, until, Job, JobStatus)),
        "requests": ({"count"}, lambda: _requests(driver, until)),
        "event": ({"since"}, lambda: EventSays(until.event or "", until.since or 0)),
        "time": (set(), lambda: TimeIs(until.time or 0.0)),
    }
    meant = [name for name in kinds if name in said]
    if len(meant) != 1 or not set(said) <= {meant[0], *kinds[meant[0]][0]}:
        together = ", ".join(said) or "nothing"
        raise Invalid(f"until: cannot wait for {together}; say {' or '.join(WAYS)}")
    return kinds[meant[0]][1]()


WAYS = (
    "job (and status)",
    "endpoint with workers or jobs (and status)",
    "requests (and count)",
    "event (and since)",
    "time",
)


def _job(world: World, until: UntilBody) -> Wanted:
    named = _states(until.status, list(JobStatus))
    return JobBecomes(world.get(Job, until.job or ""), {JobStatus(s) for s in named} or FINAL)


def _endpoint(
    world: World, until: UntilBody, kind: type[Job | Worker], known: type[JobStatus | WorkerStatus]
) -> Wanted:
    if until.endpoint is None:
        raise Invalid("until: say the endpoint, too: its id")
    endpoint = world.get(Endpoint, until.endpoint)
    number = until.workers if kind is Worker else until.jobs
    return EndpointHas(endpoint.id, kind, _states(until.status, list(known)), number or 0)


def _requests(driver: Driver, until: UntilBody) -> Wanted:
    try:
        pattern = RequestPattern.read(until.requests or "")
    except ValueError as error:
        raise Invalid(f"until.requests: {error}") from None
    return RequestsCame(driver.journal, pattern, 1 if until.count is None else until.count)


def _states(said: str | list[str] | None, known: Sequence[str]) -> list[str]:
    """Raises Invalid with what there is."""
    named = [said] if isinstance(said, str) else said or []
    for each in named:
        if each not in known:
            near = difflib.get_close_matches(each.upper(), known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            raise Invalid(f"until.status: there is no status {each!r}; {hint}")
    return named


routes = [Route("POST", "/wait", wait, body=WaitBody, answer=WaitDocument)]
