"""What a worker answers, as data."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mock_runpod.model.record import Record


class By(StrEnum):
    """Who works on a job: the mock itself, somebody's hand, or a function that fetches it."""

    SIMULATION = "simulation"
    HAND = "hand"
    HANDLER = "handler"


class Law(StrEnum):
    UNIFORM = "uniform"
    LOGNORMAL = "lognormal"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Seconds that differ from time to time, never below zero.

    `middle` and `width` are the two ends under UNIFORM, median and sigma under LOGNORMAL, mean and
    sigma under NORMAL.
    """

    law: Law
    middle: float
    width: float


Seconds = float | Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A chunk or a progress update, `after` so many seconds. None: as the profile has it."""

    output: Any
    after: Seconds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What comes of one attempt: logs, progress, chunks, and then an end.

    `execution` is how long all of it takes (seconds; None: as the endpoint or profile has it). With
    `echo` the output is the input. An answer that is not `by` the simulation has no end of its own.
    """

    output: Any = None
    echo: bool = False
    error: str | None = None
    chunks: tuple[Piece, ...] = ()
    progress: tuple[Piece, ...] = ()
    logs: tuple[str, ...] = ()
    crash: bool = False
    refresh: bool = False
    execution: Seconds | None = None
    by: By = By.SIMULATION


class How(StrEnum):
    """What a condition asks of the value at its pointer."""

    EXISTS = "exists"
    EQUALS = "equals"
    MATCHES = "matches"
    CONTAINS = "contains"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something that an input may have. `pointer` is a JSON pointer (RFC 6901), "" is all of it.

    MATCHES wants a text in which the regular expression `value` is found; CONTAINS wants an object
    to have at least the keys of `value`, each with what that contains.
    """

    how: How
    pointer: str = ""
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """For an input that meets all of `when`: these answers, one after the other, the last for good.

    No condition at all: every input.
    """

    when: tuple[Condition, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally(Record):
    """How often the answers of an endpoint were used; it has the endpoint's id.

    `by_rule` has a number for each rule, `plain` is for what no rule fits. `missed` is the job that
    was the latest of those, `nearest` the number of the rule that it almost met, and `lacking` says
    what differed.
    """

    by_rule: tuple[int, ...] = ()
    plain: int = 0
    missed: str | None = None
    nearest: int | None = None
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt(Record):
    """A job that is with somebody else than the simulation; it has the job's id.

    `number` tells it from other attempts at the same job. What is said to be its result counts
    after `lasts` seconds. `chunks` are those that were streamed, if they make up the output.
    """

    endpoint_id: str
    by: By
    number: int
    lasts: float = 0.0
    chunks: tuple[Any, ...] = ()
