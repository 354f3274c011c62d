from collections.abc import Mapping

from mock_runpod.engine.lifecycles import FINAL
from mock_runpod.engine.world import World
from mock_runpod.model import Job


class Polls:
    """When unfinished jobs were last asked about, in seconds of their world."""

    def __init__(self, last: Mapping[str, float] | None = None) -> None:
        self._last = dict(last or {})
        self._look_at = 64

    def last(self, world: World, job_id: str) -> float | None:
        """None when it was not asked about before, or needs no more asking."""
        return self._last.get(job_id) if unfinished(world, job_id) else None

    def note(self, world: World, job_id: str) -> None:
        """It is asked about now. Who has finished is forgotten, at the latest when we are many."""
        if not unfinished(world, job_id):
            self._last.pop(job_id, None)
            return
        self._last[job_id] = world.now
        if len(self._last) > self._look_at:
            self._last = self.all(world)
            self._look_at = max(64, 2 * len(self._last))

    def all(self, world: World) -> dict[str, float]:
        return {id: at for id, at in self._last.items() if unfinished(world, id)}


def unfinished(world: World, job_id: str) -> bool:
    job = world.find(Job, job_id)
    return job is not None and job.status not in FINAL
