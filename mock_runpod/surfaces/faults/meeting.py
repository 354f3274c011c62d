"""A request meets the faults that are set in its world: any number of latencies, and one other."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, cast

from mock_runpod.engine import faults
from mock_runpod.engine.matching import NOTHING
from mock_runpod.errors import Invalid, RunPodError
from mock_runpod.model import Fault
from mock_runpod.runtime.driver import Driver
from mock_runpod.surfaces.faults import broken, words
from mock_runpod.surfaces.faults.delays import overheard, pause
from mock_runpod.surfaces.faults.yesterday import Yesterday
from mock_runpod.surfaces.kit import Call, Handler, Reply, parsed
from mock_runpod.surfaces.router import NoSuchPath, WrongMethod

Outcome = Callable[[Call, Handler, Fault], Awaitable[Reply]]


def set_for(call: Call) -> bool:
    """Whether there are any faults in its world."""
    driver = call.whose
    return driver is not None and bool(driver.world.index.faults)


async def meet(call: Call, handler: Handler) -> Reply:
    """The handler's answer, or what the faults that strike this request make of it."""
    body = await _said(call)
    for fault in _strike(call, call.driver, body):
        if fault.kind != "latency":
            return await OUTCOMES[fault.kind](call, handler, fault)
        await _late(call, fault)
    return await handler(call)


async def _said(call: Call) -> Any:
    """The body as data, if a fault asks for it. The handler gets it all the same."""
    if call.unread and faults.ask_for_bodies(call.driver.world):
        with suppress(Invalid):
            return parsed(await overheard(call).body())
    return NOTHING


def _strike(call: Call, driver: Driver, body: Any) -> list[Fault]:
    """Who strikes, in the order of their effect. From here on it counts as done."""
    struck: list[Fault] = []
    with driver.turn() as world:
        if faults.WIRE.isdisjoint(world.index.faults):
            return struck
        for fault in faults.on_request(world, _asked(call, body)):
            struck.append(fault)
            if fault.kind != "latency":
                break
        for fault in struck:
            call.faults.append(fault.id)
            world.note(fault.id, f"{fault.kind} strikes {call.method} {call.scope['path']}")
    return struck


def _asked(call: Call, body: Any) -> faults.Asked:
    """A served address is written in the way of its API, whatever a client makes of it."""
    params, route = call.params, call.route
    path = call.dialect.root + route.path.format_map(params) if route else call.scope["path"]
    return faults.Asked(
        method=call.method,
        path=path,
        endpoint=params.get("endpoint_id") or params.get("endpointId"),
        job=params.get("job_id"),
        agent=call.header(b"user-agent") or "",
        body=body,
    )


async def _late(call: Call, fault: Fault) -> None:
    """A client that leaves meanwhile has asked for nothing."""
    seconds = faults.seconds(call.driver.world, fault, fault.says["seconds"])
    await pause(call, seconds, real=fault.says["real"])


async def _refused(call: Call, handler: Handler, fault: Fault) -> Reply:
    await _commit(call, handler, fault)
    if fault.aim.younger_s is not None:  # it is over in time, so time must pass for who polls
        await call.driver.polled(call.params["job_id"])
    return words.refusal(call, fault)


async def _reset(call: Call, handler: Handler, fault: Fault) -> Reply:
    await _commit(call, handler, fault)
    return broken.Reset()


async def _empty(call: Call, handler: Handler, fault: Fault) -> Reply:
    await _commit(call, handler, fault)
    return broken.Empty()


async def _hang(call: Call, handler: Handler, fault: Fault) -> Reply:
    await _commit(call, handler, fault)
    return broken.Hang()


async def _truncated(call: Call, handler: Handler, fault: Fault) -> Reply:
    answer = await _answer(call, handler)
    return broken.Truncated(answer.status, answer.body, answer.headers, fault.says["keep"])


async def _drip(call: Call, handler: Handler, fault: Fault) -> Reply:
    answer, says = await _answer(call, handler), fault.says
    gap = says["seconds"] / (says["pieces"] - 1)
    return broken.Drip(
        answer.status, answer.body, answer.headers, says["pieces"], gap, says["real"]
    )


async def _stale(call: Call, handler: Handler, fault: Fault) -> Reply:
    real = call.driver
    call.driver = cast(Driver, Yesterday(real, fault.says["seconds"]))
    try:
        return await handler(call)
    finally:
        call.driver = real


OUTCOMES: Mapping[str, Outcome] = {
    "status": _refused,
    "graphql_error": _refused,
    "reset": _reset,
    "empty": _empty,
    "hang": _hang,
    "truncated": _truncated,
    "drip": _drip,
    "stale": _stale,
}


async def _commit(call: Call, handler: Handler, fault: Fault) -> None:
    """Carry it out if the fault says so; what comes of it, nobody hears."""
    if fault.says["commits"]:
        with suppress(RunPodError, NoSuchPath, WrongMethod):
            await handler(call)


async def _answer(call: Call, handler: Handler) -> Reply:
    """What would have been answered, also if that is a refusal."""
    try:
        return await handler(call)
    except (RunPodError, NoSuchPath, WrongMethod) as refusal:
        return call.dialect.refuse(call, refusal)
