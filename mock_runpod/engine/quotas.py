"""How many workers an account may have, and whether it can pay for an endpoint (B-027, B-141)."""

from mock_runpod.engine import faults
from mock_runpod.engine.world import World
from mock_runpod.errors import Refused
from mock_runpod.model import Endpoint


def worker_quota(world: World) -> int:
    earned = [n for least, n in world.catalog.quota_by_balance if world.account.balance >= least]
    return max([world.settings.worker_quota, *earned])


def check_balance(world: World) -> None:
    if world.account.balance < 0.01 or faults.struck(world, "no_balance"):
        raise Refused("You must have at least $0.01 in your account balance to create an endpoint.")


def check_workers(world: World, workers_max: int, *, besides: str | None = None) -> None:
    """Refuse when all endpoints but `besides`, and this many more, are over the quota.

    One that a fault has used up leaves no room for anything.
    """
    others = sum(e.spec.workers_max for e in world.every(Endpoint) if e.id != besides)
    quota = worker_quota(world)
    left = 0 if faults.struck(world, "quota", endpoint=besides) else quota - others
    if workers_max > left:
        raise Refused(
            f"Max workers across all endpoints must not exceed your workers quota ({quota}). "
            "Reduce the max workers for other endpoints or lower the max worker count for this "
            f"endpoint to at most {max(0, left)}."
        )
