"""What somebody may have meant who asked for something that is not there, in a user's words.

It says nothing of another account but that the thing is there, and never whose it is.
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice

from mock_runpod.engine.world import NOUNS, World
from mock_runpod.model import Dropped, Endpoint, Job, NetworkVolume, Record, Template, Worker

KINDS: dict[str, type[Record]] = {
    NOUNS.get(kind, kind.__name__.lower()): kind
    for kind in (Endpoint, Template, Job, Worker, NetworkVolume)
}
#: How many ids, worlds and events are looked at: a mistake must not stall everybody else.
LOOKED_AT = 1_000
#: So many ids are named when none of them is near.
NAMED = 5
SNAKE = re.compile("_(.)")


def spelled(address: str) -> str:
    """`{endpoint_id}` as the API's users write it: `{endpointId}`."""
    return SNAKE.sub(lambda found: found[1].upper(), address)


@lru_cache(maxsize=256)
def address(method: str, path: str, known: Sequence[str]) -> str:
    """The known address (`POST /v2/{endpoint_id}/run`) that is most like this one, or nothing."""
    asked = [method, *path.split("/")]
    filled = {_filled(each, asked): each for each in known}
    near = difflib.get_close_matches(" ".join([method, path]), filled, n=1, cutoff=0.85)
    return f"there is {spelled(filled[near[0]])}" if near else ""


def _filled(known: str, asked: Sequence[str]) -> str:
    """A known address with what was asked in the place of its parameters."""
    method, _, path = known.partition(" ")
    parts = path.split("/")
    if len(parts) == len(asked) - 1:
        pairs = zip(parts, asked[1:], strict=True)
        path = "/".join(there if part.startswith("{") else part for part, there in pairs)
    return f"{method} {path}"


def thing(world: World, others: Iterable[World], noun: str, id: str) -> str:
    """What is in this world, or in another, that could have been meant by this noun and id."""
    kind = KINDS.get(noun)
    if kind is None:
        return ""
    if kind is Job:
        return _job(world, id) or _elsewhere(others, Job, id)
    return (
        _by_name(world, kind, id)
        or _alike(world, kind, id)
        or _elsewhere(others, kind, id)
        or _all(world, kind)
    )


def end_of(world: World, noun: str, id: str) -> float | None:
    """When it was dropped, if it is not long ago."""
    kind = KINDS.get(noun)
    for event in islice(reversed(world.events), 10 * LOOKED_AT):
        if isinstance(event, Dropped) and event.record.id == id and type(event.record) is kind:
            return event.at
    return None


def _job(world: World, id: str) -> str:
    if job := world.find(Job, id):
        return f"it is a job of endpoint `{job.endpoint_id}`"
    whole = id + world.settings.job_id_suffix
    near = next((each for each in (whole, f"sync-{whole}", f"sync-{id}") if _has(world, each)), "")
    return f"there is `{near}`" if near else ""


def _has(world: World, job_id: str) -> bool:
    return world.find(Job, job_id) is not None


def _elsewhere(others: Iterable[World], kind: type[Record], id: str) -> str:
    there = any(world.find(kind, id) for world in islice(others, LOOKED_AT))
    return f"this {_noun(kind)} id belongs to another key" if there else ""


def _by_name(world: World, kind: type[Record], name: str) -> str:
    for each in islice(world.every(kind), LOOKED_AT):
        if isinstance(each, Endpoint | Template) and each.spec.name == name:
            return f"`{name}` is the name of {_noun(kind)} `{each.id}`, which goes by its id"
    return ""


def _alike(world: World, kind: type[Record], id: str) -> str:
    ids = [each.id for each in islice(world.every(kind), LOOKED_AT)]
    near = difflib.get_close_matches(id, ids, n=1)
    return f"there is `{near[0]}`" if near else ""


def _all(world: World, kind: type[Record]) -> str:
    ids = [f"`{each.id}`" for each in world.every(kind)]
    if not ids:
        return f"there is no {_noun(kind)} at all"
    more = f" and {len(ids) - NAMED} more" if len(ids) > NAMED else ""
    return f"there is {', '.join(ids[:NAMED])}{more}"


def _noun(kind: type[Record]) -> str:
    return NOUNS.get(kind, kind.__name__.lower())
