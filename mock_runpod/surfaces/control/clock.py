"""Reading, choosing and moving the clock of a world."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from mock_runpod.errors import Invalid
from mock_runpod.runtime.driver import Driver
from mock_runpod.settings import CENTURY_S
from mock_runpod.surfaces.control.bodies import Body, read
from mock_runpod.surfaces.control.durations import seconds
from mock_runpod.surfaces.kit import Call, Reply, Route, reply
from mock_runpod.surfaces.moments import moment


class ClockDocument(TypedDict):
    """`now` is the second of the world, `iso` the same moment as a date; `next` is what is due."""

    now: float
    iso: str
    mode: str
    next: float | None
    pending: int


class ModeBody(Body):
    mode: str


class AdvanceBody(Body):
    """Either of the two: `{"seconds": 600}` or `{"by": "10m"}`.

    With `mode` nothing happens while the clock is in another one, as the answer tells: whoever
    sleeps lets time pass in `auto`, and leaves a clock alone that is in somebody's hand. While a
    real worker has something to do, a sleep takes as long as it says.
    """

    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    by: str | None = None
    mode: str | None = None


def document(driver: Driver) -> ClockDocument:
    with driver.turn() as world:
        return {
            "now": round(world.now, 6),
            "iso": moment(world, world.now),
            "mode": driver.clock.mode,
            "next": world.timeline.next_due(),
            "pending": len(world.timeline),
        }


async def show(call: Call) -> Reply:
    """The clock of this world."""
    return reply(document(call.driver))


async def choose(call: Call) -> Reply:
    """How time passes from now on: real, scaled:N, manual or auto."""
    call.driver.set_mode((await read(call, ModeBody)).mode)
    return reply(document(call.driver))


async def advance(call: Call) -> Reply:
    """Let time pass; everything that falls due on the way happens at its moment."""
    if (span := await _span(call)) is not None:
        await call.driver.advance(span)
    return reply(document(call.driver))


async def skip(call: Call) -> Reply:
    """Let time pass until the next thing happens, and at least by so much."""
    driver, flowed = call.driver, call.driver.clock.flows
    if (span := await _span(call)) is not None:
        # Who slept while a real worker was at work has seen something happen already.
        await (driver.advance(span) if flowed else driver.skip(span))
    return reply(document(call.driver))


async def _span(call: Call) -> float | None:
    """None: the clock is in another mode than it was meant for."""
    body = await read(call, AdvanceBody)
    if (body.seconds is None) == (body.by is None):
        raise Invalid("say how far: either seconds (600) or by (10m)")
    span = seconds(body.by if body.by is not None else body.seconds or 0.0)
    if body.mode == call.driver.clock.mode:
        span = await call.driver.doze(span)
    if call.driver.clock.now() + span > CENTURY_S:
        raise Invalid("no world lasts longer than a hundred years; a reset begins it anew")
    return span if body.mode in (None, call.driver.clock.mode) else None


routes = [
    Route("GET", "/clock", show, answer=ClockDocument),
    Route("POST", "/clock", choose, body=ModeBody, answer=ClockDocument),
    Route("POST", "/clock/advance", advance, body=AdvanceBody, answer=ClockDocument),
    Route("POST", "/clock/skip", skip, body=AdvanceBody, answer=ClockDocument),
]
