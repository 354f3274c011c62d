"""How the gateway says no: slowly. A worker that is refused asks again at once (W2)."""

import asyncio
from dataclasses import dataclass

from starlette.types import Send

from mock_runpod.errors import (
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    RunPodError,
    TooMany,
    Unauthorized,
)
from mock_runpod.model import Endpoint
from mock_runpod.surfaces import nearness
from mock_runpod.surfaces.kit import Call, Reply, phrase, reply, status_of
from mock_runpod.surfaces.router import NoSuchPath, WrongMethod

#: Real seconds before the answer to a question that is refused. To 429 a worker pauses by itself.
TARPIT_S = 1.0
STATUS: dict[type[RunPodError], int] = {
    Unauthorized: 401,
    Forbidden: 403,
    NotFound: 404,
    Invalid: 400,
    Refused: 409,
    TooMany: 429,
}


@dataclass(slots=True)
class Slow(Reply):
    """It comes after a while, unless the client has gone by then."""

    async def send(self, call: Call, send: Send) -> None:
        gone = call.hangup()
        try:
            await asyncio.wait([gone], timeout=TARPIT_S)
        finally:
            gone.cancel()
        await Reply.send(self, call, send)


def problem(call: Call, status: int, detail: str, *headers: tuple[bytes, bytes]) -> Reply:
    said = reply({"status": status, "title": phrase(status), "detail": detail}, status, *headers)
    asks = call.method == "GET" and status != 429
    return Slow(said.status, said.body, said.headers) if asks else said


def complain(call: Call, status: int, text: str | None) -> Reply:
    return problem(call, status, text or phrase(status).lower())


def refuse(call: Call, error: Exception) -> Reply:
    match error:
        case NotFound(noun="endpoint", id=id):
            return problem(call, 404, _no_endpoint(call, id or ""))
        case RunPodError():
            return problem(call, status_of(error, STATUS), error.detail)
        case NoSuchPath():
            return problem(call, 404, "workers have no such address")
        case WrongMethod():
            allow = ", ".join(error.allow).encode()
            return problem(call, 405, f"method not allowed, use {error}", (b"allow", allow))
        case _:
            return problem(call, 500, "something in the mock itself went wrong; see its log")


def _no_endpoint(call: Call, id: str) -> str:
    driver = call.driver
    known = [endpoint.id for endpoint in driver.world.every(Endpoint)][:10]
    near = nearness.thing(driver.world, (), "endpoint", id)
    there = near or (f"there is {', '.join(known)}" if known else "it has none")
    return f"this is mock_runpod, and its world {driver.name} has no endpoint {id}; {there}"
