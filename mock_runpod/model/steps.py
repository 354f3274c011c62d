"""What a worker does with a job, one step at a time. Simulated and real workers say the same."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happens `after` so many seconds of work."""

    after: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Step):
    output: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Emit(Step):
    """One streamed chunk."""

    output: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Say(Step):
    """A line in the worker's log."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish(Step):
    """The handler's result. An `error` fails the job; `refresh` ends the worker after it."""

    output: Any = None
    error: str | None = None
    refresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash(Step):
    """The process dies: no result, and no more heartbeats (B-083)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore(Step):
    """The worker lives on and never reports; `after` so much silence the job is lost (B-066)."""
