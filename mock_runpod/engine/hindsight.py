"""The world as it was: what somebody sees who is told old news.

While every event is remembered, the past is told from the beginning and is exact, to the counters
and the order of a queue. Later it is the present taken back, event by event, as far as the bounded
list goes: a record whose earlier news is forgotten is shown as first known after the moment, if it
was there at all then, and what is back in a queue stands at its end.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice, takewhile

from mock_runpod.engine.index import Roster
from mock_runpod.engine.timeline import Timeline
from mock_runpod.engine.world import World
from mock_runpod.model import Account, Changed, Dropped, Event, Job, Noted, Record

#: So many events are told again from the beginning; more would keep everybody waiting.
MOST_TOLD = 10_000
Key = tuple[type[Record], str]


def as_of(world: World, moment: float) -> World:
    """The world at the end of that second, for reading only: nothing is due in it.

    Moments to come are now; before second 0 there was what the world was furnished with.
    """
    if moment >= world.now:
        return _still(world.fork(), world.now)
    since = _since(world, moment)
    whole = world.told == len(world.events) <= MOST_TOLD
    past = _told_again(world, since) if whole else _taken_back(world, moment, since)
    return _still(past, max(0.0, moment))


def _since(world: World, moment: float) -> list[Event]:
    """What happened after that moment, oldest first."""
    if moment < 0 and world.furnished:
        return world.news_since(world.furnished)
    later = takewhile(lambda event: event.at > max(0.0, moment), reversed(world.events))
    return [*later][::-1]


def _told_again(world: World, since: Sequence[Event]) -> World:
    past = World(
        catalog=world.catalog,
        profile=world.profile,
        settings=world.settings,
        seed=world.seed,
        epoch=world.epoch,
    )
    for event in islice(world.events, len(world.events) - len(since)):
        past.timeline.now = event.at
        _tell(past, event)
    return past


def _tell(past: World, event: Event) -> None:
    if isinstance(event, Noted):
        past.note(event.about, event.text)
    elif isinstance(event, Dropped):
        past.drop(event.record)
    else:
        past.put(event.record)


def _taken_back(world: World, moment: float, since: Sequence[Event]) -> World:
    past = world.fork()
    changes = [event for event in since if isinstance(event, Changed)]
    earlier = islice(reversed(world.events), len(since), None)
    before = _before(moment, earlier, changes)
    for (kind, id), record in reversed(before.items()):
        if record is not None:
            past.put(record)
        elif there := past.find(kind, id):
            past.drop(there)
    _take_back_counts(world, past, changes, before)
    past.told = world.told - len(since)
    return past


def _before(
    moment: float, earlier: Iterable[Event], changes: Sequence[Changed]
) -> dict[Key, Record | None]:
    """Each record that changed since, as it was; None if it was not there yet.

    In the order of its first change, so that what belongs to an endpoint comes after it.
    """
    first: dict[Key, Changed] = {}
    for change in changes:
        first.setdefault((type(change.record), change.record.id), change)
    found: dict[Key, Record | None] = {}
    for event in earlier:
        if len(found) == len(first):
            break
        if isinstance(event, Changed):
            key = type(event.record), event.record.id
            if key in first and key not in found:
                found[key] = None if isinstance(event, Dropped) else event.record
    return {key: found[key] if key in found else _guess(first[key], moment) for key in first}


def _guess(event: Changed, moment: float) -> Record | None:
    """What was forgotten about a record, from its first news after it."""
    record = event.record
    born = getattr(record, "created_at", None)
    if born is None:  # of these, the first news is nearly always their birth
        return record if isinstance(event, Dropped) or isinstance(record, Account) else None
    return record if born <= moment else None


def _take_back_counts(
    world: World, past: World, since: Sequence[Changed], before: dict[Key, Record | None]
) -> None:
    """`completed`, `failed` and `retried` are what they are now, less what came since."""
    known, more = dict(before), defaultdict[str, Roster](Roster)
    for event in since:
        if not isinstance(event, Dropped) and isinstance(new := event.record, Job):
            old = known.get((Job, new.id))
            more[new.endpoint_id].note_job(old if isinstance(old, Job) else None, new)
            known[Job, new.id] = new
    for id, roster in past.index.rosters.items():
        if (now := world.index.rosters.get(id)) is not None:
            roster.completed = now.completed - more[id].completed
            roster.failed = now.failed - more[id].failed
            roster.retried = now.retried - more[id].retried


def _still(past: World, moment: float) -> World:
    past.timeline, past.effects = Timeline(), []
    past.timeline.now = moment
    return past
