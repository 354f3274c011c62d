from dataclasses import dataclass
from enum import StrEnum

from mock_runpod.model.processes import Process
from mock_runpod.model.record import Record
from mock_runpod.model.templates import Template


class WorkerStatus(StrEnum):
    """Where a worker is in its life. The counters of `/health` are sums of these (B-118 to B-121).

    PREPARING   its image is being pulled; it will be a standby
    STANDBY     image present, scaled down, costs nothing; counts as idle
    STARTING    wanted: pulling if need be, and booting
    IDLE        warm and waiting
    RUNNING     at least one job is on it
    THROTTLED   wanted, and there is no stock to place it on
    UNHEALTHY   it crashed on start and will be tried again
    """

    PREPARING = "PREPARING"
    STANDBY = "STANDBY"
    STARTING = "STARTING"
    IDLE = "IDLE"
    RUNNING = "RUNNING"
    THROTTLED = "THROTTLED"
    UNHEALTHY = "UNHEALTHY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a worker is and what it has there. Prices are dollars per hour, memory is GB."""

    machine_id: str
    data_center_id: str
    gpu_type_id: str | None
    gpu_count: int
    cuda_version: str
    instance_id: str | None
    vcpu_count: int
    memory_in_gb: int
    cost_per_hr: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker(Record):
    """One pod of an endpoint. `version` is the release it was started with (`slsVersion`), and
    `template` the template as it was then: a container never sees later changes (B-054).

    `since` is when its status began, `started_at` when its container last started. A worker that
    has `crashed` still looks busy: only the missing heartbeats tell (B-083). One that is `leaving`
    was told to refresh, and ends when its hands are empty (B-131). `billed_from` is when its
    container starts, after the image pull, for as long as it runs (B-206). `process` is what works
    under its name; without one it is simulated.
    """

    endpoint_id: str
    status: WorkerStatus
    version: int
    template: Template
    created_at: float
    since: float
    place: Place | None = None
    started_at: float | None = None
    billed_from: float | None = None
    booted: bool = False
    crashed: bool = False
    leaving: bool = False
    sick_since: float | None = None
    holds: tuple[str, ...] = ()
    process: Process | None = None
