"""Three jobs at a time, each of which says how many there were while it worked."""

import asyncio
import os
from pathlib import Path

import runpod

if "PIDS" in os.environ:
    Path(os.environ["PIDS"], str(os.getpid())).touch()

HANDS = int(os.environ.get("HANDS", "3"))
at_work = 0


async def handler(job):
    global at_work
    at_work += 1
    try:
        await asyncio.sleep(job["input"]["seconds"])
        return {"together": at_work, "pid": os.getpid()}
    finally:
        at_work -= 1


runpod.serverless.start({"handler": handler, "concurrency_modifier": lambda _: HANDS})
