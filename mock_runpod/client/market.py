"""What can be rented, and where."""

from typing import Any

from mock_runpod.client.control import Control


class Market:
    """The stock of one world: how many workers of a type a data center has room for.

    A type is the id of a GPU (`NVIDIA H100 80GB HBM3`) or of a CPU flavor (`cpu3c`). Without a data
    center, all of them are meant.
    """

    def __init__(self, control: Control) -> None:
        self._control = control

    def __repr__(self) -> str:
        return f"<Market at {self._control.transport.url}>"

    def sold_out(self, type_id: str, *, datacenter: str | None = None) -> None:
        """There is none left. What runs already goes on."""
        self.stock(type_id, 0, datacenter=datacenter)

    def stock(self, type_id: str, available: int, *, datacenter: str | None = None) -> None:
        """There are so many; whoever waits for one gets it."""
        said = {"type_id": type_id, "available": available}
        place = {} if datacenter is None else {"data_center_id": datacenter}
        self._control.put("stock", body=said | place)

    def list(self) -> list[dict[str, Any]]:
        """What was said about the stock, as the control API tells it."""
        return list(self._control.get("stock"))
