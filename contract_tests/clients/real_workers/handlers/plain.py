"""A handler that does what its input says: `{"do": "return", "what": ...}` and so on."""

import asyncio
import os
import sys
import time
from pathlib import Path

import runpod


async def handler(job):
    said = job["input"]
    match said["do"]:
        case "return":
            return said["what"]
        case "much":
            return "x" * said["bytes"]
        case "raise":
            raise ValueError(said["what"])
        case "keys":
            return sorted(job)
        case "progress":
            for step in range(3):
                runpod.serverless.progress_update(job, {"step": step})
                await asyncio.sleep(said["pause"])
            return "done"
        case "sleep":
            Path(f"{said['tell']}.begun").touch()
            try:
                await asyncio.sleep(said["seconds"])
            except asyncio.CancelledError:
                Path(said["tell"]).write_text("cancelled")
                raise
            return "slept"
        case "block":
            time.sleep(said["seconds"])
            return "blocked"
        case "unserialisable":
            return {1, 2}
        case "exit":
            os._exit(said["code"])
        case "sys.exit":
            sys.exit(said["code"])
        case "pid":
            await asyncio.sleep(said.get("seconds", 0))
            return os.getpid()


runpod.serverless.start({"handler": handler})
