"""Launchers: who starts the processes of an endpoint, and whether they are still there.

A launcher asks again and again who is in its crew; when it stops asking, it is gone.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mock_runpod.engine import arrivals, attached
from mock_runpod.engine.world import World
from mock_runpod.model import Endpoint, Worker
from mock_runpod.runtime.waiting import HungUp

if TYPE_CHECKING:
    from mock_runpod.runtime.driver import Driver

#: Real seconds that a launcher may say nothing, between two questions.
SILENCE_S = 5.0
#: News comes in heaps: so long they are gathered.
GATHER_S = 0.02
Rows = list[Any]


@dataclass(slots=True)
class Presence:
    """`told` is how many events there had been when it was last told of `rows`."""

    endpoint_id: str
    open: int = 0
    told: int = 0
    rows: Rows | None = None
    timer: asyncio.TimerHandle | None = None


class Launchers:
    """Those of one world."""

    def __init__(self, driver: "Driver") -> None:
        self._driver = driver
        self._present: dict[str, Presence] = {}

    def stop(self) -> None:
        for presence in self._present.values():
            if presence.timer:
                presence.timer.cancel()
        self._present.clear()

    def begin_anew(self, world: World) -> None:
        """Those that a loaded or forked world tells of have a while to say something."""
        for endpoint in world.every(Endpoint):
            if endpoint.scaled_by:
                self._leave(endpoint.scaled_by, self._enter(endpoint.scaled_by, endpoint.id))
        for endpoint_id, crew in world.index.attached.items():
            for worker_id in crew:
                process = world.get(Worker, worker_id).process
                if process and process.launcher:
                    self._leave(process.launcher, self._enter(process.launcher, endpoint_id))

    def is_here(self, launcher: str) -> bool:
        return launcher in self._present

    async def news(
        self,
        launcher: str,
        endpoint_id: str,
        rows: Callable[[World], Rows],
        *,
        seen: int | None,
        seconds: float,
        hangup: "asyncio.Future[Any]",
    ) -> tuple[int, Rows]:
        """The rows of its crew, once they differ from those that it has `seen`, after so many real
        seconds, or in another era; and the number by which it says next time what it has seen.
        """
        presence, driver = self._enter(launcher, endpoint_id), self._driver
        bell, era = driver.onlookers.enter(), driver.era
        hangup.add_done_callback(lambda _: bell.set())
        try:
            async with asyncio.timeout(seconds):
                while not self._differs(presence, rows, seen) and driver.era == era:
                    bell.clear()
                    await bell.wait()
                    if hangup.done():
                        raise HungUp
                    if driver.over:
                        break
                    await asyncio.sleep(GATHER_S)
        except TimeoutError:
            pass
        finally:
            driver.onlookers.leave(bell)
            self._leave(launcher, presence)
        return presence.told, presence.rows or []

    def _differs(self, presence: Presence, rows: Callable[[World], Rows], seen: int | None) -> bool:
        with self._driver.turn() as world:
            now = rows(world)
            if now != presence.rows or world.told < presence.told:
                presence.rows, presence.told = now, world.told
            return presence.told != seen

    def _enter(self, launcher: str, endpoint_id: str) -> Presence:
        presence = self._present.setdefault(launcher, Presence(endpoint_id))
        presence.open += 1
        if presence.timer:
            presence.timer.cancel()
            presence.timer = None
        return presence

    def _leave(self, launcher: str, presence: Presence) -> None:
        presence.open -= 1
        if not presence.open and not self._driver.over:
            loop = asyncio.get_running_loop()
            presence.timer = loop.call_later(SILENCE_S, self._gone, launcher)

    def _gone(self, launcher: str) -> None:
        """Its processes end with it; those that still ask for jobs belong to nobody now."""
        presence = self._present.pop(launcher)
        with self._driver.turn() as world:
            endpoint = world.find(Endpoint, presence.endpoint_id)
            if endpoint and endpoint.scaled_by == launcher:
                arrivals.scaled(world, endpoint, "")
            for worker_id in list(world.index.attached.get(presence.endpoint_id, ())):
                worker = world.get(Worker, worker_id)
                if worker.process is None or worker.process.launcher != launcher:
                    continue
                if self._driver.gateway.asks(worker_id):
                    arrivals.disown(world, worker)
                else:
                    attached.gone(world, worker, "its launcher is gone", for_good=True)
