"""The documented rate limits, counted in the world's own time (B-112). Off unless switched on."""

from collections import deque

from mock_runpod.engine.world import World
from mock_runpod.errors import TooMany
from mock_runpod.model import RateLimit, WorkerStatus

WINDOW_S = 10.0


def admit(world: World, endpoint_id: str, operation: str) -> None:
    """Count one request, or raise TooMany with the seconds until there is room again."""
    if not world.settings.rate_limits:
        return
    limit = world.catalog.rate_limits.get(operation)
    if limit is None:
        return
    lately = world.asked.setdefault((endpoint_id, operation), deque())
    while lately and lately[0] <= world.now - WINDOW_S:
        lately.popleft()
    if len(lately) >= per_window(world, endpoint_id, limit):
        wait = lately[0] + WINDOW_S - world.now
        raise TooMany(f"rate limit of {operation} exceeded", retry_after=wait)
    lately.append(world.now)


def per_window(world: World, endpoint_id: str, limit: RateLimit) -> int:
    """The documented number, or what the running workers can take if that is more."""
    running = len(world.index.rosters[endpoint_id].crew[WorkerStatus.RUNNING])
    return max(limit.per_10s, running * world.settings.rate_per_worker)


def check_concurrent(world: World, operation: str, waiting: int) -> None:
    """`waiting` requests of this kind are being held already."""
    limit = world.catalog.rate_limits.get(operation)
    if limit and limit.concurrent and world.settings.rate_limits and waiting >= limit.concurrent:
        raise TooMany(f"too many concurrent {operation} requests", retry_after=1.0)
