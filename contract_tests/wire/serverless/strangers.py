"""Every answer of the job API a test gets is also read by strict clients, and by our own rules."""

import re

import httpx
import orjson

from contract_tests.strict.go import ANSWERS, misled_go
from contract_tests.strict.js import misled_js
from contract_tests.strict.rust import GROUPS, decode

ADDRESS = re.compile(r"/+v2/+[^/]+/+(?P<operation>[^/]+)(/+[^/]+)?")
#: What the Rust crate takes the answers for.
RUST = {
    **{"run": "RunResponse", "stream": "StreamResponse", "health": "EndpointHealth"},
    **dict.fromkeys(("runsync", "status", "status-sync", "cancel"), "JobStatusResponse"),
}
PROBLEM = ["status", "title", "detail"]


async def read_it_too(response: httpx.Response) -> None:
    """A hook of httpx: complains about whatever would mislead a client, good answer or bad."""
    await response.aread()
    address = ADDRESS.fullmatch(response.request.url.path)
    if address is None or response.request.method == "HEAD":
        return
    body = response.json()
    assert response.headers["content-type"] == "application/json"
    assert response.content == orjson.dumps(body), "compact, and whole numbers without a point"
    assert "x-request-id" in response.headers
    if response.status_code == 200:
        assert complaints(address["operation"], body) == []
    else:
        assert list(body) == PROBLEM  # B-015, B-058
        assert body["status"] == response.status_code


def complaints(operation: str, body: dict[str, object]) -> list[str]:
    found = [] if list(body) == sorted(body) else ["keys are not in alphabetical order (B-015)"]
    found += [f"{key} is null (B-016)" for key in body if body[key] is None and key != "requests"]
    found += misled_js(operation, 200, body)
    if operation in ANSWERS:
        found += misled_go(operation, 200, body)
    for group in GROUPS if operation in RUST else "":
        found += decode(RUST[operation], body, group)
    return found
