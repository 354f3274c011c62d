"""What workers have cost so far, and what is left behind that goes on costing.

A worker is billed from the start of its container to its end, boot, work and idle timeout included;
the image pull is free (B-125, B-206). The figure moves when a worker stops; nothing is recounted.
"""

import math
from dataclasses import dataclass

from mock_runpod.engine import market
from mock_runpod.engine.world import World
from mock_runpod.model import (
    Bill,
    ComputeType,
    Endpoint,
    EndpointSpec,
    NetworkVolume,
    Worker,
    replace,
)

HOURS_PER_MONTH = 730
#: Up to here a network volume costs its first price per GB, beyond it the second.
FIRST_TB_GB = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """Something that was made and left. `monthly` is US dollars, if it stays as it is."""

    kind: str
    id: str
    name: str
    monthly: float


def stopped(world: World, worker: Worker) -> None:
    """Its container is no more: what that cost goes on the endpoint's bill."""
    seconds = billed_seconds(world, worker)
    if seconds and worker.place:
        bill = world.find(Bill, worker.endpoint_id) or Bill(id=worker.endpoint_id)
        usd = bill.usd + seconds * worker.place.cost_per_hr / 3600
        world.put(replace(bill, seconds=bill.seconds + seconds, usd=usd))


def billed_seconds(world: World, worker: Worker) -> int:
    """Since its container started, every second begun; 0 when it does not run."""
    if worker.billed_from is None:
        return 0
    return math.ceil(round(max(0.0, world.now - worker.billed_from), 6))


def spent(world: World, endpoint_id: str | None = None) -> float:
    """US dollars up to now, of one endpoint or of all, also of workers that still run."""
    bills = [b.usd for b in world.every(Bill) if endpoint_id in (None, b.id)]
    running = [
        billed_seconds(world, worker) * worker.place.cost_per_hr / 3600
        for worker in world.every(Worker)
        if worker.place and endpoint_id in (None, worker.endpoint_id)
    ]
    return math.fsum([*bills, *running])


def leaks(world: World) -> list[Leak]:
    """Endpoints and network volumes that nobody arranged beforehand and nobody took away."""
    return [
        *(_endpoint(world, each) for each in world.every(Endpoint) if not each.arranged),
        *(_volume(world, each) for each in world.every(NetworkVolume) if not each.arranged),
    ]


def _endpoint(world: World, endpoint: Endpoint) -> Leak:
    """What is up at all times is what it costs at least."""
    spec = endpoint.spec
    always = min(spec.workers_min, spec.workers_max)
    monthly = always * hourly_price(world, spec) * HOURS_PER_MONTH
    name = spec.name or endpoint.id
    return Leak(kind="endpoint", id=endpoint.id, name=name, monthly=round(monthly, 2))


def hourly_price(world: World, spec: EndpointSpec) -> float:
    """US dollars for an hour of one worker on the first machine that the endpoint names."""
    if spec.compute_type is ComputeType.CPU:
        flavor = world.catalog.cpus[market.flavors(world, spec)[0]]
        return flavor.price_per_vcpu_hour * spec.vcpu_count
    first = (spec.gpu_type_ids or market.first_choices(world.catalog))[0]
    return market.hourly_price(world, world.catalog.gpus[first]) * spec.gpu_count


def _volume(world: World, volume: NetworkVolume) -> Leak:
    return Leak(
        kind="network volume",
        id=volume.id,
        name=volume.name,
        monthly=round(volume_price(world, volume.size), 2),
    )


def volume_price(world: World, gb: int) -> float:
    """US dollars per month (B-207)."""
    prices = world.catalog.storage_prices
    first, more = prices["networkVolumeFirst1TB"], prices["networkVolumeAbove1TB"]
    return min(gb, FIRST_TB_GB) * first + max(0, gb - FIRST_TB_GB) * more
