"""Where a worker can be placed: GPU types in the user's order, data centers, CUDA, and stock."""

from collections.abc import Iterator
from enum import Enum, auto
from fnmatch import fnmatchcase

from mock_runpod.engine import attention, durations, faults, ids
from mock_runpod.engine.lifecycles import LIVE
from mock_runpod.engine.world import World
from mock_runpod.model import (
    Catalog,
    ComputeType,
    Endpoint,
    EndpointSpec,
    Fault,
    GpuType,
    Place,
    Stock,
    Worker,
)

#: From this many workers on, an endpoint spreads over GPU types and changes between them (B-143).
SPREADS_FROM = 5
VCPU_PER_GPU, MEMORY_GB_PER_GPU = 8, 62  # of a simulated host


def all_places(catalog: Catalog) -> tuple[str, ...]:
    """What an endpoint is given that names no data center: every published one (B-029)."""
    return tuple(place.id for place in catalog.data_centers.values() if place.in_v1_enum)


def first_choices(catalog: Catalog) -> tuple[str, ...]:
    """What one is given that names no GPU: the first three published, as it has three choices at
    most (B-143; which three is inferred)."""
    return tuple(gpu.id for gpu in catalog.gpus.values() if gpu.in_v1_enum)[:3]


def unsaid(catalog: Catalog, kind: ComputeType) -> dict[str, tuple[str, ...]]:
    """The places and machines of an endpoint that names none (B-029, B-031)."""
    is_gpu = kind is ComputeType.GPU
    return {
        "data_center_ids": all_places(catalog),
        "gpu_type_ids": first_choices(catalog) if is_gpu else (),
        "cpu_flavor_ids": () if is_gpu else tuple(catalog.cpus)[:1],
    }


class Shortage(Enum):
    """Why there is no place: nothing left, or nothing that could ever be (B-123)."""

    SOLD_OUT = auto()
    NOT_OFFERED = auto()


def stock_id(type_id: str, data_center_id: str) -> str:
    return f"{type_id}@{data_center_id}"


def set_stock(world: World, stock: Stock) -> Stock:
    """From now on there is so much of it. Throttled workers look again by themselves; an endpoint
    that could have no worker at all has to be told.
    """
    for endpoint in world.every(Endpoint):
        attention.call(world, endpoint.id)
    return world.put(stock)


def place_of(world: World, endpoint: Endpoint, worker: Worker | None = None) -> Place | Shortage:
    """A place for this worker, or for one more: where its image is, else anywhere; or why none."""
    aim = {"endpoint": endpoint.id, "worker": worker.id if worker else None}
    if faults.struck(world, "worker.throttled", **aim):
        return Shortage.SOLD_OUT
    out = _sold_out(world, endpoint)
    here = worker.place if worker else None
    if here and not _is_out(out, _type_of(here), here.data_center_id) and has_room(world, here):
        return here
    return place(world, endpoint, out)


def _sold_out(world: World, endpoint: Endpoint) -> list[Fault]:
    """Faults that leave nothing of a type or place, of those that this endpoint could take."""
    if "stock_out" not in world.index.faults:
        return []
    pairs = list(_pairs(world, endpoint))
    return faults.each_struck(
        world,
        "stock_out",
        lambda fault: any(_is_out([fault], *pair) for pair in pairs),
        endpoint=endpoint.id,
    )


def _is_out(out: list[Fault], type_id: str, data_center_id: str) -> bool:
    """A fault that does not name a GPU, or a place, means all."""
    return any(
        fnmatchcase(type_id, fault.says.get("gpu") or "*")
        and fnmatchcase(data_center_id, fault.says.get("datacenter") or "*")
        for fault in out
    )


def place(world: World, endpoint: Endpoint, out: list[Fault]) -> Place | Shortage:
    """A place for one more worker of this endpoint but where `out` says, or why there is none."""
    if durations.chance(world, world.profile.throttle):
        return Shortage.SOLD_OUT
    spec, offered = endpoint.spec, False
    need = spec.gpu_count if spec.compute_type is ComputeType.GPU else 1
    for type_id, data_center_id in _pairs(world, endpoint):
        stock = world.find(Stock, stock_id(type_id, data_center_id))
        if stock is not None and not stock.offered:
            continue
        offered = True
        if _is_out(out, type_id, data_center_id):
            continue
        cuda = cuda_version(world, spec, type_id)
        if cuda and (stock is None or stock.available - rented(world, stock) >= need):
            return _place(world, spec, type_id, data_center_id, cuda)
    return Shortage.SOLD_OUT if offered else Shortage.NOT_OFFERED


def has_room(world: World, spot: Place) -> bool:
    """Whether a scaled-down worker can come up where its image is."""
    stock = world.find(Stock, stock_id(_type_of(spot), spot.data_center_id))
    need = max(1, spot.gpu_count)
    return stock is None or (stock.offered and stock.available - rented(world, stock) >= need)


def rented(world: World, stock: Stock) -> int:
    """GPUs of this type and place that living workers hold."""
    return sum(
        max(1, worker.place.gpu_count)
        for worker in world.every(Worker)
        if worker.place
        and worker.status in LIVE
        and worker.place.data_center_id == stock.data_center_id
        and _type_of(worker.place) == stock.type_id
    )


def _type_of(spot: Place) -> str:
    return spot.gpu_type_id or (spot.instance_id or "").split("-")[0]


def _pairs(world: World, endpoint: Endpoint) -> Iterator[tuple[str, str]]:
    places = endpoint.spec.data_center_ids or all_places(world.catalog)
    for type_id in types_in_order(world, endpoint):
        for data_center_id in places:
            yield type_id, data_center_id


def types_in_order(world: World, endpoint: Endpoint) -> list[str]:
    """The types to try for the next worker. Small endpoints stay with the pool they began in,
    larger ones spread (B-143, B-144).
    """
    spec, cat = endpoint.spec, world.catalog
    if spec.compute_type is ComputeType.CPU:
        return flavors(world, spec)
    wished = list(spec.gpu_type_ids) or [gpu.id for gpu in cat.gpus.values() if gpu.in_v1_enum]
    crew = [world.get(Worker, id) for id in world.index.rosters[endpoint.id].workers]
    placed = [w.place.gpu_type_id for w in crew if w.place and w.place.gpu_type_id in wished]
    if spec.workers_max < SPREADS_FROM:
        pools = {cat.gpus[id].pool for id in placed}
        return [id for id in wished if not pools or cat.gpus[id].pool in pools]
    return _spread(wished, len(placed))


def _spread(wished: list[str], placed: int) -> list[str]:
    """Every other worker on the first choice, the rest in turn on the others (inferred: no source
    gives the shares); what has no stock falls through to the next in the user's order.
    """
    others = len(wished) - 1
    first = 1 + placed // 2 % others if others and placed % 2 else 0
    return [wished[first], *wished[:first], *wished[first + 1 :]]


def cuda_version(world: World, spec: EndpointSpec, type_id: str) -> str | None:
    """The newest CUDA that the endpoint allows and the GPU runs; None if there is none (B-165)."""
    gpu = world.catalog.gpus.get(type_id)
    floors = [numeric(v) for v in (gpu.min_cuda if gpu else None, spec.min_cuda_version) if v]
    for version in sorted(world.catalog.cuda_versions, key=numeric, reverse=True):
        if spec.allowed_cuda_versions and version not in spec.allowed_cuda_versions:
            continue
        if all(numeric(version) >= floor for floor in floors):
            return version
    return None


def numeric(version: str) -> tuple[int, ...]:
    """12.11 comes after 12.2."""
    return tuple(int(part) for part in version.split("."))


def flavors(world: World, spec: EndpointSpec) -> list[str]:
    """An empty list restricts nothing, so it means all of them."""
    return list(spec.cpu_flavor_ids) or list(world.catalog.cpus)


def instance_id(world: World, flavor_id: str, vcpu_count: int) -> str:
    flavor = world.catalog.cpus[flavor_id]
    return f"{flavor_id}-{vcpu_count}-{vcpu_count * flavor.ram_gb_per_vcpu}"


def hourly_price(world: World, gpu: GpuType) -> float:
    """Serverless is priced by pool; without a published price, as a secure pod (B-161)."""
    pool = world.catalog.pools.get(gpu.pool or "")
    if pool and pool.flex_per_gpu_second is not None:
        return round(pool.flex_per_gpu_second * 3600, 5)
    return gpu.secure_price


def _place(world: World, spec: EndpointSpec, type_id: str, dc: str, cuda: str) -> Place:
    machine = ids.short(world, 12)
    if spec.compute_type is ComputeType.CPU:
        flavor, vcpu = world.catalog.cpus[type_id], spec.vcpu_count
        return Place(
            machine_id=machine,
            data_center_id=dc,
            gpu_type_id=None,
            gpu_count=0,
            cuda_version=cuda,
            instance_id=instance_id(world, type_id, vcpu),
            vcpu_count=vcpu,
            memory_in_gb=vcpu * flavor.ram_gb_per_vcpu,
            cost_per_hr=round(flavor.price_per_vcpu_hour * vcpu, 5),
        )
    return Place(
        machine_id=machine,
        data_center_id=dc,
        gpu_type_id=type_id,
        gpu_count=spec.gpu_count,
        cuda_version=cuda,
        instance_id=None,
        vcpu_count=VCPU_PER_GPU * spec.gpu_count,
        memory_in_gb=MEMORY_GB_PER_GPU * spec.gpu_count,
        cost_per_hr=round(hourly_price(world, world.catalog.gpus[type_id]) * spec.gpu_count, 5),
    )
