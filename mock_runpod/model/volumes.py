from dataclasses import dataclass

from mock_runpod.model.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkVolume(Record):
    """Storage in one data center; `size` is GB. `arranged` is as with an endpoint."""

    name: str
    size: int
    data_center_id: str
    arranged: bool = False
