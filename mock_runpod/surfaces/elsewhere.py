"""Addresses that nobody answers: what is not there, and REST v2, which is not served yet."""

from mock_runpod.errors import NotFound
from mock_runpod.runtime.driver import Driver
from mock_runpod.surfaces.kit import Call, Dialect, Reply, reply


def nowhere(call: Call) -> Driver:
    raise NotFound(f"nothing answers {call.scope['path']}")


def _unknown(call: Call, error: Exception) -> Reply:
    known = "REST v1 is at /v1, the job API at /v2/{endpointId}, the control API at /__mock"
    return reply({"error": f"{error}; {known}", "status": 404}, 404)


def _rest_v2(call: Call, error: Exception) -> Reply:
    detail = "REST v2 is not served by this version of mock_runpod"
    return reply({"title": "Not Found", "status": 404, "detail": detail}, 404)


UNKNOWN = Dialect(name="elsewhere", routes=[], enter=nowhere, refuse=_unknown)
REST_V2 = Dialect(name="rest_v2", routes=[], enter=nowhere, refuse=_rest_v2)
