"""The local server that comes with the official SDK; run with its own `--rp_serve_api`."""

from typing import Any

import runpod


async def handler(job: dict[str, Any]) -> Any:
    return job["input"]


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
