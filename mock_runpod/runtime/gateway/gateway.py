import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from mock_runpod.engine import arrivals, attached
from mock_runpod.engine.attached import Taken
from mock_runpod.engine.world import World
from mock_runpod.model import Changed, Dropped, Endpoint, Event, Process, Step, Worker
from mock_runpod.runtime.clock import stopwatch
from mock_runpod.runtime.gateway.polls import Poll, Polls, Takes, Who
from mock_runpod.runtime.gateway.vigil import Vigil
from mock_runpod.runtime.waiting import HungUp

if TYPE_CHECKING:
    from mock_runpod.runtime.driver import Driver

T = TypeVar("T")
#: To a worker that is to end, questions are answered after this: soon, but not in a hot loop (W15).
DRAIN_HOLD_S = 0.2
#: No job: it lets a worker that waits for jobs to stop go on at once (section 6.2).
DRAIN = "drain"
#: It has begun work, or ended it, and nothing else.
CHANGED = ""


class Gateway:
    """The real workers of one world: what they ask, tell, and leave unsaid.

    They live in real time, so everything here counts real seconds.
    """

    def __init__(self, driver: "Driver") -> None:
        self._driver = driver
        self._takes, self._stops = Takes(), Polls()
        self._staffed = False
        self.vigil = Vigil(driver)

    @property
    def awake(self) -> bool:
        """Whether there is anybody whom news may concern."""
        return self._staffed or bool(self._takes)

    def asks(self, worker_id: str) -> bool:
        """Whether it has a question open."""
        return bool(self._takes.of(worker_id) or self._stops.of(worker_id))

    # What they ask.

    async def take(
        self, who: Who, most: int, *, busy: bool, hangup: "asyncio.Future[Any]"
    ) -> list[Taken]:
        """Up to `most` jobs, as soon as there are any; none after `long_poll_s`, or when it is to
        end. Raises NotFound, Refused, and HungUp when the client goes (W1 to W6).
        """
        with self._driver.turn() as world:
            worker, hold = self._admitted(world, who), world.settings.long_poll_s
            if worker:
                worker = self._asks(world, worker, who, busy)
        poll = Poll(who)
        self._takes.enter(poll)
        try:
            if worker is None or worker.leaving:
                await self._until(poll, DRAIN_HOLD_S, hangup, nothing)
                return []
            found = await self._until(poll, hold, hangup, lambda world: self._job(world, who, most))
            return found or []
        finally:
            self._takes.leave(poll)
            self._takes.call(self._driver.world)  # if it was rung for, others can have it

    def _asks(self, world: World, worker: Worker, who: Who, busy: bool) -> Worker:
        presence = self.vigil.of(worker.id)
        twin = bool(self._takes.of(worker.id)) and who.sdk == attached.OFFICIAL
        self._suspect(world, worker, who, self._takes.of(worker.id) if twin else [])
        worker = attached.introduce(world, worker, who.sdk, who.version)
        if not busy:
            self.vigil.lose(world, presence.dropped(worker, stopwatch()))
            worker = world.get(Worker, worker.id)
        return attached.asks(world, worker, busy=busy or presence.shared)

    def _job(self, world: World, who: Who, most: int) -> list[Taken] | None:
        worker = world.find(Worker, who.worker_id)
        if worker is None or worker.leaving:
            return []
        taken = attached.take(world, worker, most)
        for each in taken:
            self.vigil.of(worker.id).jobs[each.job.id] = stopwatch()
        return taken or None

    async def stops(self, who: Who, *, hangup: "asyncio.Future[Any]") -> list[str]:
        """Jobs to stop, as soon as there are any (section 5); held longer while it is at work."""
        with self._driver.turn() as world:
            worker = self._admitted(world, who)
            if worker:
                self._suspect(world, worker, who, self._stops.of(worker.id))
        poll, began = Poll(who), stopwatch()
        self._stops.enter(poll)
        try:
            if worker is None:
                await self._until(poll, DRAIN_HOLD_S, hangup, nothing)
                return [DRAIN]
            return await self._mail(poll, began, hangup)
        finally:
            self._stops.leave(poll)

    async def _mail(self, poll: Poll, began: float, hangup: "asyncio.Future[Any]") -> list[str]:
        """Asked again whenever it has begun or ended work: each has a hold of its own (W16)."""
        idle_since, settings = began, self._driver.world.settings
        while True:
            worker = self._driver.world.find(Worker, poll.worker_id)
            busy = worker is not None and bool(worker.holds)
            limit = began + settings.busy_poll_s if busy else idle_since + settings.long_poll_s
            limit = min(limit, self._reminder_due(poll))
            ready = partial(self._stop, poll, busy=busy)
            found = await self._until(poll, limit - stopwatch(), hangup, ready)
            if found != [CHANGED]:
                return found or self.vigil.of(poll.worker_id).reminders(stopwatch())
            idle_since = stopwatch()

    def _reminder_due(self, poll: Poll) -> float:
        worker = self._driver.world.find(Worker, poll.worker_id)
        told = worker.process.told if worker and worker.process else ()
        return self.vigil.of(poll.worker_id).reminder_due(told)

    def _stop(self, poll: Poll, world: World, *, busy: bool) -> list[str] | None:
        worker = world.find(Worker, poll.worker_id)
        if worker is None or (worker.leaving and not worker.holds):
            return [DRAIN]
        if ids := attached.stops(world, worker):
            self.vigil.of(worker.id).mail.update(dict.fromkeys(ids, stopwatch()))
            return ids
        return [CHANGED] if bool(worker.holds) != busy else None

    async def _until(
        self,
        poll: Poll,
        seconds: float,
        hangup: "asyncio.Future[Any]",
        ready: Callable[[World], list[T] | None],
    ) -> list[T] | None:
        """What `ready` finds whenever the bell rings; None when time is up, or the world is.

        Raises HungUp when the client goes.
        """
        presence = self.vigil.of(poll.worker_id)
        presence.opened(stopwatch())
        hangup.add_done_callback(poll.ring)
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                return await self._ring_after_ring(poll, hangup, ready)
        except TimeoutError:
            return None
        finally:
            hangup.remove_done_callback(poll.ring)
            presence.closed(stopwatch(), by_client=hangup.done())
            if hangup.done():
                self.vigil.hung_up()

    async def _ring_after_ring(
        self,
        poll: Poll,
        hangup: "asyncio.Future[Any]",
        ready: Callable[[World], list[T] | None],
    ) -> list[T] | None:
        driver, era = self._driver, self._driver.era
        while not (driver.over or driver.era != era):
            poll.bell.clear()
            if hangup.done():
                raise HungUp
            with driver.turn() as world:
                if (found := ready(world)) is not None:
                    return found
            await poll.bell.wait()
            await asyncio.sleep(0)  # who has gone is known to have, one step later (W3)
        return None

    # What they tell.

    def report(self, who: Who, job_id: str, step: Step) -> bool:
        """False: nobody wants to hear that any more, or not from this worker (W7, W10)."""
        with self._driver.turn() as world:
            if world.find(Worker, who.worker_id):
                presence = self.vigil.of(who.worker_id)
                presence.heard = presence.jobs[job_id] = stopwatch()
            return attached.report(world, who.worker_id, job_id, step)

    def ping(self, who: Who, job_ids: frozenset[str]) -> None:
        """It is alive, or a part of it is; one that is dead does not rise by this alone."""
        with self._driver.turn() as world:
            world.get(Endpoint, who.endpoint_id)
            there = world.find(Worker, who.worker_id)
            if there or not self.vigil.is_buried(who.worker_id):
                self._admitted(world, who)
                self.vigil.of(who.worker_id).ping(stopwatch(), job_ids)

    def unfit(self, who: Who, why: str) -> None:
        """It found that it cannot work here, and ends."""
        with self._driver.turn() as world:
            if worker := self._admitted(world, who):
                attached.unfit(world, worker, why)

    # Who they are.

    def _admitted(self, world: World, who: Who) -> Worker | None:
        """The worker of this name, new if need be (W6); None for one that is to end."""
        worker = world.find(Worker, who.worker_id)
        if worker is None:
            world.get(Endpoint, who.endpoint_id)
            if self.vigil.is_dismissed(who.worker_id):
                return None
            self.vigil.welcome(who.worker_id)
            process = Process(sdk=who.sdk, sdk_version=who.version)
            worker = arrivals.attach(world, who.endpoint_id, who.worker_id, process)
        arrivals.check_place(worker, who.endpoint_id)
        return None if worker.leaving and not worker.holds else worker

    def _suspect(self, world: World, worker: Worker, who: Who, others: list[Poll]) -> None:
        """Two processes with one name cannot be told apart by what they say of their jobs."""
        presence = self.vigil.of(worker.id)
        if presence.shared or all(other.socket == who.socket for other in others):
            return
        presence.shared = True
        text = (
            "two processes say that they are worker {}: they are counted as one; give each a"
            " RUNPOD_POD_ID of its own, as `mock-runpod worker env` does"
        )
        world.note(worker.id, text.format(worker.id))

    # What they hear.

    def hear(self, world: World, news: Iterable[Event]) -> None:
        """Ring for whoever is concerned."""
        self._staffed = bool(world.index.attached)
        for event in news:
            if isinstance(event, Changed) and isinstance(event.record, Worker):
                self._takes.ring(event.record.id)
                self._stops.ring(event.record.id)
                if isinstance(event, Dropped):
                    self.vigil.forget(event)
        self._takes.call(world)

    def begin_anew(self) -> None:
        """Another world: who asks is told that there is nothing, and asks again there."""
        self.vigil.begin_anew(self._driver.world)
        self.let_go()

    def let_go(self) -> None:
        self._takes.ring_all()
        self._stops.ring_all()


def nothing(_: World) -> None:
    """For a question that is only held."""
