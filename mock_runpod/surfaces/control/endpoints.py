"""Endpoints in the hand of whoever holds the world: arranged in one line, and what they answer."""

from dataclasses import asdict
from typing import Any

from typing_extensions import TypedDict

from mock_runpod.engine import answering, views
from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid
from mock_runpod.model import Attempt, Endpoint, Job
from mock_runpod.runtime.fields import Row, Seconds
from mock_runpod.runtime.files import arranging
from mock_runpod.runtime.files.behaviours import BehaviourRow
from mock_runpod.runtime.files.rows import EndpointBody
from mock_runpod.runtime.waiting import HungUp
from mock_runpod.surfaces.control import behaviours
from mock_runpod.surfaces.control.bodies import read
from mock_runpod.surfaces.kit import MIB, Call, Reply, Route, reply

#: As much as the job API takes (B-061).
LIMIT = 20 * MIB


class UsedDocument(TypedDict):
    """How often the answers were used: one number for each rule, and `plain` for the rest.

    `missed` is the latest job that no rule fits, `nearest` the number of the rule that was nearest,
    and `lacking` says what differed.
    """

    rules: list[int]
    plain: int
    missed: str | None
    nearest: int | None
    lacking: list[str]


class EndpointDocument(TypedDict):
    """`coldStart` and `idleTimeout` are seconds, `createdAt` is a second of the world. `health` is
    as in the job API; one that is `arranged` is no leak. `workers` says who works there: `fake`,
    `real` or `both`; null is `fake` until a real worker attaches.
    """

    id: str
    name: str | None
    templateId: str
    computeType: str
    dataCenterIds: list[str]
    gpuTypeIds: list[str]
    gpuCount: int
    cpuFlavorIds: list[str]
    networkVolumeIds: list[str]
    workersMin: int
    workersMax: int
    workersStandby: int
    idleTimeout: int
    scalerType: str
    scalerValue: int
    executionTimeoutMs: int
    flashboot: bool
    coldStart: float | None
    version: int
    createdAt: float
    arranged: bool
    workers: str | None
    behaviour: dict[str, Any]
    used: UsedDocument
    health: dict[str, dict[str, int]]


class WorkBody(Row):
    """How many real seconds to wait for work."""

    wait: Seconds = 0.0


class WorkDocument(TypedDict):
    """A job as a handler gets it, and besides: which attempt this is, and whether chunks are
    collected for the output.
    """

    id: str
    input: Any
    webhook: str | None
    endpointId: str
    workerId: str | None
    retries: int
    attempt: int
    aggregate: bool


def document(world: World, endpoint: Endpoint) -> EndpointDocument:
    spec = endpoint.spec
    return {
        "id": endpoint.id,
        "name": spec.name,
        "templateId": spec.template_id,
        "computeType": spec.compute_type.value,
        "dataCenterIds": list(spec.data_center_ids),
        "gpuTypeIds": list(spec.gpu_type_ids),
        "gpuCount": spec.gpu_count,
        "cpuFlavorIds": list(spec.cpu_flavor_ids),
        "networkVolumeIds": list(spec.network_volume_ids),
        "workersMin": spec.workers_min,
        "workersMax": spec.workers_max,
        "workersStandby": endpoint.workers_standby,
        "idleTimeout": spec.idle_timeout,
        "scalerType": spec.scaler_type.value,
        "scalerValue": spec.scaler_value,
        "executionTimeoutMs": spec.execution_timeout_ms,
        "flashboot": spec.flashboot,
        "coldStart": endpoint.cold_start,
        "version": endpoint.version,
        "createdAt": endpoint.created_at,
        "arranged": endpoint.arranged,
        "workers": endpoint.staffing.value if endpoint.staffing else None,
        "behaviour": behaviours.document(endpoint.behaviour),
        "used": _used(world, endpoint),
        "health": views.health(world, endpoint.id),
    }


def _used(world: World, endpoint: Endpoint) -> UsedDocument:
    tally = asdict(answering.tally_of(world, endpoint))
    return {
        "rules": list(tally["by_rule"]),
        "plain": tally["plain"],
        "missed": tally["missed"],
        "nearest": tally["nearest"],
        "lacking": list(tally["lacking"]),
    }


async def every(call: Call) -> Reply:
    """All endpoints, oldest first."""
    with call.driver.turn() as world:
        return reply([document(world, endpoint) for endpoint in world.every(Endpoint)])


async def one(call: Call) -> Reply:
    """One endpoint: its settings, what it answers, and how it is doing."""
    with call.driver.turn() as world:
        return reply(document(world, world.get(Endpoint, call.params["endpointId"])))


async def arrange(call: Call) -> Reply:
    """The endpoint with this id, as the body says: made with a template, or looked up and changed.

    Neither the account's balance nor its worker quota is in the way; the endpoint counts for them.
    """
    id, body = call.params["endpointId"], await read(call, EndpointBody, limit=LIMIT)
    if body.id not in ("", id):
        raise Invalid(f"the path says endpoint {id!r}, and the body {body.id!r}: leave out the id")
    with call.driver.turn() as world:
        endpoint, new = arranging.endpoint(world, body.model_copy(update={"id": id}))
    with call.driver.turn() as world:
        return reply(document(world, world.get(Endpoint, endpoint.id)), 201 if new else 200)


async def behave(call: Call) -> Reply:
    """From now on its workers answer this, and nothing of what was said before."""
    body = await read(call, BehaviourRow, limit=LIMIT)
    with call.driver.turn() as world:
        endpoint = world.get(Endpoint, call.params["endpointId"])
        return reply(document(world, answering.change(world, endpoint, body.meant())))


async def behaviour(call: Call) -> Reply:
    """What its workers answer, as it can be said."""
    with call.driver.turn() as world:
        return reply(behaviours.document(world.get(Endpoint, call.params["endpointId"]).behaviour))


async def work(call: Call) -> Reply:
    """The next job for a handler elsewhere, which reports by /jobs/{id}/finish and the like.

    Each attempt is given out once. 204: there is none, also after `wait` real seconds.
    """
    body, id = await read(call, WorkBody), call.params["endpointId"]
    hangup = call.hangup()
    try:
        attempt = await call.driver.handlers.fetch(call.driver, id, body.wait, hangup)
        if attempt is None and hangup.done():
            raise HungUp
    finally:
        hangup.cancel()
    return Reply(204) if attempt is None else reply(_work(call.driver.world, attempt))


def _work(world: World, attempt: Attempt) -> WorkDocument:
    job = world.get(Job, attempt.id)
    return {
        "id": job.id,
        "input": job.asked.input,
        "webhook": job.asked.webhook,
        "endpointId": job.endpoint_id,
        "workerId": job.worker_id,
        "retries": job.retries,
        "attempt": attempt.number,
        "aggregate": world.get(Endpoint, job.endpoint_id).behaviour.aggregate,
    }


AT = "/endpoints/{endpointId}"
routes = [
    Route("GET", "/endpoints", every, answer=list[EndpointDocument]),
    Route("GET", AT, one, answer=EndpointDocument),
    Route("PUT", AT, arrange, body=EndpointBody, answer=EndpointDocument),
    Route("GET", f"{AT}/behaviour", behaviour, answer=dict[str, Any]),
    Route("PUT", f"{AT}/behaviour", behave, body=BehaviourRow, answer=EndpointDocument),
    Route("POST", f"{AT}/work", work, body=WorkBody, answer=WorkDocument),
]
