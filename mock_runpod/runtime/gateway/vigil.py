"""Noticing that a real worker is no more, or has lost a job, from what it does and does not say.

Looked at once a second while there is any; what was found is told to the engine in a turn.
"""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mock_runpod.engine import attached
from mock_runpod.engine.world import World
from mock_runpod.model import Dropped, Job, Worker
from mock_runpod.runtime.clock import stopwatch
from mock_runpod.runtime.gateway.presence import REOPENS_S, Presence

if TYPE_CHECKING:
    from mock_runpod.runtime.driver import Driver

LOOK_EVERY_S = 1.0
#: While somebody has hung up, and may come back.
LOOK_AGAIN_S = 0.1
#: Of so many workers that are no more it is known that they are.
MOST_REMEMBERED = 10_000


class Vigil:
    def __init__(self, driver: "Driver") -> None:
        self._driver = driver
        self._present: dict[str, Presence] = {}
        self._dismissed: dict[str, None] = {}
        self._buried: dict[str, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def of(self, worker_id: str) -> Presence:
        """What was heard of this worker; from now on it is looked after."""
        presence = self._present.get(worker_id)
        if presence is None:
            presence = self._present[worker_id] = Presence(heard=stopwatch())
            self._arm(LOOK_EVERY_S)
        return presence

    def is_dismissed(self, worker_id: str) -> bool:
        """A launcher's process that is no longer wanted, though it may not have ended yet."""
        return worker_id in self._dismissed

    def is_buried(self, worker_id: str) -> bool:
        """It has died, and only its heartbeats may go on (section 4)."""
        return worker_id in self._buried

    def welcome(self, worker_id: str) -> None:
        """It is there, whatever was thought of it."""
        self._buried.pop(worker_id, None)
        self._dismissed.pop(worker_id, None)

    def forget(self, gone: Dropped) -> None:
        """The record of a worker is no more."""
        worker = gone.record
        if isinstance(worker, Worker) and worker.process and worker.process.launcher:
            _remember(self._dismissed, worker.id)

    def hung_up(self) -> None:
        """Somebody has closed a question, and should ask again soon."""
        self._arm(REOPENS_S)

    def begin_anew(self, world: World) -> None:
        """Workers of a world that was loaded or forked have a while to say something."""
        for known in (self._present, self._dismissed, self._buried):
            known.clear()
        self._look_for_strangers(world)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def lose(self, world: World, lost: Mapping[str, str]) -> None:
        for job_id, why in lost.items():
            if (job := world.find(Job, job_id)) and job.held:
                attached.lose(world, job, why)

    # Looking.

    def _arm(self, seconds: float) -> None:
        if self._driver.over:
            return
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            if self._timer.when() <= loop.time() + seconds:
                return
            self._timer.cancel()
        self._timer = loop.call_later(seconds, self._look)

    def _look(self) -> None:
        self._timer = None
        now, silence = stopwatch(), self._driver.world.settings.worker_silence_s
        with self._driver.turn() as world:
            for worker_id, presence in list(self._present.items()):
                worker = world.find(Worker, worker_id)
                if worker is None or worker.process is None:
                    self._leave(worker_id, presence, now, silence)
                elif presence.is_dead(now):
                    self._bury(world, worker, "its connection is gone, and it has not come back")
                elif not worker.holds and presence.is_silent(now, silence):
                    self._bury(world, worker, f"nothing was heard of it for {silence:g} s")
                else:
                    self.lose(world, presence.lost(worker, now, silence))
            self._look_for_strangers(world)
        if self._present:
            gone = any(presence.hung_up for presence in self._present.values())
            self._arm(LOOK_AGAIN_S if gone else LOOK_EVERY_S)

    def _leave(self, worker_id: str, presence: Presence, now: float, silence: float) -> None:
        if presence.is_dead(now) or presence.is_silent(now, silence):
            del self._present[worker_id]

    def _bury(self, world: World, worker: Worker, why: str) -> None:
        """A launcher that is here knows better when it has ended, and starts it again."""
        del self._present[worker.id]
        _remember(self._buried, worker.id)
        launcher = worker.process.launcher if worker.process else ""
        launched = self._driver.launchers.is_here(launcher)
        if launched and not worker.holds:
            return
        attached.gone(world, worker, why, for_good=not launched)

    def _look_for_strangers(self, world: World) -> None:
        """Real workers that have said nothing since this world is in this process."""
        for crew in world.index.attached.values():
            for worker_id in crew:
                self.of(worker_id)


def _remember(known: dict[str, None], worker_id: str) -> None:
    known[worker_id] = None
    if len(known) > MOST_REMEMBERED:
        del known[next(iter(known))]
