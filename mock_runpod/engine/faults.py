"""Which faults are set, and whether one strikes now. What it then does is said where it strikes.

Luck comes from the world's seed, the fault's name and how often it was asked, not from the world's
own stream of numbers: to set a fault, or to remove it, changes nothing else that happens.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from random import Random
from typing import Any

from mock_runpod.engine.matching import NOTHING, meets
from mock_runpod.engine.world import World
from mock_runpod.errors import Refused
from mock_runpod.model import Fault, Job, replace

#: Kinds that strike a request; all others strike something in the world.
WIRE = frozenset(
    {
        *("latency", "status", "graphql_error", "stale"),
        *("reset", "empty", "truncated", "drip", "hang"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, as far as a fault can be aimed at it. `agent` is its user agent, `body` what it
    says in JSON, as far as that was read.
    """

    method: str
    path: str
    endpoint: str | None = None
    job: str | None = None
    agent: str = ""
    body: Any = NOTHING


def add(world: World, *faults: Fault) -> list[Fault]:
    """All of them or none. Raises Refused when a name is taken."""
    names = [fault.id for fault in faults]
    taken = [name for name in names if world.find(Fault, name) or names.count(name) > 1]
    if taken:
        raise Refused(f"there is a fault named {taken[0]!r} already")
    return [world.put(fault) for fault in faults]


def remove(world: World, name: str) -> None:
    """Raises NotFound."""
    world.drop(world.get(Fault, name))


def clear(world: World) -> None:
    for fault in world.every(Fault):
        world.drop(fault)


def struck(
    world: World,
    kind: str,
    *,
    endpoint: str | None = None,
    job: str | None = None,
    worker: str | None = None,
) -> Fault | None:
    """The first fault of this kind that strikes this subject now; asking counts."""
    for id in list(world.index.faults.get(kind, ())):
        fault = world.get(Fault, id)
        aim, subject = fault.aim, (endpoint, job, worker)
        if _means((aim.endpoint, aim.job, aim.worker), subject) and _strikes(world, fault):
            return world.get(Fault, id)
    return None


def each_struck(
    world: World, kind: str, concerns: Callable[[Fault], bool], *, endpoint: str
) -> list[Fault]:
    """Every fault of this kind that strikes now, not only the first; who is not concerned is not
    asked.
    """
    return [
        world.get(Fault, id)
        for id in list(world.index.faults.get(kind, ()))
        if concerns(fault := world.get(Fault, id))
        and _means((fault.aim.endpoint,), (endpoint,))
        and _strikes(world, fault)
    ]


def ask_for_bodies(world: World) -> bool:
    """Whether a fault must see what is in a request."""
    return any(fault.aim.when and not fault.spent for fault in world.every(Fault))


def on_request(world: World, asked: Asked) -> Iterator[Fault]:
    """The faults that strike this request: latencies first, then others as they were set.

    Each is asked only when the one before has been taken, so that who stops at the first does not
    use up the second.
    """
    there = [fault for fault in world.every(Fault) if fault.kind in WIRE]
    there.sort(key=lambda fault: fault.kind != "latency")
    for fault in there:
        if _concerns(world, fault, asked) and _strikes(world, fault):
            yield world.get(Fault, fault.id)


def _concerns(world: World, fault: Fault, asked: Asked) -> bool:
    aim = fault.aim
    if aim.on and not any(pattern.fits(asked.method, asked.path) for pattern in aim.on):
        return False
    if fault.kind == "stale" and asked.method not in ("GET", "HEAD"):
        return False  # nobody can change what was
    if aim.agents and not any(fnmatchcase(asked.agent, agent) for agent in aim.agents):
        return False
    if not all(meets(asked.body, condition) for condition in aim.when):
        return False
    if aim.younger_s is not None and not _is_young(world, asked.job, aim.younger_s):
        return False
    return _means((aim.endpoint, aim.job), (asked.endpoint, asked.job))


def _is_young(world: World, job_id: str | None, seconds: float) -> bool:
    job = world.find(Job, job_id) if job_id else None
    return job is not None and world.now - job.created_at < seconds


def _means(wanted: tuple[str | None, ...], there: tuple[str | None, ...]) -> bool:
    return all(
        want is None or (is_ is not None and fnmatchcase(is_, want))
        for want, is_ in zip(wanted, there, strict=True)
    )


def _strikes(world: World, fault: Fault) -> bool:
    if fault.spent:
        return False
    seen = fault.seen + 1
    turn = seen - fault.after
    hit = turn > 0 and (turn - 1) % fault.every == 0 and _by_luck(world, fault, seen)
    world.put(replace(fault, seen=seen, struck=fault.struck + hit))
    return hit


def _by_luck(world: World, fault: Fault, seen: int) -> bool:
    if fault.probability >= 1:
        return True
    return _luck(world, fault, f"strike {seen}").random() < fault.probability


def seconds(world: World, fault: Fault, said: Any) -> float:
    """How long this strike lasts: a number, or drawn from what `says` tells of it:
    `{"uniform": [least, most]}` or `{"lognormal": {"median": seconds, "sigma": spread}}`.
    """
    match said:
        case {"uniform": [least, most]}:
            return _luck(world, fault, f"last {fault.seen}").uniform(least, most)
        case {"lognormal": {"median": median, "sigma": sigma}}:
            luck = _luck(world, fault, f"last {fault.seen}")
            return float(median) * math.exp(luck.gauss(0.0, sigma))
        case number:
            return float(number)


def _luck(world: World, fault: Fault, what: str) -> Random:
    """The numbers this fault draws when it is asked for the so-many-th time, and for that alone."""
    return Random(f"{world.seed}:{fault.id}:{what}")
