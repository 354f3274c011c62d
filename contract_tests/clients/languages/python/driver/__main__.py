"""The process in which one version of the SDK lives, used in one manner: sync, asyncio or apps.

It reads commands as JSON lines and answers each with a line: what the SDK returned, or raised. The
event loop goes on between commands, as in a program that uses asyncio; what the SDK prints is kept
out of the answers.

Besides what every driver takes, each command may say `origin`, another server to ask than the mock,
and `patience` (see `sleeps`).
"""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from inspect import isawaitable
from typing import Any, Protocol, TextIO

import runpod

from contract_tests.clients.languages.python.driver.sleeps import SLEEPS


class Manner(Protocol):
    #: What each call is answered by, given the rest of its command.
    calls: dict[str, Callable[..., Any]]


class NotOffered(Exception):
    """This client has no such call, or not in this manner."""


def chosen(name: str) -> Manner:
    """Only the one is imported: an older version has not all of them."""
    if name == "sync":
        from contract_tests.clients.languages.python.driver.sync import Sync

        return Sync()
    if name == "asyncio":
        from contract_tests.clients.languages.python.driver.asynchronous import Asynchronous

        return Asynchronous()
    from contract_tests.clients.languages.python.driver.apps import Apps

    return Apps()


async def serve(manner: Manner, answers: TextIO) -> None:
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        answer = await answered(manner, json.loads(line))
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


async def answered(manner: Manner, command: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"returned": await carried_out(manner, **command)}
    except Exception as error:
        return {"raised": told(error)}


async def carried_out(
    manner: Manner,
    *,
    call: str,
    key: str | None,
    origin: str = os.environ["MOCK_URL"],
    patience: int | None = None,
    **arguments: Any,
) -> Any:
    # The attributes that a user of any version sets; they are read whenever a client is made.
    runpod.api_key, runpod.endpoint_url_base = key, f"{origin}/v2"
    if call == "slept":
        return SLEEPS.slept
    if call not in manner.calls:
        raise NotOffered(call)
    with SLEEPS.counted(patience):
        returned = manner.calls[call](**arguments)
        return await returned if isawaitable(returned) else returned


def told(error: Exception) -> dict[str, Any]:
    """A status is where each HTTP library has it: `requests` in the response, `aiohttp` in the
    exception.
    """
    response = getattr(error, "response", None)
    status = getattr(error, "status", getattr(response, "status_code", None))
    return {"kind": type(error).__name__, "status": status, "text": str(error)}


if __name__ == "__main__":
    own = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    asyncio.run(serve(chosen(sys.argv[1]), own))
