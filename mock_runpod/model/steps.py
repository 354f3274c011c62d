"""What a worker does with a job, one step at a time. Simulated and real workers say the same."""

from dataclasses import dataclass
from typing import Any

from mock_runpod.model.answers import By


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
class Silence(Step):
    """From here on nothing is heard of the job, whoever works on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore(Step):
    """The worker lives on and never reports; `after` so much silence the job is lost (B-066)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Await(Step):
    """From here on the job is with somebody else; the result counts `lasts` seconds after it."""

    by: By
    lasts: float = 0.0
