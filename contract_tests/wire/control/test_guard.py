"""Who may steer: nobody who comes through a web page from elsewhere, nobody without the token."""

import re
from typing import Any

import httpx
import pytest

from mock_runpod import create_app
from mock_runpod.surfaces.control.app import DIALECT

pytestmark = pytest.mark.anyio
#: Every address but those that tell nothing of a world.
STEERING = [
    (route.method, re.sub(r"{\w+}", "x", route.path.removeprefix("/")))
    for route in DIALECT.routes
    if not route.open
]
OPEN = ["health", "ready", "version", "openapi.json"]
TOKEN = {"X-Mock-Admin-Token": "open sesame"}


async def status(http: httpx.AsyncClient, path: str, **headers: str) -> int:
    answer = await http.get(f"/__mock/{path}", headers=headers)
    if answer.status_code >= 400:
        assert list(answer.json()) == ["error"]
    return answer.status_code


@pytest.mark.parametrize(("verb", "path"), STEERING)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://127.0.0.1:8642.evil.test"},
        {"Host": "evil.test"},
        {"Host": "127.0.0.1.evil.test:8642"},
        {"Host": ""},
    ],
)
async def test_a_page_from_elsewhere_can_neither_read_nor_steer(
    http: httpx.AsyncClient, verb: str, path: str, headers: dict[str, str]
) -> None:
    answer = await http.request(verb, f"/__mock/{path}", headers=headers, json={"seconds": 5})

    assert answer.status_code == 403
    assert (await http.get("/__mock/clock")).json()["now"] == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://127.0.0.1:8642"},
        {"Host": "localhost:8642"},
        {"Host": "LOCALHOST"},
        {"Host": "[::1]:8642"},
        {"Host": "localhost:8642", "Origin": "http://localhost:8642"},
    ],
)
async def test_a_page_of_our_own_and_every_name_of_this_machine_are_welcome(
    http: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    assert await status(http, "state", **headers) == 200


@pytest.mark.parametrize("options", [{"hosts": ["mock.internal"]}])
async def test_more_host_names_can_be_allowed(http: httpx.AsyncClient) -> None:
    assert await status(http, "state", host="mock.internal:8642") == 200
    assert await status(http, "state", host="other.internal") == 403


@pytest.mark.parametrize("options", [{"admin_token": "open sesame"}])
@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 401),
        ({"X-Mock-Admin-Token": ""}, 401),
        ({"X-Mock-Admin-Token": "open"}, 401),
        ({"X-Mock-Admin-Token": "öffne"}, 401),
        (TOKEN, 200),
        (TOKEN | {"Origin": "https://evil.test"}, 403),
    ],
)
async def test_a_token_is_asked_for_when_one_is_set(
    http: httpx.AsyncClient, headers: dict[str, Any], expected: int
) -> None:
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    answer = await http.get("/__mock/state", headers=sent)

    assert answer.status_code == expected


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])
@pytest.mark.parametrize("token", ["", "open sesame"])
async def test_beyond_loopback_a_token_must_be_set(host: str, token: str) -> None:
    app = create_app(host=host, admin_token=token, clock="manual")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://localhost:8642"
    ) as http:
        assert await status(http, "state") == (401 if token else 403)
        assert await status(http, "state", **TOKEN) == (200 if token else 403)


@pytest.mark.parametrize("options", [{"host": "0.0.0.0"}, {"admin_token": "open sesame"}])
@pytest.mark.parametrize("path", OPEN)
async def test_what_tells_nothing_of_a_world_is_open_to_all(
    http: httpx.AsyncClient, path: str
) -> None:
    """A health check knows no token, and calls us by whatever name the network has for us."""
    assert await status(http, path, host="mock-runpod:8642") == 200
