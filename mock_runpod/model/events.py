from dataclasses import dataclass

from mock_runpod.model.record import Record


@dataclass(frozen=True, slots=True)
class Changed:
    """A fact: at this moment this thing became so."""

    at: float
    record: Record


@dataclass(frozen=True, slots=True)
class Dropped(Changed):
    """A fact: at this moment this thing was forgotten. The record is how it last was."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A remark worth a log line, about the thing with this id. It changes nothing.

    With a `job`, it is a line that a simulated worker printed while it had that job.
    """

    at: float
    about: str
    text: str
    job: str | None = None


Event = Changed | Noted
