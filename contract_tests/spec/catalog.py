"""Makes `fixtures/catalog/` from the collected facts: `python contract_tests/spec/catalog.py FILE`.

Facts are taken over, never thought up. What nobody published is `null`; what the mock needs all the
same, a price, is derived by a rule, and its `priceSource` says so.
"""

import json
import sys
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

CATALOG = Path(__file__).parents[2] / "fixtures" / "catalog"
# The newest date the collected facts name themselves.
RETRIEVED = "2026-09-18"

# In the v1 enum, and yet at least one published client fails to decode an answer that holds one.
NOT_KNOWN_TO_EVERY_CLIENT = {
    "NVIDIA  A30",
    "NVIDIA  RTX A4500",
    "NVIDIA A5000 Ada",
    "NVIDIA GeForce RTX 3080TI",
    "NVIDIA H200 NVL",
    "NVIDIA RTX A30",
    "NVIDIA RTX PRO 6000 Blackwell Max-Q Workstation Edition",
    "NVIDIA RTX PRO 6000 Blackwell Server Edition",
    "NVIDIA RTX PRO 6000 Blackwell Workstation Edition",
    "Tesla T4",
    "Tesla V100-PCIE-32GB",
}

GPU_TABLE = "runpod/docs references/gpu-types.mdx (generated 2026-02-12)"
V1_ENUMS = "runpod/docs api-reference/openapi.json"
FLASH_GPUS = "runpod/flash src/runpod_flash/core/resources/gpu.py"
FLASH_CPUS = "runpod/flash src/runpod_flash/core/resources/cpu.py"
LIVE_GPUS = "Buckeyes22/pitwall tests/fixtures/runpod_gputypes_2026-08-27.json"

SOURCES = {
    "gpus": f"{GPU_TABLE}; {V1_ENUMS}; {FLASH_GPUS}; {LIVE_GPUS};"
    " cozy-creator/runpod-go-sdk gpu_catalog.go (smCapability); prices: published fixtures of"
    " client output, 2026-08 and 2026-09, others derived by rule B-162; minCuda is derived from"
    " smCapability: 12.8 from 100 on, 11.8 below or where it is unknown",
    "pools": f"{FLASH_GPUS}; {GPU_TABLE}; runpod/docs snippets/serverless-gpu-pricing-table.mdx",
    "cpus": f"{V1_ENUMS}; {FLASH_CPUS}; ramGbPerVcpu of cpu3m, cpu5g and cpu5m by the convention"
    " of their family (B-163)",
    "datacenters": f"{V1_ENUMS}; runpod/docs pods/networking.mdx and storage/s3-api.mdx; error"
    " lists of network volume creation until 2026-09-18; enum of the live v1 API, 2026-09-01;"
    " networkVolume is the mock's default (B-164)",
    "cuda": f"{V1_ENUMS}; rows outside the v1 enum were seen live",
    "limits": "runpod/docs api-reference-v2/openapi.json, serverless and pricing pages; webhook"
    " delays as observed",
}


def cents(amount: Decimal) -> float:
    return float(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))


def derived_secure(gpu: dict[str, Any], flex: dict[str, float | None]) -> float | None:
    """Rule B-162: from the pool's price where there is one, else from the memory."""
    if per_second := flex.get(gpu["pool"]):
        return cents(Decimal(str(per_second)) * 3600 * Decimal("0.65"))
    memory = gpu["memoryInGb"]
    return None if memory is None else cents(memory * Decimal("0.02"))


def prices(gpu: dict[str, Any], flex: dict[str, float | None]) -> dict[str, Any]:
    seen = gpu.get("observedPodPricePerGpuHr") or {}
    secure, community = seen.get("secure"), seen.get("community")
    derived = [kind for kind in ("secure", "community") if seen.get(kind) is None]
    if secure is None:
        secure = derived_secure(gpu, flex)
    if community is None and secure is not None:
        community = cents(Decimal(str(secure)) * Decimal("0.75"))
    return {
        "securePrice": secure,
        "communityPrice": community,
        "priceSource": price_source(secure, seen.get("asOf"), derived),
    }


def price_source(secure: float | None, as_of: str | None, derived: list[str]) -> str:
    if secure is None:
        return "unknown"
    if as_of is None:
        return "derived (B-162)"
    return f"observed {as_of}" + "".join(f", {kind} derived (B-162)" for kind in derived)


def min_cuda(capability: int | None) -> str:
    return "12.8" if capability is not None and capability >= 100 else "11.8"


def gpus(facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    flex = {pool["id"]: pool["serverlessFlexPerGpuSecond"] for pool in facts["pools"]}
    for gpu in facts["gpuTypes"]:
        yield {
            **{key: gpu[key] for key in ("id", "displayName", "memoryInGb", "manufacturer")},
            **{key: gpu[key] for key in ("pool", "smCapability", "v1EnumIndex")},
            "knownToEveryClient": gpu["inV1Enum"] and gpu["id"] not in NOT_KNOWN_TO_EVERY_CLIENT,
            "live": gpu["inLiveList20260827"],
            **prices(gpu, flex),
            "minCuda": min_cuda(gpu["smCapability"]),
        }
    yield sentinel(facts["sentinelGpuType"])


def sentinel(row: dict[str, Any]) -> dict[str, Any]:
    """The row that real catalogue answers hold for "no GPU at all" (B-159)."""
    return {
        **{key: row[key] for key in ("id", "displayName", "memoryInGb")},
        **dict.fromkeys(("manufacturer", "pool", "smCapability", "v1EnumIndex")),
        "knownToEveryClient": False,
        "live": True,
        "securePrice": 0.0,
        "communityPrice": 0.0,
        "priceSource": "observed (B-159)",
        "minCuda": min_cuda(None),
    }


def pools(facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for pool in facts["pools"]:
        yield {
            **{key: pool[key] for key in ("id", "memoryInGb", "gpuTypeIds")},
            "flexPerGpuSecond": pool["serverlessFlexPerGpuSecond"],
        }


def cpus(facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    # One price was ever seen; the other flavors borrow it rather than get an invented one.
    (lender,) = (cpu for cpu in facts["cpuFlavors"] if cpu["observedPricePerVcpuHr"])
    price = lender["observedPricePerVcpuHr"]
    for cpu in facts["cpuFlavors"]:
        seen = cpu is lender
        yield {
            **{key: cpu[key] for key in ("id", "name", "ramGbPerVcpu", "containerDiskGbPerVcpu")},
            "vcpuMin": cpu["vcpu"]["min"],
            "vcpuMax": cpu["vcpu"]["max"],
            "v1EndpointEnum": cpu["v1EndpointEnum"],
            "pricePerVcpuHour": price["secure"],
            "priceSource": "observed 2026-09" if seen else f"derived (that of {lender['id']})",
        }


def datacenters(facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    v1 = {id: index for index, id in enumerate(facts["v1EnumDataCenterIds"])}
    for center in facts["dataCenters"]:
        yield {
            **{key: center[key] for key in ("id", "name", "location", "region")},
            "v1EnumIndex": v1.get(center["id"]),
            "v1EnumLive": center["inV1EnumLive20260901"],
            "networkVolume": center["networkVolumeMockDefault"],
            "cpuServerless": center["cpuServerlessFlash"],
        }


def cuda(facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    versions = facts["cudaVersions"]
    for version in versions["seenLiveExtra"]:
        yield {"version": version, "v1Enum": False}
    for version in versions["v1Enum"]:
        yield {"version": version, "v1Enum": True}


def limits(facts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in ("workerQuotaByBalanceUsd", "dataPlaneRateLimits"):
        yield {"name": name, "value": facts[name]}
    for name in ("jobLimits", "loadBalancerLimits", "storagePricesUsdPerGbMonth"):
        yield {"name": name, "value": facts[name]}


TABLES = {
    "gpus": gpus,
    "pools": pools,
    "cpus": cpus,
    "datacenters": datacenters,
    "cuda": cuda,
    "limits": limits,
}


def text(name: str, rows: Iterator[dict[str, Any]]) -> str:
    """One row a line, so that a changed fact is a changed line."""
    body = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in rows)
    head = f'  "source": {json.dumps(SOURCES[name])},\n  "retrieved": "{RETRIEVED}",\n'
    return f'{{\n{head}  "rows": [\n{body}\n  ]\n}}\n'


def main(path: str) -> None:
    facts = json.loads(Path(path).read_text(encoding="utf-8"))
    CATALOG.mkdir(parents=True, exist_ok=True)
    for name, table in TABLES.items():
        (CATALOG / f"{name}.json").write_text(text(name, table(facts)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
