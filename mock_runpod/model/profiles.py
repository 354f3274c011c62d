from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """How long one step takes: `seconds`, give or take the share `jitter` of it (0 to 1)."""

    seconds: float = 0.0
    jitter: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A behaviour as data: how long things take, and how often they go wrong (0 to 1 each)."""

    name: str
    image_pull: Stage = Stage()
    boot: Stage = Stage()
    flashboot_boot: Stage = Stage()
    dispatch: Stage = Stage()
    execution: Stage = Stage()
    chunk: Stage = Stage()
    boot_failure: float = 0.0
    crash: float = 0.0
    throttle: float = 0.0
