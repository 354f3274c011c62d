"""An endpoint whose jobs a function elsewhere does, and what its tests say again and again."""

from typing import Any

import httpx

WORK = "/__mock/endpoints/double/work"
#: Real seconds that none of these tests ever waits in full.
LONG = {"wait": 60}
OPTIONS = {"data": "empty", "image_pull_s": 0, "boot_s": 0, "clock": "auto"}


async def arranged(http: httpx.AsyncClient, **behaviour: Any) -> None:
    said = {"behaviour": {"by": "handler"} | behaviour}
    await http.put("/__mock/endpoints/double", json=said)


async def run(http: httpx.AsyncClient, input: Any = 21) -> str:
    answer = await http.post("/v2/double/run", json={"input": input})
    id: str = answer.raise_for_status().json()["id"]
    return id
