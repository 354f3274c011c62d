"""api.runpod.ai/v2/{endpoint_id}, as workers know it."""

from mock_runpod.surfaces.gateway import asking, telling
from mock_runpod.surfaces.gateway.dialect import complain, refuse
from mock_runpod.surfaces.gateway.who import driver_of
from mock_runpod.surfaces.kit import Dialect

DIALECT = Dialect(
    name="gateway",
    root="/v2",
    routes=[*asking.routes, *telling.routes],
    enter=driver_of,
    refuse=refuse,
    complain=complain,
    journaled=False,
)
