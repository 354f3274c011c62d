"""api.runpod.ai/v2/{endpoint_id}: the job API."""

from mock_runpod.surfaces.auth import driver_of
from mock_runpod.surfaces.kit import Dialect
from mock_runpod.surfaces.serverless import health, jobs
from mock_runpod.surfaces.serverless.dialect import complain, refuse

DIALECT = Dialect(
    name="serverless",
    root="/v2",
    routes=[*jobs.routes, *health.routes],
    enter=driver_of,
    refuse=refuse,
    complain=complain,
)
