"""What the parts of a world say of each other must be so, or it would go wrong later on."""

from collections.abc import Iterator
from itertools import chain

from pydantic import ValidationError

from mock_runpod.engine import ruling
from mock_runpod.engine.ringing import DUE
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import NOUNS, World
from mock_runpod.errors import Invalid
from mock_runpod.model import (
    Account,
    Attempt,
    Chunk,
    Delivery,
    Endpoint,
    Fault,
    Job,
    Record,
    Tally,
    Template,
    Worker,
)
from mock_runpod.runtime.faults.rows import KINDS

#: Whose a timer is, by the first word of what it is called.
OWNERS: dict[str, type[Record]] = {
    "endpoint": Endpoint,
    "job": Job,
    "webhook": Delivery,
    "worker": Worker,
}
Bond = tuple[str, type[Record], str]
Wrong = Iterator[tuple[str, str]]


def check(world: World) -> None:
    """Raises Invalid."""
    looks = (_ids, _counts, _endpoints, _workers, _conditions, _faults)  # later ones trust the ids
    for place, sentence in chain.from_iterable(look(world) for look in looks):
        raise Invalid(f"snapshot, {place}: {sentence}")


def _ids(world: World) -> Wrong:
    """Those that lead nowhere."""
    for place, kind, id in chain(_timers(world), _records(world)):
        if world.find(kind, id) is None:
            yield place, f"there is no {NOUNS.get(kind, kind.__name__.lower())} {id!r:.60}"


def _counts(world: World) -> Wrong:
    if len(world.every(Account)) != 1:
        yield "records", "a world has one Account"
    if world.told < max(len(world.events), world.noted, world.furnished):
        yield "told", f"there are more events than {world.told}"
    for tally in world.every(Tally):
        rules = len(world.get(Endpoint, tally.id).behaviour.rules)
        if len(tally.by_rule) != rules:
            yield f"Tally {tally.id}", f"its endpoint has {rules} rules"


def _timers(world: World) -> Iterator[Bond]:
    for _, timer in world.timeline.pending():
        if owner := OWNERS.get(timer.what.partition("-")[0]):
            yield f"timer {timer.what}", owner, timer.id


def _records(world: World) -> Iterator[Bond]:
    for endpoint in world.every(Endpoint):
        yield f"Endpoint {endpoint.id}", Template, endpoint.spec.template_id
    for job in world.every(Job):
        yield f"Job {job.id}", Endpoint, job.endpoint_id
        if job.held:
            yield f"Job {job.id}", Worker, job.worker_id or ""
    for worker in world.every(Worker):
        yield f"Worker {worker.id}", Endpoint, worker.endpoint_id
        for held in worker.holds:
            yield f"Worker {worker.id}", Job, held
    for attempt in world.every(Attempt):
        yield f"Attempt {attempt.id}", Job, attempt.id
    for chunk in world.every(Chunk):
        yield f"Chunk {chunk.id}", Job, chunk.job_id
    for tally in world.every(Tally):
        yield f"Tally {tally.id}", Endpoint, tally.id


def _endpoints(world: World) -> Wrong:
    catalog = world.catalog
    for endpoint in world.every(Endpoint):
        place, spec = f"Endpoint {endpoint.id}", endpoint.spec
        for ids, known in (
            (spec.gpu_type_ids, catalog.gpus),
            (spec.cpu_flavor_ids, catalog.cpus),
            (spec.data_center_ids, catalog.data_centers),
        ):
            for id in ids:
                if id not in known:
                    yield place, f"{id!r:.60} is not for rent in this version"
        if not (spec.scaler_value and spec.gpu_count and endpoint.behaviour.concurrency):
            yield place, "scaler_value, gpu_count and concurrency are at least 1"


def _workers(world: World) -> Wrong:
    for worker in world.every(Worker):
        if worker.status not in DUE and Timer("worker-due", worker.id) in world.timeline:
            yield f"Worker {worker.id}", f"nothing is ahead of one that is {worker.status}"


def _conditions(world: World) -> Wrong:
    """Those that cannot be asked of any input."""
    wanted = [
        *((each, rule.when) for each in world.every(Endpoint) for rule in each.behaviour.rules),
        *((each, each.aim.when) for each in world.every(Fault)),
    ]
    for record, when in wanted:
        for condition in when:
            if wrong := ruling.mistake(condition):
                yield f"{type(record).__name__} {record.id}", wrong


def _faults(world: World) -> Wrong:
    """Those that could not have been set."""
    for fault in world.every(Fault):
        place = f"Fault {fault.id}"
        if fault.kind not in KINDS:
            yield place, f"this version knows no fault {fault.kind!r:.60}"
            continue
        try:
            KINDS[fault.kind].model_validate({**fault.says, "fault": fault.kind})
        except ValidationError as error:
            first = error.errors()[0]
            yield place, ".".join(map(str, first["loc"])) + f": {first['msg']}"
