"""How time passes in a world, turn by turn. One event loop, so nothing is locked."""

import asyncio
import logging
import math
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from itertools import count
from types import TracebackType
from typing import Any

from mock_runpod.engine import attached
from mock_runpod.engine.ringing import ring
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World
from mock_runpod.runtime.clock import Clock
from mock_runpod.runtime.errands import Errands
from mock_runpod.runtime.polls import Polls
from mock_runpod.runtime.waiting import WaitingRoom

log = logging.getLogger("mock_runpod.world")

#: uvloop spins on timers nearer than this.
NEAREST_S = 0.001
#: How many turns an advance may take before it lets others have the loop.
BREATH = 500


class Pace(ABC):
    """A world, its clock, those who wait in it, and what is under way outside.

    Time stands while anything is outside, and skips while somebody waits: always in `auto`, and in
    `manual` while one of those who wait `moves` it. Then it never skips while a real worker has
    something to do: it passes. `accidents` counts what went wrong in the
    engine itself.
    """

    def __init__(self, name: str, world: World, clock: Clock) -> None:
        self.name, self.world, self.clock = name, world, clock
        self.accidents = 0
        self._room, self._errands, self._polls = WaitingRoom(), Errands(), Polls()
        self._movers = 0
        self._advancing = asyncio.Lock()
        self._handle: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._armed_for = 0.0
        self._skipper: asyncio.Task[None] | None = None

    # Turns.

    def turn(self) -> AbstractContextManager[World]:
        """The only way in: `with driver.turn() as world`. Never await inside.

        It catches up with the clock, lets the caller change things, and passes the news on.
        """
        return self

    def __enter__(self) -> World:
        return self.catch_up()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.settle()

    def catch_up(self) -> World:
        self.world.advance(self.clock.now(), self._ring)
        return self.world

    def settle(self) -> None:
        """Let what is due at once happen, and tell everybody whom it concerns."""
        world = self.world
        world.advance(world.now, self._ring)
        self._after_turn(world)
        if world.index.attached or self.clock.flows:
            self._keep_pace(world)
        if self.clock.rate:
            self._rearm(world)

    @abstractmethod
    def _after_turn(self, world: World) -> None:
        """What there is to do about what happened."""

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

    # Time that passes by itself.

    def _rearm(self, world: World) -> None:
        """One timer of the event loop, never later than the earliest thing due in this world."""
        due, loop = world.timeline.next_due(), asyncio.get_running_loop()
        armed = self._handle is not None and self._loop is loop  # one of an ended loop never rings
        if due is None or (armed and self._armed_for <= due):
            return
        self.stop_timer()
        delay = max(NEAREST_S, self.clock.until(due) or 0.0)
        self._armed_for, self._loop = due, loop
        self._handle = loop.call_later(delay, self._tick)

    def _tick(self) -> None:
        self._handle = None
        with self:
            pass

    def _keep_pace(self, world: World) -> None:
        """Where time would skip, it flows while a real worker has something to do."""
        moving = self.clock.mode == "auto" or self._movers > 0
        self.clock.flow(moving and attached.at_work(world))
        if not self.clock.flows:
            self._start_skipping()

    def stop_timer(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    @property
    def _may_skip(self) -> bool:
        moving = self.clock.skips or (self._movers > 0 and not self.clock.rate)
        return moving and bool(self._room) and not self._errands

    def _start_skipping(self) -> None:
        if self._skipper is None and self._may_skip:
            self._skipper = asyncio.get_running_loop().create_task(self._skip())

    async def _skip(self) -> None:
        """Jump from event to event as long as somebody waits and nothing outside is under way."""
        try:
            while True:
                await asyncio.sleep(0)
                if not (self._may_skip and self._jump()):
                    return
        finally:
            self._skipper = None

    def _errand_done(self, _: asyncio.Task[None]) -> None:
        if not self._errands:
            self._start_skipping()

    # Time that is moved.

    def _jump(self, until: float = math.inf) -> bool:
        """On to the next thing that is due by then, and let it happen. False: there is none."""
        due = self.world.timeline.next_due()
        if due is None or due > until:
            return False
        self._arrive(due)
        return True

    def _arrive(self, moment: float) -> None:
        self.clock.jump_to(moment)
        with self:
            pass

    async def advance(self, seconds: float) -> float:
        """Let world time pass, from event to event; what goes outside is waited for on its way.

        That takes ten real seconds at most each time: then a webhook's receiver counts as silent.
        One at a time: two of ten seconds are twenty. A reset ends it.
        """
        async with self._advancing:
            await self._pass_until(self.clock.now() + seconds)
            return self.world.now

    async def skip(self, seconds: float) -> float:
        """Let world time pass to the next thing that is due, and at least by so much."""
        async with self._advancing:
            self._arrive(self.clock.now())
            target = self.clock.now() + seconds
            await self._pass_until(max(target, self.world.timeline.next_due() or 0.0))
            return self.world.now

    async def _pass_until(self, target: float) -> None:
        clock = self.clock
        self._arrive(clock.now())
        for jumps in count(1):
            await self._errands.finished()
            if self.clock is not clock or not self._jump(target):
                break
            if self._room or jumps % BREATH == 0:
                await asyncio.sleep(0)  # who waits sees every moment, not only the last
        if self.clock is clock:
            self._arrive(target)

    async def polled(self, job_id: str) -> None:
        """In `auto`, somebody who asks again about unfinished work has slept in between.

        So the world moves to `poll_worth_s` after it was last asked, unless it is there already:
        a client whose sleeps are told is not counted twice.
        """
        if not self.clock.skips:
            return
        await asyncio.sleep(0)  # within one process, polls alone would keep the loop to themselves
        before = self._polls.last(self.world, job_id)
        if before is not None:
            target = before + self.world.settings.poll_worth_s
            while not self._errands and self._jump(target):
                pass
            if not self._errands:
                self._arrive(target)
        self._polls.note(self.world, job_id)

    def set_mode(self, mode: str) -> None:
        """Another way for time to pass, from now on. Raises Invalid."""
        self.clock.set_mode(mode)
        self.stop_timer()
        with self:
            pass
        self._start_skipping()
