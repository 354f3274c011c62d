"""What the tests of REST v1 make over and over: templates and endpoints."""

from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

import httpx
import pytest

Make = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def new_template(http: httpx.AsyncClient) -> Make:
    """A serverless template, unless said otherwise, under a name of its own."""
    numbers = count(1)

    async def make(**said: Any) -> dict[str, Any]:
        named = {"name": f"template {next(numbers)}", "imageName": "mock/worker:1"}
        return await made(http, "/v1/templates", named | {"isServerless": True} | said)

    return make


@pytest.fixture
def new_endpoint(http: httpx.AsyncClient, new_template: Make) -> Make:
    """An endpoint with a template of its own, unless one is named."""

    async def make(**said: Any) -> dict[str, Any]:
        if "templateId" not in said:
            said["templateId"] = (await new_template())["id"]
        return await made(http, "/v1/endpoints", said)

    return make


async def made(http: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await http.post(path, json=body)
    assert answer.status_code == 200, answer.text
    thing: dict[str, Any] = answer.json()
    return thing
