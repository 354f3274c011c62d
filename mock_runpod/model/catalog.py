"""What RunPod offers: facts that are looked up, never compared by name."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GpuType:
    """A GPU one can rent. Prices are dollars per GPU and hour; `min_cuda` is its CUDA floor."""

    id: str
    display_name: str
    memory_in_gb: int
    manufacturer: str
    pool: str | None
    min_cuda: str
    secure_price: float
    community_price: float
    in_v1_enum: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """GPU types that serverless rents alike, at one price per GPU and second (B-160, B-161)."""

    id: str
    gpu_type_ids: tuple[str, ...]
    flex_per_gpu_second: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CpuFlavor:
    """A family of CPU instances; an instance id is `{flavor}-{vcpu}-{memoryGb}` (B-163)."""

    id: str
    ram_gb_per_vcpu: int
    vcpu_max: int
    price_per_vcpu_hour: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCenter:
    """A place. The live API knows two more than the published list (B-164)."""

    id: str
    location: str
    in_v1_enum: bool
    in_v1_live: bool
    network_volume: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """Requests per ten seconds, and at once, for one operation of the job API (B-112)."""

    operation: str
    per_10s: int
    concurrent: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """All of it. Mappings keep the published order, which is the order of preference.

    Storage prices are dollars per GB and month.
    """

    gpus: Mapping[str, GpuType]
    pools: Mapping[str, Pool]
    cpus: Mapping[str, CpuFlavor]
    data_centers: Mapping[str, DataCenter]
    cuda_versions: tuple[str, ...]
    quota_by_balance: tuple[tuple[float, int], ...]
    rate_limits: Mapping[str, RateLimit]
    storage_prices: Mapping[str, float]
