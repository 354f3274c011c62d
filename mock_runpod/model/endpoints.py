from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mock_runpod.model.answers import Answer, Rule, Seconds
from mock_runpod.model.processes import Staffing
from mock_runpod.model.record import Record


class ComputeType(StrEnum):
    GPU = "GPU"
    CPU = "CPU"


class ScalerType(StrEnum):
    QUEUE_DELAY = "QUEUE_DELAY"
    REQUEST_COUNT = "REQUEST_COUNT"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointSpec:
    """What a user can say about an endpoint. An empty list of places or types restricts nothing.

    `idle_timeout` and, under QUEUE_DELAY, `scaler_value` are seconds.
    """

    template_id: str
    name: str | None = None
    compute_type: ComputeType = ComputeType.GPU
    data_center_ids: tuple[str, ...] = ()
    execution_timeout_ms: int = 600_000
    gpu_count: int = 1
    gpu_type_ids: tuple[str, ...] = ()
    cpu_flavor_ids: tuple[str, ...] = ()
    vcpu_count: int = 2
    idle_timeout: int = 5
    network_volume_ids: tuple[str, ...] = ()
    scaler_type: ScalerType = ScalerType.QUEUE_DELAY
    scaler_value: int = 4
    workers_max: int = 3
    workers_min: int = 0
    allowed_cuda_versions: tuple[str, ...] | None = None
    min_cuda_version: str | None = None
    flashboot: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What the workers of an endpoint do with a job (B-156). Durations are seconds.

    `execution_s` and `chunk_s` of None follow the profile; `output` of None echoes the input. The
    first of `rules` that fits the input says the answer; without one, `answers` do, one after the
    other and the last for good; without those, `output` does.
    """

    generator: bool = False
    aggregate: bool = False
    concurrency: int = 1
    execution_s: Seconds | None = None
    chunk_s: Seconds | None = None
    output: Any = None
    answers: tuple[Answer, ...] = ()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint(Record):
    """An auto-scaled group of workers. `version` counts its releases (B-038).

    `standby` is how many workers are kept prepared; None takes the platform's habit (B-033).
    `cold_start` is how many seconds pass from wanting a worker to its readiness, instead of what
    the profile says. One that is `arranged` was there on purpose before the code under test came,
    so it is no leak. `staffing` says who works there; unsaid, it is simulated workers until a real
    one attaches. `scaled_by` is the launcher that starts and ends processes as the autoscaler says.
    """

    spec: EndpointSpec
    created_at: float
    version: int = 1
    standby: int | None = None
    behaviour: Behaviour = field(default_factory=Behaviour)
    cold_start: float | None = None
    arranged: bool = False
    staffing: Staffing | None = None
    scaled_by: str = ""

    @property
    def simulates(self) -> bool:
        """Whether simulated workers take jobs here."""
        return self.staffing is not Staffing.REAL

    @property
    def launches(self) -> bool:
        """Whether new workers are processes, which a launcher starts."""
        return bool(self.scaled_by) and self.staffing is not Staffing.FAKE

    @property
    def workers_standby(self) -> int:
        return min(self.spec.workers_max, 1) if self.standby is None else self.standby
