from dataclasses import dataclass

from mock_runpod.model.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill(Record):
    """What the workers of an endpoint that have stopped did cost; it has the endpoint's id.

    `usd` is US dollars, `seconds` are worker seconds. It outlives the endpoint (B-206).
    """

    seconds: int = 0
    usd: float = 0.0
