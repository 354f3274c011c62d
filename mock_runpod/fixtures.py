"""The only door to fixtures/: beside the package in a checkout, inside it in an installed wheel."""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from mock_runpod.model import Catalog, CpuFlavor, DataCenter, GpuType, Pool, RateLimit

_HERE = Path(__file__).parent
FOLDER = next(
    (folder for folder in (_HERE / "_fixtures", _HERE.parent / "fixtures") if folder.is_dir()),
    _HERE / "_fixtures",
)


def names(room: str) -> list[str]:
    """What there is to choose from, e.g. in `profiles` or `worlds`."""
    return sorted(file.stem for file in (FOLDER / room).glob("*.toml"))


def read(path: str) -> dict[str, Any]:
    """One data file, JSON or TOML, by its path below fixtures/."""
    text = (FOLDER / path).read_text()
    parsed: dict[str, Any] = json.loads(text) if path.endswith(".json") else tomllib.loads(text)
    return parsed


@cache
def catalog() -> Catalog:
    """What RunPod offers. Rows of a published enum come first, in its order."""
    limits = {row["name"]: row["value"] for row in _rows("limits")}
    return Catalog(
        gpus={row["id"]: _gpu(row) for row in _in_order(_rows("gpus"))},
        pools={row["id"]: _pool(row) for row in _rows("pools")},
        cpus={row["id"]: _cpu(row) for row in _rows("cpus")},
        data_centers={row["id"]: _data_center(row) for row in _in_order(_rows("datacenters"))},
        cuda_versions=tuple(row["version"] for row in _rows("cuda") if row["v1Enum"]),
        quota_by_balance=tuple(
            (row["minBalance"], row["maxWorkers"]) for row in limits["workerQuotaByBalanceUsd"]
        ),
        rate_limits={row["operation"]: _limit(row) for row in limits["dataPlaneRateLimits"]},
        storage_prices=limits["storagePricesUsdPerGbMonth"],
    )


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = read(f"catalog/{name}.json")["rows"]
    return rows


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    unlisted = len(rows)
    return sorted(rows, key=lambda row: unlisted if (i := row["v1EnumIndex"]) is None else i)


def _gpu(row: dict[str, Any]) -> GpuType:
    """What nobody knows of a type (null in the file) reads zero or empty."""
    return GpuType(
        id=row["id"],
        display_name=row["displayName"],
        memory_in_gb=row["memoryInGb"] or 0,
        manufacturer=row["manufacturer"] or "",
        pool=row["pool"],
        min_cuda=row["minCuda"],
        secure_price=row["securePrice"] or 0.0,
        community_price=row["communityPrice"] or 0.0,
        in_v1_enum=row["v1EnumIndex"] is not None,
    )


def _pool(row: dict[str, Any]) -> Pool:
    types = tuple(row["gpuTypeIds"])
    return Pool(id=row["id"], gpu_type_ids=types, flex_per_gpu_second=row["flexPerGpuSecond"])


def _cpu(row: dict[str, Any]) -> CpuFlavor:
    return CpuFlavor(
        id=row["id"],
        ram_gb_per_vcpu=row["ramGbPerVcpu"],
        vcpu_max=row["vcpuMax"],
        price_per_vcpu_hour=row["pricePerVcpuHour"],
    )


def _data_center(row: dict[str, Any]) -> DataCenter:
    return DataCenter(
        id=row["id"],
        location=row["location"],
        in_v1_enum=row["v1EnumIndex"] is not None,
        in_v1_live=row["v1EnumLive"],
        network_volume=row["networkVolume"],
    )


def _limit(row: dict[str, Any]) -> RateLimit:
    return RateLimit(
        operation=row["operation"], per_10s=row["per10s"], concurrent=row["concurrent"]
    )
