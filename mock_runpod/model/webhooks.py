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
    """One job's webhook; it has the job's id. `document` is what is posted, fixed at the end.

    `number` is that of the attempt under way; news of any other come too late.
    """

    url: str
    document: dict[str, object]
    attempt: int = 1
    number: int = 0
    status: DeliveryStatus = DeliveryStatus.SENDING
