"""Faults on the wire: what can go wrong between a request and its answer."""

from mock_runpod.surfaces.kit import Call, Handler, Reply


async def meet(call: Call, handler: Handler) -> Reply:
    """The handler's answer, or what the faults that strike this request make of it."""
    driver = getattr(call, "driver", None)
    if driver is None or not driver.world.index.faults:
        return await handler(call)
    return await handler(call)
