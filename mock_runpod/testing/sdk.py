"""What the Python SDK does between its requests: it sleeps, and over plain http it tries again.

Its modules look up `time`, `asyncio` and `Retry` among their own names. Those names, and nothing
else, can be given another meaning for a while; the modules of everybody else sleep as ever.
"""

import asyncio
import inspect
import math
import re
import sys
import time
import warnings
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, wraps
from types import ModuleType
from typing import Any, ClassVar, TypeVar

from mock_runpod.client import Client
from mock_runpod.testing.passing import Passing, Sleep

T = TypeVar("T")
#: From this version of the SDK on, and before that one, the names are where we look for them.
FIRST, LAST = (1, 5), (3, 0)

RUNNER, ASYNCIO_RUNNER = "runpod.endpoint.runner", "runpod.endpoint.asyncio.asyncio_runner"


class Habits:
    """Those of the SDK while it talks to one world, which `client` has in its hand.

    `sleep` is what becomes of its sleeps, while the world's clock is in `auto`: with `exact` the
    world moves on by so much, with `skip` to its next event and at least by so much. `real` leaves
    them alone. `production_retries`: it tries again as little as it does over https, which is not
    at all (B-284).
    """

    MODULES: ClassVar[tuple[str, ...]] = (RUNNER, ASYNCIO_RUNNER)

    def __init__(
        self, client: Client, *, sleep: Sleep = "exact", production_retries: bool = True
    ) -> None:
        self._passing = None if sleep == "real" else Passing(client.clock, sleep)
        self._production_retries = production_retries
        self._key = client.key
        if self._passing is not None:
            _passing[self._key] = self._passing

    def of(self, module: ModuleType) -> Iterator[tuple[object, str, object]]:
        """What becomes something else in this module: whose, its name, and what."""
        names: dict[str, object] = {}
        if module.__name__ == RUNNER and self._production_retries:
            names["Retry"] = _once
        if self._passing is not None and module.__name__ == RUNNER:
            names["time"] = Time(self._passing)
        if self._passing is not None and module.__name__ == ASYNCIO_RUNNER:
            names["asyncio"] = Asyncio(self._passing)
        if not names or not _known(module, tuple(names)):
            return
        yield from ((module, name, value) for name, value in names.items())
        if self._passing is not None and module.__name__ == RUNNER and hasattr(module, "Job"):
            yield module.Job, "output", _waited(module.Job.output, self._passing)

    def end(self) -> None:
        """Whoever still sleeps, in a thread that was forgotten, does so really from now on."""
        if self._passing is not None:
            self._passing.over = True
            if _passing.get(self._key) is self._passing:
                del _passing[self._key]


#: By the key of their world.
_passing: dict[str, Passing] = {}


class Time:
    """`time`, in which `sleep` lets time pass in the world of the job that is waited for."""

    def __init__(self, passing: Passing) -> None:
        self._passing = passing

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)

    def sleep(self, seconds: float) -> None:
        if seconds > 0:
            (_of_job(_caller()) or self._passing).sleep(seconds)
        else:
            time.sleep(seconds)


def _waited(output: Callable[..., Any], passing: Passing) -> Callable[..., Any]:
    """`Job.output`, of which the world knows that somebody waits."""

    @wraps(output)
    def waited(job: Any, *arguments: Any, **keywords: Any) -> Any:
        with (_of_job(job) or passing).waiting():
            return inspect.unwrap(output)(job, *arguments, **keywords)

    return waited


@dataclass
class Allowance:
    """What is left of a timeout, in seconds slept."""

    left: float


_allowance: ContextVar[Allowance | None] = ContextVar("allowance", default=None)


class Asyncio:
    """`asyncio`, in which `sleep` lets time pass in the world of the job that is waited for, and
    the timeout of `wait_for` is over when so much of that time has passed.
    """

    def __init__(self, passing: Passing) -> None:
        self._passing = passing

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    def sleep(self, delay: float, result: Any = None) -> Awaitable[Any]:
        return _slept(_of_job(_caller()) or self._passing, delay, result)

    def wait_for(self, what: Awaitable[T], timeout: float | None) -> Awaitable[T]:
        passing = _of_job(_caller()) or self._passing
        if (timeout is not None and timeout <= 0) or passing.over:
            return asyncio.wait_for(what, timeout)
        return _waited_for(passing, what, Allowance(math.inf if timeout is None else timeout))


async def _slept(passing: Passing, delay: float, result: Any) -> Any:
    allowance = _allowance.get() or Allowance(math.inf)
    span = min(delay, allowance.left)
    if span > 0:
        await passing.sleep_async(span)
    else:
        await asyncio.sleep(span)
    allowance.left -= span
    if allowance.left <= 0:
        raise TimeoutError
    return result


async def _waited_for(passing: Passing, what: Awaitable[T], allowance: Allowance) -> T:
    before = _allowance.set(allowance)
    try:
        with passing.waiting():
            return await what
    finally:
        _allowance.reset(before)


def _caller() -> Any:
    """The job of the SDK whose method calls a function of ours."""
    return sys._getframe(2).f_locals.get("self")


def _of_job(job: Any) -> Passing | None:
    """The time of the world that this job of the SDK is in, which its key tells."""
    headers = getattr(getattr(job, "rp_client", job), "headers", None) or {}
    return _passing.get(str(headers.get("Authorization", "")).removeprefix("Bearer "))


def _once(*_: Any, **__: Any) -> Any:
    """What an adapter for https has: it tries once."""
    from urllib3 import Retry  # it is there when the SDK is

    return Retry(0, read=False)


def _known(module: ModuleType, names: tuple[str, ...]) -> bool:
    """Whether the SDK is one of those we know; else it is left alone, with a warning."""
    why = _strange()
    if gone := [name for name in names if not hasattr(module, name)]:
        why = f"{module.__name__} has no {' and no '.join(gone)} any more"
    if why:
        warnings.warn(f"the Python SDK sleeps and retries as ever: {why}", stacklevel=2)
    return not why


@cache
def _strange() -> str:
    from importlib.metadata import PackageNotFoundError, version  # slow, and only for SDK users

    try:
        found = version("runpod")
    except PackageNotFoundError:
        return "its version is not known"
    numbers = re.match(r"(\d+)\.(\d+)", found)
    if numbers and FIRST <= (int(numbers[1]), int(numbers[2])) < LAST:
        return ""
    return f"its version {found} is not one from 1.5 to 2.x, which this was written for"
