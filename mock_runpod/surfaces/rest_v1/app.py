"""rest.runpod.io/v1: the addresses of REST v1."""

from mock_runpod.surfaces.auth import driver_of
from mock_runpod.surfaces.kit import Dialect
from mock_runpod.surfaces.rest_v1 import documents
from mock_runpod.surfaces.rest_v1.dialect import refuse

DIALECT = Dialect(name="rest_v1", routes=documents.routes, enter=driver_of, refuse=refuse)
