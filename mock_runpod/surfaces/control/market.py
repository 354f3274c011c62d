"""The market in the hand: how much is left of a GPU type or CPU flavor, and where."""

from typing_extensions import TypedDict

from mock_runpod.engine import market
from mock_runpod.engine.world import World
from mock_runpod.model import Stock
from mock_runpod.runtime.fields import Row, Whole
from mock_runpod.runtime.files import arranging
from mock_runpod.runtime.files.rows import StockRow
from mock_runpod.surfaces.control.bodies import read
from mock_runpod.surfaces.kit import Call, Reply, Route, reply


class StockDocument(TypedDict):
    """Of `available` GPUs, living workers have `rented` some. A place that does not offer a type
    does not even list it. Where nothing is said, there is plenty.
    """

    typeId: str
    dataCenterId: str
    available: int
    rented: int
    offered: bool


class StockBody(Row):
    """Without `dataCenterId`: every data center. Sold out is `available` 0."""

    type_id: str
    data_center_id: str | None = None
    available: Whole
    offered: bool = True


def document(world: World, stock: Stock) -> StockDocument:
    return {
        "typeId": stock.type_id,
        "dataCenterId": stock.data_center_id,
        "available": stock.available,
        "rented": market.rented(world, stock),
        "offered": stock.offered,
    }


async def every(call: Call) -> Reply:
    """What was said about the stock; of everything else there is plenty."""
    with call.driver.turn() as world:
        return reply([document(world, stock) for stock in world.every(Stock)])


async def change(call: Call) -> Reply:
    """From now on there is so much of it. What runs goes on, whoever waits looks again."""
    body = await read(call, StockBody)
    with call.driver.turn() as world:
        arranging.check_type(world, body.type_id)
        everywhere = list(world.catalog.data_centers)
        places = everywhere if body.data_center_id is None else [body.data_center_id]
        said = body.model_dump(exclude={"data_center_id"})
        rows = [StockRow(**said, data_center_id=place) for place in places]
        return reply([document(world, arranging.stock(world, row)) for row in rows])


routes = [
    Route("GET", "/stock", every, answer=list[StockDocument]),
    Route("PUT", "/stock", change, body=StockBody, answer=list[StockDocument]),
]
