"""Addresses that nobody answers: what is not there, and what is not served yet."""

from mock_runpod.surfaces.auth import driver_of
from mock_runpod.surfaces.kit import Call, Dialect, Reply, phrase, reply

VERSION = "is not served by this version of mock_runpod"
KNOWN = "REST v1 is at /v1, the job API at /v2/{endpointId}, the control API at /__mock"


def _unknown(call: Call, error: Exception) -> Reply:
    near = f"{call.miss.near}; " if call.miss and call.miss.near else ""
    said = f"nothing answers {call.scope['path']}; {near}{KNOWN}"
    return reply({"error": said, "status": 404}, 404)


def _rest_v2(call: Call, error: Exception) -> Reply:
    return reply({"title": "Not Found", "status": 404, "detail": REST_V2.unserved}, 404)


def _problem(call: Call, status: int, text: str | None) -> Reply:
    said = phrase(status)
    return reply({"title": said, "status": status, "detail": text or said.lower()}, status)


def _graphql(call: Call, error: Exception) -> Reply:
    """Clients show the message of a GraphQL error, whatever the status."""
    return reply({"errors": [{"message": GRAPHQL.unserved}], "status": 404}, 404)


UNKNOWN = Dialect(name="elsewhere", routes=[], enter=driver_of, refuse=_unknown)
REST_V2 = Dialect(
    name="rest_v2",
    unserved=f"REST v2 {VERSION}",
    routes=[],
    enter=driver_of,
    refuse=_rest_v2,
    complain=_problem,
)
GRAPHQL = Dialect(
    name="graphql", unserved=f"GraphQL {VERSION}", routes=[], enter=driver_of, refuse=_graphql
)
