from collections import defaultdict, deque
from collections.abc import Callable
from copy import copy
from random import Random
from typing import Any, TypeVar, cast

from mock_runpod.engine.index import DROPPED, PUT, Index
from mock_runpod.engine.timeline import Timeline, Timer
from mock_runpod.errors import NotFound
from mock_runpod.model import (
    Account,
    Catalog,
    Changed,
    Dropped,
    Effect,
    Event,
    NetworkVolume,
    Noted,
    Profile,
    Record,
)
from mock_runpod.settings import WorldSettings

R = TypeVar("R", bound=Record)
Ring = Callable[["World", Timer, Any], None]

#: The word a user reads for a kind of record, where it is not simply the kind's name.
NOUNS: dict[type[Record], str] = {NetworkVolume: "network volume"}


class World:
    """Everything that is true, everything that is due, and everything that was said about it.

    `epoch` is the Unix time of the world's second 0; `told` counts every event there ever was, also
    those that the bounded list has forgotten, and `noted` the remarks among them. The first so many
    as `furnished` says made the world what it was at its beginning.
    """

    def __init__(
        self,
        *,
        catalog: Catalog,
        profile: Profile,
        settings: WorldSettings | None = None,
        seed: int | str = 0,
        epoch: float = 0.0,
    ) -> None:
        self.catalog, self.profile, self.epoch = catalog, profile, epoch
        self.settings = settings or WorldSettings()
        self.timeline = Timeline()
        self.seed, self.random = seed, Random(seed)
        self.events: deque[Event] = deque(maxlen=self.settings.event_limit or None)
        self.told = self.noted = self.furnished = 0
        self.effects: list[Effect] = []
        self.index = Index()
        self.asked: dict[tuple[str, str], deque[float]] = {}
        self._records: defaultdict[type[Record], dict[str, Any]] = defaultdict(dict)

    @property
    def now(self) -> float:
        return self.timeline.now

    @property
    def account(self) -> Account:
        account: Account = next(iter(self._records[Account].values()))
        return account

    def get(self, kind: type[R], id: str) -> R:
        """The record, or NotFound in the words `endpoint not found`."""
        try:
            return cast(R, self._records[kind][id])
        except KeyError:
            noun = NOUNS.get(kind, kind.__name__.lower())
            raise NotFound(f"{noun} not found", noun=noun, id=id) from None

    def find(self, kind: type[R], id: str) -> R | None:
        return cast("R | None", self._records[kind].get(id))

    def every(self, kind: type[R]) -> list[R]:
        return list(self._records[kind].values())

    def put(self, record: R) -> R:
        kind, id = type(record), record.id
        records = self._records[kind]
        if note := PUT.get(kind):
            note(self.index, records.get(id), record)
        records[id] = record
        self.events.append(Changed(self.timeline.now, record))
        self.told += 1
        return record

    def drop(self, record: Record) -> None:
        kind = type(record)
        gone = self._records[kind].pop(record.id)
        if note := DROPPED.get(kind):
            note(self.index, gone)
        self.events.append(Dropped(self.timeline.now, gone))
        self.told += 1

    def note(self, about: str, text: str, *, job: str | None = None) -> None:
        """A remark for the log; nothing changes. `job`: a worker printed it while it had this."""
        self.events.append(Noted(self.timeline.now, about, text, job))
        self.told += 1
        self.noted += 1

    def news_since(self, told: int) -> list[Event]:
        """The events after the first `told`, as far as they are still remembered."""
        fresh = min(self.told - told, len(self.events))
        return [self.events[i] for i in range(-fresh, 0)]

    def advance(self, until: float, ring: Ring, *, pause: bool = False) -> None:
        """Let time pass; with `pause`, up to the moment something is asked of the outside."""
        timeline = self.timeline
        while not (pause and self.effects):
            due = timeline.pop_due(until)
            if due is None:
                timeline.now = max(timeline.now, until)
                return
            ring(self, *due)

    def shed(self, most: int) -> bool:
        """Let go of so many records of a world nobody uses any more; false when none are left."""
        self.events.clear()
        for records in self._records.values():
            for _ in range(min(most, len(records))):
                records.popitem()
                most -= 1
        return most <= 0

    def fork(self) -> "World":
        """The same moment, free to go another way. Cheap: records and events never change."""
        twin = copy(self)
        twin.timeline, twin.random, twin.index = self.timeline.fork(), Random(0), self.index.fork()
        twin.random.setstate(self.random.getstate())
        twin.events, twin.effects = self.events.copy(), [*self.effects]
        twin.asked = {key: times.copy() for key, times in self.asked.items()}
        tables = {kind: {**records} for kind, records in self._records.items()}
        twin._records = defaultdict(dict, tables)
        return twin
