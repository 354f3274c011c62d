"""Which tests a mutant would show in, told from what they heard from the healthy server.

To run every test against every mutant would take an hour. Most tests never ask for what a mutant is
wrong in: it need not meet them.
"""

import asyncio
from typing import Any

from contract_tests.mutants.exchange import Answer, Heard, Mutant, Request, meet


class Elsewhere(Exception):
    """The fault asks the server for something that this test has not heard."""


def would_show(mutant: Mutant, heard: Heard) -> bool:
    """Where the fault wants to know more than was heard, it might."""
    known = [each for each in heard if mutant.concerns(each[0].method, each[0].path)]
    return bool(known) and asyncio.run(_would_show(mutant, known))


async def _would_show(mutant: Mutant, heard: Heard) -> bool:
    memory: dict[str, Any] = {}
    return any([await _shown(mutant, request, said, memory) for request, said in heard])


async def _shown(mutant: Mutant, request: Request, said: Answer, memory: dict[str, Any]) -> bool:
    async def serve(asked: Request) -> Answer:
        if asked != request:
            raise Elsewhere
        return said

    async def gone() -> None:
        """At once: nobody waits in a rehearsal."""

    try:
        return (await meet(mutant.fault, request, serve, gone, memory))[1]
    except Elsewhere:
        return True
