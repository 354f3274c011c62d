"""Functions elsewhere that do the work of simulated workers: they fetch it, and report by verbs.

While an attempt is with one, the time of its world neither skips nor advances: a function has no
sense of simulated time. But it may itself wait for that world. So after a while time goes on, until
the next job ends, which may be what it waits for.
"""

import asyncio
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_runpod.engine import attempts
from mock_runpod.model import Attempt, CallHandler, Changed, Endpoint, Event, Job

if TYPE_CHECKING:
    from mock_runpod.runtime.driver import Driver

#: Real seconds that time stands still for one attempt; and again, when another job has ended.
VALVE_S, AGAIN_S = 2.0, 0.2
log = logging.getLogger("mock_runpod.handlers")


class Key(NamedTuple):
    """One attempt, in one world from its beginning to its reset."""

    era: int
    job_id: str
    number: int


class Handlers:
    """The attempts of one world that were called for, and those of them that somebody has.

    Each is given out once. A world that was loaded or forked begins with none given. `_slow` are
    those that time does not wait for, or did not before.
    """

    def __init__(self) -> None:
        self._called: set[Key] = set()
        self._given: set[Key] = set()
        self._slow: dict[Key, CallHandler] = {}

    async def fetch(
        self, driver: "Driver", endpoint_id: str, seconds: float, hangup: "asyncio.Future[Any]"
    ) -> Attempt | None:
        """The next attempt at this endpoint, waited for so many real seconds; None: there is none,
        or the world is over. Raises NotFound.
        """
        began, bell = driver.era, driver.onlookers.enter()
        hangup.add_done_callback(lambda _: bell.set())
        try:
            async with asyncio.timeout(seconds):
                while not (hangup.done() or driver.over or driver.era != began):
                    if attempt := self._take(driver, endpoint_id):
                        return attempt
                    bell.clear()
                    await bell.wait()
        except TimeoutError:
            pass
        finally:
            driver.onlookers.leave(bell)
        return None

    def _take(self, driver: "Driver", endpoint_id: str) -> Attempt | None:
        driver.world.get(Endpoint, endpoint_id)
        for attempt in attempts.at_endpoint(driver.world, endpoint_id):
            key = Key(driver.era.number, attempt.id, attempt.number)
            if key in self._given:
                continue
            self._given.add(key)
            if key not in self._called:  # it came with a world that was loaded
                with driver.turn() as world:
                    world.effects.append(CallHandler(endpoint_id, attempt.id, attempt.number))
            return attempt
        return None

    async def attend(self, driver: "Driver", effect: CallHandler) -> None:
        """Returns when the attempt is over, or has held up the world for long enough."""
        key = Key(driver.era.number, effect.job_id, effect.number)
        self._called.add(key)
        bell = driver.onlookers.enter()
        try:
            async with asyncio.timeout(AGAIN_S if key in self._slow else VALVE_S):
                while _under_way(driver, key):
                    bell.clear()
                    await bell.wait()
            self._forget(key)
        except TimeoutError:
            self._let_time_go_on(driver, key, effect)
        finally:
            driver.onlookers.leave(bell)

    def _let_time_go_on(self, driver: "Driver", key: Key, effect: CallHandler) -> None:
        if key not in self._slow:
            what = "still works on" if key in self._given else "has not fetched"
            text = "%s: the handler of endpoint %s %s job %s after %g s; time goes on without it"
            log.warning(text, driver.name, effect.endpoint_id, what, effect.job_id, VALVE_S)
        self._slow[key] = effect

    def hear(self, driver: "Driver", news: Iterable[Event]) -> None:
        """When a job has ended, whoever may have waited for it gets some time to go on."""
        ended = {
            event.record.id
            for event in news
            if isinstance(event, Changed)
            and isinstance(event.record, Job)
            and event.record.finished_at is not None
        }
        for key, effect in list(self._slow.items()):
            if not _under_way(driver, key):
                self._forget(key)
            elif ended:
                driver.world.effects.append(effect)

    @property
    def any_slow(self) -> bool:
        return bool(self._slow)

    def _forget(self, key: Key) -> None:
        self._called.discard(key)
        self._given.discard(key)
        self._slow.pop(key, None)


def _under_way(driver: "Driver", key: Key) -> bool:
    if driver.over or driver.era.number != key.era:
        return False
    attempt = driver.world.find(Attempt, key.job_id)
    return attempt is not None and attempt.number == key.number
