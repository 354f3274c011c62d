"""Something changed at an endpoint: somebody should look at it before this moment is over.

Verbs do not call the scheduler, they leave it a timer that is due at once. Ten changes in a moment
are one look, and a job need not know who schedules it.
"""

from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World


def call(world: World, endpoint_id: str) -> None:
    world.timeline.soon(Timer("endpoint-looks", endpoint_id))
