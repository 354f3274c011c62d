"""How the control API says no: one sentence, and every problem by itself if there are several."""

from mock_runpod.errors import (
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    RunPodError,
    Unauthorized,
)
from mock_runpod.surfaces.kit import Call, Reply, reply
from mock_runpod.surfaces.router import NoSuchPath, WrongMethod

STATUS: dict[type[RunPodError], int] = {
    Unauthorized: 401,
    Forbidden: 403,
    NotFound: 404,
    Invalid: 400,
    Refused: 409,
}


def refuse(call: Call, error: Exception) -> Reply:
    match error:
        case Invalid(problems=[_, _, *_]):
            return reply({"error": error.detail, "problems": error.problems}, 400)
        case RunPodError():
            kind = next(kind for kind in type(error).__mro__ if kind in STATUS)
            return reply({"error": error.detail}, STATUS[kind])
        case NoSuchPath():
            return reply({"error": f"{call.scope['path']} is no address of the control API"}, 404)
        case WrongMethod():
            allow = ", ".join(error.allow).encode()
            return reply({"error": "method not allowed"}, 405, (b"allow", allow))
        case _:
            return reply({"error": "something in the mock itself went wrong; see its log"}, 500)
