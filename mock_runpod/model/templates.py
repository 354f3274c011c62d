from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mock_runpod.model.record import Record


class Owner(StrEnum):
    """Whose template it is: the account's own, another user's public one, or RunPod's (B-051)."""

    ACCOUNT = "account"
    COMMUNITY = "community"
    RUNPOD = "runpod"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSpec:
    """What a user can say about a template. Disk sizes are GB."""

    name: str
    image_name: str
    category: str = "NVIDIA"
    container_disk_in_gb: int = 50
    container_registry_auth_id: str | None = None
    docker_entrypoint: tuple[str, ...] = ()
    docker_start_cmd: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    is_public: bool = False
    is_serverless: bool = False
    ports: tuple[str, ...] = ("8888/http", "22/tcp")
    readme: str = ""
    volume_in_gb: int = 20
    volume_mount_path: str = "/workspace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template(Record):
    """A container image with its settings. `used_until` is when something last let go of it."""

    spec: TemplateSpec
    created_at: float
    owner: Owner = Owner.ACCOUNT
    made_with_endpoint: bool = False
    used_until: float | None = None
