"""How the job API says no: a problem document, with its keys in this order (B-015, B-058)."""

import math

from mock_runpod.errors import (
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    RunPodError,
    TooMany,
    Unauthorized,
)
from mock_runpod.surfaces.kit import Call, Reply, phrase, reply, status_of
from mock_runpod.surfaces.router import NoSuchPath, WrongMethod

STATUS: dict[type[RunPodError], int] = {
    Unauthorized: 401,  # B-006
    Forbidden: 403,
    NotFound: 404,
    Invalid: 400,  # also for a body that is too large (B-061)
    Refused: 400,  # B-265
    TooMany: 429,
}
USUAL = {401: "invalid api key", 429: "rate limit exceeded", 500: "internal server error"}


def problem(status: int, detail: str, *headers: tuple[bytes, bytes]) -> Reply:
    body = {"status": status, "title": phrase(status), "detail": detail}
    return reply(body, status, *headers)


def complain(call: Call, status: int, text: str | None) -> Reply:
    return problem(status, text or _usual(call, status))


def _usual(call: Call, status: int) -> str:
    """What is said with this status where nothing else is (B-058)."""
    if status == 404:
        return "job not found" if "job_id" in call.params else "endpoint not found"
    return USUAL.get(status) or phrase(status).lower()


def refuse(call: Call, error: Exception) -> Reply:
    match error:
        case TooMany():
            wait = max(1, math.ceil(error.retry_after))
            return problem(429, error.detail, (b"retry-after", b"%d" % wait))  # B-062
        case RunPodError():
            return problem(status_of(error, STATUS), error.detail)
        case NoSuchPath():
            return problem(404, "unknown operation")
        case WrongMethod():
            allow = ", ".join(error.allow).encode()
            return problem(405, f"method not allowed, use {error}", (b"allow", allow))  # B-063
        case _:
            return problem(500, "internal server error")
