"""Every answer a wire test gets is also read by strict clients: what they refuse fails the test."""

import json
import re

import httpx

from contract_tests.strict.rust import GROUPS, decode

#: What the Rust crate takes the answers of an address for.
KINDS = {
    r"/v1/endpoints": {"GET": "Vec<Endpoint>", "POST": "Endpoint"},
    r"/v1/endpoints/[^/]+": {"GET": "Endpoint", "PATCH": "Endpoint"},
    r"/v1/endpoints/[^/]+/update": {"POST": "Endpoint"},
    r"/v1/templates": {"GET": "Vec<Template>", "POST": "Template"},
    r"/v1/templates/[^/]+": {"GET": "Template", "PATCH": "Template"},
    r"/v1/templates/[^/]+/update": {"POST": "Template"},
}
WHOLE = re.compile(r"-?\d+\.0+|.*[eE].*")


async def read_it_too(response: httpx.Response) -> None:
    """A hook of httpx. `extensions={"read_by": "C"}` says which groups can read an odd answer."""
    kind = kind_of(response.request)
    if response.status_code != 200 or kind is None:
        return
    await response.aread()
    told = list(floats(response.text))
    for group in response.request.extensions.get("read_by", GROUPS):
        told += [f"group {group}: {each}" for each in decode(kind, response.json(), group)]
    if told:
        raise AssertionError(f"{response.request.method} {response.request.url}: {told}")


def kind_of(request: httpx.Request) -> str | None:
    for pattern, kinds in KINDS.items():
        if re.fullmatch(pattern, request.url.path):
            return kinds.get(request.method)
    return None


def floats(text: str) -> list[str]:
    """Whole numbers that are written as fractions: typed clients want `4` and refuse `4.0`."""
    found: list[str] = []
    json.loads(text, parse_float=found.append)
    return [number for number in found if WHOLE.fullmatch(number)]
