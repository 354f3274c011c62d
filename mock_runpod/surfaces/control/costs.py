"""What a world has cost, and what it would go on costing."""

from dataclasses import asdict

from typing_extensions import TypedDict

from mock_runpod.engine import ledger
from mock_runpod.model import Endpoint
from mock_runpod.surfaces.kit import Call, Reply, Route, reply


class LeakDocument(TypedDict):
    """Something that was made and left behind. `monthly` is US dollars, if it stays as it is."""

    kind: str
    id: str
    name: str
    monthly: float


class LeaksDocument(TypedDict):
    leaks: list[LeakDocument]
    monthly: float


class SpentDocument(TypedDict):
    usd: float


async def leaks(call: Call) -> Reply:
    """Endpoints and volumes that somebody made and nobody took away, with what they cost a month.

    What the world began with is no leak.
    """
    with call.driver.turn() as world:
        found = ledger.leaks(world)
    monthly = round(sum(leak.monthly for leak in found), 2)
    return reply({"leaks": [asdict(leak) for leak in found], "monthly": monthly})


async def spent(call: Call) -> Reply:
    """US dollars that workers have cost up to now; `?endpoint=ID`: those of that endpoint."""
    id = call.query.get("endpoint")
    with call.driver.turn() as world:
        if id is not None and not ledger.spent(world, id):
            world.get(Endpoint, id)
        return reply({"usd": round(ledger.spent(world, id), 6)})


routes = [
    Route("GET", "/leaks", leaks, answer=LeaksDocument),
    Route("GET", "/spent", spent, answer=SpentDocument),
]
