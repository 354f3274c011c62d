from dataclasses import dataclass

from mock_runpod.model.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock(Record):
    """How many of a GPU type (or CPU flavor) a data center has left to rent.

    A pair without such a record has plenty. `offered` false means the place does not even list
    the type: a worker wanted there is not throttled, it never comes to be (B-036, B-123).
    """

    type_id: str
    data_center_id: str
    available: int
    offered: bool = True
