"""Real processes that take the place of simulated workers."""

from dataclasses import dataclass
from enum import StrEnum


class Staffing(StrEnum):
    """Who works at an endpoint: simulated workers, processes that attach, or both."""

    FAKE = "fake"
    REAL = "real"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """What is known of the process behind a worker.

    `sdk` and `sdk_version` are what it says of itself. `launcher` started it and starts it again;
    it is empty for one that somebody started themselves. With `scaled`, the autoscaler says when.
    `hears` says that it asks which jobs to stop; older SDKs do not. `stops` are jobs that it is
    still to be told to stop, and `told` those that it was told, and has not said how they ended.
    `why` is its latest trouble.
    """

    sdk: str = ""
    sdk_version: str = ""
    launcher: str = ""
    scaled: bool = False
    hears: bool = False
    stops: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    why: str = ""
