"""How REST v1 says no, and what its bodies have in common (B-018 to B-026, B-056)."""

from collections.abc import Iterator
from contextlib import contextmanager

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
    Forbidden: 403,
    NotFound: 404,
    Invalid: 400,
    Refused: 500,  # what GraphQL refuses comes out as our own fault (B-022)
    TooMany: 429,
}
GENERIC = "Something went wrong. Please try again later or contact support."
EXTRA = "Extra input keys provided in request body"


class ExtraKeys(Invalid):
    """Keys that are not in the operation's schema (B-019)."""


@contextmanager
def forwarded(action: str) -> Iterator[None]:
    """What the engine refuses gets the prefixes of the layers it came through (B-022)."""
    try:
        yield
    except Refused as error:
        raise Refused(f"{action}: {action}: graphql: {error.detail}") from error


def complaint(status: int, error: str, *headers: tuple[bytes, bytes]) -> Reply:
    return reply({"error": error, "status": status}, status, *headers)


def refuse(call: Call, error: Exception) -> Reply:
    match error:
        case Unauthorized():
            return _unauthorized(call)
        case ExtraKeys():
            return reply({"error": EXTRA, "problems": error.problems}, 400)
        case Invalid(problems=[_, *_]):
            body = {"error": error.detail, "problems": error.problems, "status": 400}
            return reply(body, 400)
        case RunPodError():
            return complaint(status_of(error, STATUS), error.detail)
        case NoSuchPath():
            return complaint(404, f"{call.method} {call.scope['path']} not found")
        case WrongMethod():
            allow = ", ".join(error.allow).encode()
            return complaint(405, f"method not allowed, use {error}", (b"allow", allow))
        case _:
            return complaint(500, GENERIC)


def complain(call: Call, status: int, text: str | None) -> Reply:
    """An error on order, with what is usually said where no text is given."""
    if status == 401 and text is None:
        return _unauthorized(call)
    return complaint(status, text or (GENERIC if status == 500 else phrase(status).lower()))


def _unauthorized(call: Call) -> Reply:
    """Empty, as runpodctl's transcript shows; the documented message on request (B-007)."""
    if call.worlds.settings.v1_401_message:
        return reply({"message": "Unauthorized"}, 401)
    return Reply(401)
