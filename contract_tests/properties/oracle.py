"""What an endpoint must read, worked out from the bodies that were sent and from nothing else.

It knows the rules and shares no code with the mock: the defaults of B-029, the names of the world
in `world.toml`, and what an update keeps.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from mock_runpod import strategies

Body = Mapping[str, Any]

WORDS = strategies.published()
#: The two that the live API takes, and the published list lacks (B-164).
PLACES = [id for id in WORDS.data_center_ids if id not in ("AP-IN-1", "US-MD-1")]
GPUS = list(WORDS.gpu_type_ids)[:3]
GIGABYTES_PER_VCPU = {"c": 2, "g": 4, "m": 8}  # B-163
TEMPLATES = {"freetmpl01": {"MODEL_NAME": "one"}, "freetmpl02": {}}
VOLUMES = {"volume0001": "EU-RO-1", "volume0002": "US-KS-2"}

#: Fields that are stored as they come; omitted, they read so (B-029).
PLAIN: Body = {
    **{"name": None, "executionTimeoutMs": 600_000, "idleTimeout": 5, "flashboot": True},
    **{"scalerType": "QUEUE_DELAY", "scalerValue": 4, "workersMax": 3, "workersMin": 0},
    **{"allowedCudaVersions": None, "minCudaVersion": None},
}
#: What cannot change under a running worker: another value is another version (B-037, B-038).
ROLLING = (
    *("templateId", "allowedCudaVersions", "minCudaVersion", "dataCenterIds", "networkVolumeIds"),
    *("gpuCount", "gpuTypeIds", "cpuFlavorIds", "vcpuCount"),
)


class Expected:
    """One endpoint as it should be. `update` it with each body sent, then ask what it `reads`."""

    def __init__(self, created: Body) -> None:
        self.cpu = created.get("computeType") == "CPU"
        machines = {"gpuTypeIds": [] if self.cpu else GPUS, "cpuFlavorIds": self._flavors()}
        more = {"gpuCount": 1, "vcpuCount": 2, "dataCenterIds": PLACES, "networkVolumeIds": []}
        self.now: dict[str, Any] = {**PLAIN, **machines, **more}
        self._take(created)
        self.version = 1

    def update(self, sent: Body) -> None:
        before = {name: self.now[name] for name in ROLLING}
        self._take(sent)
        self.version += before != {name: self.now[name] for name in ROLLING}

    def _flavors(self) -> list[str]:
        return [WORDS.cpu_flavor_ids[0]] if self.cpu else []

    def _take(self, sent: Body) -> None:
        null = {"dataCenterIds": PLACES, "gpuTypeIds": GPUS, "cpuFlavorIds": self._flavors()}
        self.now |= {name: null.get(name) if v is None else v for name, v in sent.items()}
        if self.cpu:
            self.now["gpuTypeIds"] = []  # B-031
        if "networkVolumeId" in sent or "networkVolumeIds" in sent:
            one, many = sent.get("networkVolumeId"), sent.get("networkVolumeIds")
            self.now["networkVolumeIds"] = _once([*([one] if one else []), *(many or [])])
        if volumes := self.now["networkVolumeIds"]:  # narrowed, and never widened again (B-036)
            self.now["dataCenterIds"] = [VOLUMES[id] for id in volumes]

    def reads(self) -> dict[str, Any]:
        """All that follows from the bodies: no id, owner or time, no template or workers."""
        volumes, now = self.now["networkVolumeIds"], self.now
        return {name: now[name] for name in (*PLAIN, "dataCenterIds", "templateId")} | {
            "computeType": "CPU" if self.cpu else "GPU",
            "env": TEMPLATES[now["templateId"]],
            "gpuCount": None if self.cpu else now["gpuCount"],
            "gpuTypeIds": now["gpuTypeIds"],
            "instanceIds": self.instances() if self.cpu else None,
            "networkVolumeId": volumes[0] if volumes else "",
            "networkVolumeIds": volumes,
            "version": self.version,
            "workersStandby": min(now["workersMax"], 1),
        }

    def instances(self) -> list[str]:
        """`cpu3c-2-4`: flavor, vCPUs, and memory by the flavor's last letter (B-031, B-163)."""
        size = self.now["vcpuCount"]
        flavors = self.now["cpuFlavorIds"] or WORDS.cpu_flavor_ids  # none named: any will do
        return [f"{id}-{size}-{size * GIGABYTES_PER_VCPU[id[-1]]}" for id in flavors]

    def floor(self) -> int:
        """How many workers there are at once: standbys, and those that are always up (B-126)."""
        most, least = int(self.now["workersMax"]), int(self.now["workersMin"])
        return max(min(most, 1), min(least, most))


def _once(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))
