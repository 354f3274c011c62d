"""How many workers an endpoint wants: decisions over plain numbers, carried out elsewhere."""

import math
from dataclasses import dataclass

from mock_runpod.model import EndpointSpec, ScalerType


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What the scaler looks at. Low-priority jobs are left out of all of it (B-137).

    `waiting` and `working` count jobs. `workers` are up, coming up or throttled; `free` are those
    of them that will take a job as soon as they can: idle ones, and the ones to come. `waited` is
    how many seconds the oldest job has waited since it came or since the last scale-up, whichever
    was later.
    """

    waiting: int
    working: int
    workers: int
    free: int
    waited: float


def wanted(
    spec: EndpointSpec, demand: Demand, *, extra: int = 0, first_at_once: bool = True
) -> int:
    """How many workers there should be now, between the endpoint's bounds (B-133)."""
    ceiling = spec.workers_max + (extra if spec.workers_max else 0)
    floor = min(spec.workers_min, spec.workers_max)
    rule = by_count if spec.scaler_type is ScalerType.REQUEST_COUNT else by_delay
    return max(floor, min(ceiling, rule(spec.scaler_value, demand, first_at_once)))


def by_count(value: int, demand: Demand, _: bool = True) -> int:
    """REQUEST_COUNT: one worker for every `value` requests in the house (B-136)."""
    return math.ceil((demand.waiting + demand.working) / value)


def by_delay(value: int, demand: Demand, first_at_once: bool = True) -> int:
    """QUEUE_DELAY: one worker more whenever the oldest request has waited too long (B-135)."""
    if not demand.waiting or demand.free:
        return demand.workers
    if demand.workers == 0 and first_at_once:
        return 1
    return demand.workers + (demand.waited >= value)
