"""rest.runpod.io/v1: the addresses of REST v1."""

from dataclasses import replace

from mock_runpod.surfaces.auth import driver_of
from mock_runpod.surfaces.kit import Call, Dialect, Reply
from mock_runpod.surfaces.rest_v1 import dialect, documents
from mock_runpod.surfaces.rest_v1.sunset import announced, announcing


def refuse(call: Call, error: Exception) -> Reply:
    return announced(call, dialect.refuse(call, error))


def complain(call: Call, status: int, text: str | None) -> Reply:
    return announced(call, dialect.complain(call, status, text))


routes = [replace(route, handler=announcing(route.handler)) for route in documents.routes]

DIALECT = Dialect(
    name="rest_v1",
    root="/v1",
    routes=routes,
    enter=driver_of,
    refuse=refuse,
    complain=complain,
)
