from dataclasses import dataclass
from enum import StrEnum

from mock_runpod.model.record import Record


class DeliveryStatus(StrEnum):
    SENDING = "SENDING"
    WAITING = "WAITING"
    DELIVERED = "DELIVERED"
    GIVEN_UP = "GIVEN_UP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Record):
    """One job's webhook; it has the job's id. `document` is what is posted, fixed at the end."""

    url: str
    document: dict[str, object]
    attempt: int = 1
    status: DeliveryStatus = DeliveryStatus.SENDING
