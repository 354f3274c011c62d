"""Which faults are set, and whether one strikes now. What it then does is said where it strikes.

Luck comes from the world's seed, the fault's name and how often it was asked, not from the world's
own stream of numbers: to set a fault, or to remove it, changes nothing else that happens.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from random import Random

from mock_runpod.engine.world import World
from mock_runpod.errors import Refused
from mock_runpod.model import Fault, replace

#: Kinds that strike a request; all others strike something in the world.
WIRE = ("latency", "status", "reset", "empty", "truncated", "drip", "hang", "stale")


def add(world: World, fault: Fault) -> Fault:
    """Raises Refused when the name is taken."""
    if world.find(Fault, fault.id):
        raise Refused(f"there is a fault named {fault.id!r} already")
    return world.put(fault)


def free_name(world: World, kind: str) -> str:
    """`latency-1`, `latency-2`, ..."""
    number = 1
    while world.find(Fault, f"{kind}-{number}"):
        number += 1
    return f"{kind}-{number}"


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


def on_request(
    world: World, method: str, path: str, *, endpoint: str | None = None, job: str | None = None
) -> Iterator[Fault]:
    """The faults that strike this request, kind by kind.

    Each is asked only when the one before has been taken, so that who stops at the first does not
    use up the second.
    """
    for id in [id for kind in WIRE for id in world.index.faults.get(kind, ())]:
        fault = world.find(Fault, id)
        if fault is None or (fault.aim.on and not fault.aim.on.fits(method, path)):
            continue
        aim = (fault.aim.endpoint, fault.aim.job)
        if _means(aim, (endpoint, job)) and _strikes(world, fault):
            yield world.get(Fault, id)


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
    return fault.probability >= 1 or luck(world, fault, seen).random() < fault.probability


def luck(world: World, fault: Fault, seen: int) -> Random:
    """The numbers that this fault draws when it is asked for the `seen`-th time."""
    return Random(f"{world.seed}:{fault.id}:{seen}")
