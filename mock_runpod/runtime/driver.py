import asyncio
from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any, NamedTuple, TypeVar
from weakref import proxy

from mock_runpod import fixtures
from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid, Refused
from mock_runpod.model import Chunk, Effect, Noted, Profile
from mock_runpod.runtime.clock import Clock
from mock_runpod.runtime.gateway import Gateway
from mock_runpod.runtime.handlers import Handlers
from mock_runpod.runtime.journal import Journal
from mock_runpod.runtime.launchers import Launchers
from mock_runpod.runtime.onlookers import Onlookers
from mock_runpod.runtime.pace import Pace
from mock_runpod.runtime.polls import Polls
from mock_runpod.runtime.snapshots import moments
from mock_runpod.runtime.snapshots.moments import Moment
from mock_runpod.runtime.snapshots.past import Past
from mock_runpod.runtime.snapshots.shelf import Shelf
from mock_runpod.runtime.waiting import HungUp
from mock_runpod.runtime.worker_logs import WorkerLogs

T = TypeVar("T")
News = Callable[["Driver", Noted], None]
Send = Callable[["Driver", Effect], asyncio.Task[None]]

#: What one waits for who wants news of whatever it is.
ANYTHING = "*"
NOT_KEPT = "no turns are kept; set rewind_turns to how many to keep from now on, or load a snapshot"


class Era(NamedTuple):
    """From one world to the next: another number after every reset and rewind, in this process.

    `told` is how many events the world brought with it.
    """

    number: int
    told: int


ERAS = count(1)


class Driver(Pace):
    """Joins a pure World to time and to those who wait.

    `make` gives the world as it is at the beginning; `send` begins what is asked of the outside,
    and its task reports back before it ends; `hear` is told remarks worth a log line. `held` counts
    the requests that are kept waiting, by endpoint and operation.
    """

    def __init__(
        self, name: str, make: Callable[[Clock], World], mode: str, *, send: Send, hear: News
    ) -> None:
        self._make, self._mode, self._send, self._hear = make, mode, send, hear
        clock = Clock(mode)
        super().__init__(name, make(clock), clock)
        self._told, self._noted = self.world.told, self.world.noted
        self.held: Counter[tuple[str, str]] = Counter()
        self._closing = False
        self._past, self.snapshots = Past(), Shelf()
        self.journal, self.onlookers, self.era = Journal(), Onlookers(), _era(self.world)
        self.handlers = Handlers()
        self.logs, self.launchers = WorkerLogs(), Launchers(proxy(self))
        self.gateway = Gateway(proxy(self))  # not itself, or nobody could let go of it at once

    # News.

    def _after_turn(self, world: World) -> None:
        if world.told != self._told:
            self._pass_on(world)
        if world.settings.rewind_turns and world.told != self._past.told:
            self._past.keep(self._moment(), world.settings.rewind_turns)
        if world.effects:
            self._hand_over(world)

    def stir(self) -> None:
        """There is something new to see for whoever looks at everything."""
        self.onlookers.ring()
        self._room.tell(ANYTHING)

    def _pass_on(self, world: World) -> None:
        self.stir()
        if world.index.attached or self.gateway.awake:
            self.gateway.hear(world, world.news_since(self._told))
        if self.handlers.any_slow:
            self.handlers.hear(self, world.news_since(self._told))
        if not self._room and world.noted == self._noted:
            self._told = world.told  # nobody to tell, as most of the time
            return
        if world.told - self._told > len(world.events):
            self._room.wake_all()  # more happened at once than the world remembers
        for event in world.news_since(self._told):
            if isinstance(event, Noted):
                self.logs.hear(world, event)
                self._hear(self, event)
                continue
            record = event.record
            self._room.tell(record.job_id if isinstance(record, Chunk) else record.id)
        self._told, self._noted = world.told, world.noted

    def _hand_over(self, world: World) -> None:
        effects, world.effects = world.effects, []
        for effect in effects:
            task = self._send(self, effect)
            self._errands.begin(task)
            task.add_done_callback(self._errand_done)

    # Waiting.

    async def wait(
        self,
        about: str,
        ready: Callable[[World], T | None],
        seconds: float,
        hangup: asyncio.Future[Any] | None = None,
        *,
        moves: bool = False,
    ) -> T | None:
        """What `ready` finds, or None once `seconds` of the world's own time have gone by.

        It is asked again on news of the record with the id `about`, or of ANYTHING, and when the
        world it began in is no more. Who `moves` makes time skip in `manual`, too. Raises HungUp
        when `hangup` is done first.
        """
        with self as began:
            deadline = began.now + seconds
            if (found := ready(began)) is not None or seconds <= 0 or self._closing:
                return found
            waiter = self._room.enter(about)
            began.timeline.schedule(seconds, waiter.alarm)
        if hangup is not None:
            hangup.add_done_callback(lambda _: waiter.wake())
        self._movers += moves
        if moves:
            self.settle()
        try:
            while True:
                self._start_skipping()
                await waiter.news()
                if hangup is not None and hangup.done():
                    raise HungUp
                with self as world:
                    over = world.now >= deadline or world is not began or self._closing
                    if (found := ready(world)) is not None or over:
                        return found
        finally:
            self._movers -= moves
            self._room.leave(waiter)
            self.world.timeline.cancel(waiter.alarm)
            if self.clock.flows:
                self.settle()  # it may have flowed for this one alone

    async def doze(self, seconds: float) -> float:
        """How much is left for somebody who wants to sleep so long, when time no longer flows.

        While a real worker has something to do, it does not pass by being told to.
        """
        until, bell = self.clock.now() + seconds, self.onlookers.enter()
        try:
            async with asyncio.timeout(seconds):
                while self.clock.flows and not self._closing:
                    bell.clear()
                    await bell.wait()
        except TimeoutError:
            pass
        finally:
            self.onlookers.leave(bell)
        return max(0.0, until - self.clock.now())

    @property
    def over(self) -> bool:
        """Nothing more will happen here."""
        return self._closing

    @property
    def waiting(self) -> int:
        return len(self._room)

    # Beginning and end.

    def reset(self) -> None:
        """Back to the beginning, in an instant; the old state is let go of little by little."""
        clock = Clock(self._mode)
        self.journal.clear()
        self._go_on_with(self._make(clock), clock)

    def end(self) -> None:
        """This world is dropped. Who still has it in hand finds nothing there."""
        self.stop()
        self._make, self._mode = _nothing, "manual"
        self._closing = True
        self.reset()
        self.snapshots.clear()

    def stop(self) -> None:
        """Nothing happens here by itself any more."""
        self.stop_timer()
        self.gateway.vigil.stop()
        self.launchers.stop()

    def moment(self) -> Moment:
        """This world as it is now, to come back to."""
        with self:
            pass
        return self._moment()

    def _moment(self) -> Moment:
        return Moment(self.world.fork(), self.clock.mode, self._polls.all(self.world))

    def go_back(self, moment: Moment) -> None:
        """On from there, whatever has happened since. Who waits is served as at a reset."""
        clock = Clock(moment.mode)
        clock.jump_to(moment.world.now)
        self._go_on_with(moments.resumed(moment), clock)
        self._polls = Polls(moment.polls)
        with self:
            pass

    def rewind(self, event: int) -> None:
        """To the latest turn that is kept and had not gone beyond this event.

        Raises Invalid when there was no such event yet, and Refused when no such turn is kept.
        """
        told, most = self.world.told, self.world.settings.rewind_turns
        if not 0 <= event <= told:
            raise Invalid(f"there were {told} events so far, and none has number {event}")
        moment, past = self._past.at(event), self._past
        if moment is None:
            since = f"the {len(past)} turns that are kept begin at event {past.begins}"
            raise Refused(since if past else NOT_KEPT if not most else "nothing happened yet")
        self.go_back(moment)
        past.forget_after(moment)
        self._past = past

    def _go_on_with(self, world: World, clock: Clock) -> None:
        """Another world from now on.

        What was under way outside is broken off, so that it cannot report to the new world.
        """
        old, self.world, self.clock = self.world, world, clock
        self.stop_timer()
        self._errands.break_off()
        self._polls, self._past = Polls(), Past()
        self._told, self._noted, self.era = world.told, world.noted, _era(world)
        self.onlookers.ring()
        self.gateway.begin_anew()
        self.launchers.begin_anew(world)
        self.logs.clear()
        self._room.send_away()  # so that nobody who waited in the old world moves the new clock
        asyncio.get_running_loop().call_soon(_bury, old)

    def let_go(self) -> None:
        """Nobody waits any longer: each gets to hear how things stand now."""
        self._closing = True
        self._room.wake_all()
        self.gateway.let_go()
        self.onlookers.ring()


def _era(world: World) -> Era:
    return Era(next(ERAS), world.told)


def _nothing(_: Clock) -> World:
    return World(catalog=fixtures.catalog(), profile=Profile(name="none"))


def _bury(old: World) -> None:
    """Freeing many records at once would stall everybody else for tens of milliseconds."""
    if old.shed(500):
        asyncio.get_running_loop().call_soon(_bury, old)
