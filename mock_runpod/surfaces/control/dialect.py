"""How the control API says no: one sentence, and every problem by itself if there are several."""

from mock_runpod.errors import (
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    RunPodError,
    Unauthorized,
)
from mock_runpod.surfaces import nearness
from mock_runpod.surfaces.kit import Call, Reply, reply, status_of
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
        case NotFound(noun=noun, id=id) if id:
            return reply({"error": f"no {noun} `{id}` in this world{_near(call, error)}"}, 404)
        case RunPodError():
            return reply({"error": error.detail}, status_of(error, STATUS))
        case NoSuchPath():
            known = "/__mock/openapi.json lists them"
            path = call.scope["path"]
            return reply({"error": f"{path} is no address of the control API; {known}"}, 404)
        case WrongMethod():
            allow = ", ".join(error.allow).encode()
            return reply({"error": f"method not allowed, use {error}"}, 405, (b"allow", allow))
        case _:
            return reply({"error": "something in the mock itself went wrong; see its log"}, 500)


def _near(call: Call, error: NotFound) -> str:
    """What of this world could have been meant."""
    near = nearness.thing(call.driver.world, (), error.noun, error.id)
    return f"; {near}" if near else ""
