"""What was measured: figures with their spread, each beside its goal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Goal:
    sense: str
    bound: float

    def met_by(self, value: float) -> bool:
        return value <= self.bound if self.sense == "<=" else value >= self.bound

    def __str__(self) -> str:
        return f"{self.sense} {self.bound:g}"


def at_most(bound: float) -> Goal:
    return Goal("<=", bound)


def at_least(bound: float) -> Goal:
    return Goal(">=", bound)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: `what` in `unit` (`x`: a ratio), all its values, and the goal if it has one."""

    what: str
    unit: str
    values: Sequence[float]
    goal: Goal | None = None
    case: str = field(default="", kw_only=True)

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def met(self) -> bool | None:
        return None if self.goal is None else self.goal.met_by(self.median)

    def as_json(self) -> dict[str, Any]:
        return {
            "case": self.case,
            "what": self.what,
            "unit": self.unit,
            "median": self.median,
            "low": min(self.values),
            "high": max(self.values),
            "values": list(self.values),
            "goal": str(self.goal) if self.goal else None,
            "met": self.met,
        }


def ratios(ours: Sequence[Any], theirs: Sequence[Any], figure: str) -> list[float]:
    """Pair by pair, as they were measured one after the other."""
    pairs = zip(ours, theirs, strict=True)
    return [getattr(a, figure) / max(1e-9, getattr(b, figure)) for a, b in pairs]


def plain(samples: Iterable[Any], figure: str) -> list[float]:
    return [getattr(sample, figure) for sample in samples]
