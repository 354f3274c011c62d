from dataclasses import dataclass

from mock_runpod.model.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Record):
    """Who owns this world. `id` looks like `user_…` (B-012); `balance` is in US dollars."""

    balance: float
