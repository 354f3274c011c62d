"""Addresses that nobody answers: what is not there, and REST v2, which is not served yet."""

from mock_runpod.surfaces.auth import driver_of
from mock_runpod.surfaces.kit import Call, Dialect, Reply, reply

UNSERVED = "REST v2 is not served by this version of mock_runpod"
KNOWN = "REST v1 is at /v1, the job API at /v2/{endpointId}, the control API at /__mock"


def _unknown(call: Call, error: Exception) -> Reply:
    said = f"nothing answers {call.scope['path']}; {KNOWN}"
    return reply({"error": said, "status": 404}, 404)


def _rest_v2(call: Call, error: Exception) -> Reply:
    return reply({"title": "Not Found", "status": 404, "detail": UNSERVED}, 404)


UNKNOWN = Dialect(name="elsewhere", routes=[], enter=driver_of, refuse=_unknown)
REST_V2 = Dialect(name="rest_v2", routes=[], enter=driver_of, refuse=_rest_v2)
