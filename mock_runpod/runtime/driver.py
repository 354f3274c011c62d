import asyncio
import logging
import math
from collections import Counter
from collections.abc import Callable
from itertools import count
from types import TracebackType
from typing import Any, TypeVar

from mock_runpod.engine.ringing import ring
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World
from mock_runpod.model import Chunk, Effect, Noted
from mock_runpod.runtime.clock import Clock
from mock_runpod.runtime.errands import Errands
from mock_runpod.runtime.journal import Journal
from mock_runpod.runtime.waiting import WaitingRoom

T = TypeVar("T")
News = Callable[["Driver", Noted], None]
Send = Callable[["Driver", Effect], asyncio.Task[None]]
log = logging.getLogger("mock_runpod.world")

#: uvloop spins on timers nearer than this.
NEAREST_S = 0.001
#: How many turns an advance may take before it lets others have the loop.
BREATH = 500


class HungUp(Exception):
    """The client that was waited for has gone."""


class Turn:
    """One step: catch up with the clock, let the caller change things, pass the news on."""

    __slots__ = ("_driver",)

    def __init__(self, driver: "Driver") -> None:
        self._driver = driver

    def __enter__(self) -> World:
        return self._driver.catch_up()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._driver.settle()


class Driver:
    """Joins a pure World to time and to those who wait. One event loop, so nothing is locked.

    `make` gives the world as it is at the beginning; `send` begins what is asked of the outside,
    and its task reports back before it ends; `hear` is told remarks worth a log line. `held` counts
    the requests that are kept waiting, by endpoint and operation; `accidents` what went wrong in
    the engine itself.
    """

    def __init__(
        self, name: str, make: Callable[[Clock], World], mode: str, *, send: Send, hear: News
    ) -> None:
        self.name, self._make, self._send, self._hear = name, make, send, hear
        self._mode, self.clock = mode, Clock(mode)
        self.world = make(self.clock)
        self._turn = Turn(self)
        self._told, self._noted = self.world.told, self.world.noted
        self.held: Counter[tuple[str, str]] = Counter()
        self._errands = Errands(self._start_skipping)
        self._advancing = asyncio.Lock()
        self._closing = False
        self._room = WaitingRoom()
        self.journal = Journal(self.world.settings.max_journal_entries)
        self.accidents = 0
        self._handle: asyncio.TimerHandle | None = None
        self._armed_for = 0.0
        self._skipper: asyncio.Task[None] | None = None

    # Turns.

    def turn(self) -> Turn:
        """The only way in: `with driver.turn() as world`. Never await inside."""
        return self._turn

    def catch_up(self) -> World:
        self.world.advance(self.clock.now(), self._ring)
        return self.world

    def settle(self) -> None:
        """Let what is due at once happen, and tell everybody whom it concerns."""
        world = self.world
        world.advance(world.now, self._ring)
        if world.told != self._told:
            self._pass_on(world)
        if world.effects:
            self._hand_over(world)
        if self.clock.rate:
            self._rearm(world)

    def _ring(self, world: World, timer: Timer, payload: Any) -> None:
        """Whoever takes a turn must not pay for an accident in something else that was due."""
        if timer.what == "alarm":
            self._room.ring(timer.id)
            return
        try:
            ring(world, timer, payload)
        except Exception:
            self.accidents += 1
            log.exception("an accident in %s: %s %s", self.name, timer.what, timer.id)

    def _pass_on(self, world: World) -> None:
        if not self._room and world.noted == self._noted:
            self._told = world.told  # nobody to tell, as most of the time
            return
        if world.told - self._told > len(world.events):
            self._room.wake_all()  # more happened at once than the world remembers
        for event in world.news_since(self._told):
            if isinstance(event, Noted):
                self._hear(self, event)
                continue
            record = event.record
            self._room.tell(record.job_id if isinstance(record, Chunk) else record.id)
        self._told, self._noted = world.told, world.noted

    def _hand_over(self, world: World) -> None:
        effects, world.effects = world.effects, []
        for effect in effects:
            self._errands.begin(self._send(self, effect))

    # Waiting.

    async def wait(
        self,
        about: str,
        ready: Callable[[World], T | None],
        seconds: float,
        hangup: asyncio.Future[Any] | None = None,
    ) -> T | None:
        """What `ready` finds, or None once `seconds` of the world's own time have gone by.

        It is asked again on news of the record with the id `about`, and when the world it began in
        is no more. Raises HungUp when `hangup` is done first.
        """
        with self._turn as began:
            deadline = began.now + seconds
            if (found := ready(began)) is not None or seconds <= 0 or self._closing:
                return found
            waiter = self._room.enter(about)
            began.timeline.schedule(seconds, waiter.alarm)
        if hangup is not None:
            hangup.add_done_callback(lambda _: waiter.wake())
        try:
            while True:
                self._start_skipping()
                await waiter.news()
                if hangup is not None and hangup.done():
                    raise HungUp
                with self._turn as world:
                    over = world.now >= deadline or world is not began or self._closing
                    if (found := ready(world)) is not None or over:
                        return found
        finally:
            self._room.leave(waiter)
            self.world.timeline.cancel(waiter.alarm)

    @property
    def waiting(self) -> int:
        return len(self._room)

    async def polled(self) -> None:
        """In `auto`, somebody who asked about unfinished work will now sleep and ask again."""
        if not self.clock.skips:
            return
        await asyncio.sleep(0)  # within one process, polls alone would keep the loop to themselves
        target = self.clock.now() + self.world.settings.poll_worth_s
        while not self._errands and self._jump(target):
            pass
        if not self._errands:
            self._arrive(target)

    # Time that passes.

    def _rearm(self, world: World) -> None:
        """One timer of the event loop, never later than the earliest thing due in this world."""
        due = world.timeline.next_due()
        if due is None or (self._handle is not None and self._armed_for <= due):
            return
        self.stop_timer()
        delay = max(NEAREST_S, self.clock.until(due) or 0.0)
        self._armed_for = due
        self._handle = asyncio.get_running_loop().call_later(delay, self._tick)

    def _tick(self) -> None:
        self._handle = None
        with self._turn:
            pass

    def _start_skipping(self) -> None:
        if self.clock.skips and self._room and not self._errands and self._skipper is None:
            self._skipper = asyncio.get_running_loop().create_task(self._skip())

    async def _skip(self) -> None:
        """Jump from event to event as long as somebody waits and nothing outside is under way."""
        try:
            while True:
                await asyncio.sleep(0)
                going = self._room and self.clock.skips and not self._errands
                if not (going and self._jump()):
                    return
        finally:
            self._skipper = None

    def _jump(self, until: float = math.inf) -> bool:
        """On to the next thing that is due by then, and let it happen. False: there is none."""
        due = self.world.timeline.next_due()
        if due is None or due > until:
            return False
        self._arrive(due)
        return True

    def _arrive(self, moment: float) -> None:
        self.clock.jump_to(moment)
        with self._turn:
            pass

    async def advance(self, seconds: float) -> float:
        """Let world time pass, from event to event; what goes outside is waited for on its way.

        One at a time: two of ten seconds are twenty. A reset ends it.
        """
        async with self._advancing:
            clock = self.clock
            target = clock.now() + seconds
            self._arrive(clock.now())
            for jumps in count(1):
                await self._errands.finished()
                if self.clock is not clock or not self._jump(target):
                    break
                if self._room or jumps % BREATH == 0:
                    await asyncio.sleep(0)  # who waits sees every moment, not only the last
            if self.clock is clock:
                self._arrive(target)
            return self.world.now

    def set_mode(self, mode: str) -> None:
        """Another way for time to pass, from now on. Raises Invalid."""
        self.clock.set_mode(mode)
        self.stop_timer()
        with self._turn:
            pass
        self._start_skipping()

    # Beginning and end.

    def reset(self) -> None:
        """Back to the beginning, in an instant; the old state is let go of little by little.

        What was under way outside is broken off, so that it cannot report to the new world.
        """
        old, self.clock = self.world, Clock(self._mode)
        self.stop_timer()
        self._errands.break_off()
        self.world = self._make(self.clock)
        self._told, self._noted = self.world.told, self.world.noted
        self._room.send_away()  # so that nobody who waited in the old world moves the new clock
        asyncio.get_running_loop().call_soon(_bury, old)

    def let_go(self) -> None:
        """Nobody waits any longer: each gets to hear how things stand now."""
        self._closing = True
        self._room.wake_all()

    def stop_timer(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


def _bury(old: World) -> None:
    """Freeing many records at once would stall everybody else for tens of milliseconds."""
    if old.shed(500):
        asyncio.get_running_loop().call_soon(_bury, old)
