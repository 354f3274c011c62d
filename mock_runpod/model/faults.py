from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mock_runpod.model.answers import Condition
from mock_runpod.model.patterns import RequestPattern
from mock_runpod.model.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Whom a fault strikes; what is left out means anybody. Ids and agents may have a `*` in them.

    `on` are requests, any of which is meant; `agents` are user agents, `when` is what the body of
    the request must have, all of it. `younger_s`: only what is asked about a job that was submitted
    less than so many seconds of the world ago.
    """

    on: tuple[RequestPattern, ...] = ()
    endpoint: str | None = None
    job: str | None = None
    worker: str | None = None
    agents: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    younger_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault(Record):
    """Something that goes wrong on order. Its id is its name.

    `says` holds what its kind needs besides, such as a status or seconds. Of those it is aimed at
    it lets `after` pass, then strikes every `every`-th, with `probability` (0 to 1), `count` times
    at most. `seen` and `struck` tell how often it was asked and did.
    """

    kind: str
    aim: Aim = Aim()
    says: Mapping[str, Any] = field(default_factory=dict)
    after: int = 0
    every: int = 1
    count: int | None = None
    probability: float = 1.0
    seen: int = 0
    struck: int = 0

    @property
    def spent(self) -> bool:
        return self.count is not None and self.struck >= self.count
