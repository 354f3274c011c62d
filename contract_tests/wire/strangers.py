"""Every answer a wire test gets is also read by strict clients: what they refuse fails the test.

It is put into httpx itself, so that no test can forget it, whichever client of httpx it makes.
Where a test breaks an answer on purpose it says so: `extensions={"read_by": "C"}` (the groups of
the Rust crate that can read it) or `{"read_by": None}` (nobody is meant to).
"""

from typing import Any

import httpx
import pytest

from contract_tests.strict.answers import Answer, complaints
from contract_tests.strict.rust import GROUPS


def read_along(patch: pytest.MonkeyPatch) -> None:
    send, asend = httpx.Client.send, httpx.AsyncClient.send

    def sent(self: httpx.Client, request: httpx.Request, **options: Any) -> httpx.Response:
        response = send(self, request, **options)
        if not options.get("stream"):
            judge(response)
        return response

    async def asent(
        self: httpx.AsyncClient, request: httpx.Request, **options: Any
    ) -> httpx.Response:
        response = await asend(self, request, **options)
        if not options.get("stream"):
            judge(response)
        return response

    patch.setattr(httpx.Client, "send", sent)
    patch.setattr(httpx.AsyncClient, "send", asent)


def judge(response: httpx.Response) -> None:
    asked = response.request
    groups = asked.extensions.get("read_by", GROUPS)
    if groups is None or not asked.url.host.startswith("127."):
        return
    answer = Answer(
        asked.method,
        asked.url.path,
        response.status_code,
        response.headers,
        response.content,
        "".join(groups),
    )
    told = complaints(answer)
    if told:
        raise AssertionError(f"{asked.method} {asked.url}: {told}")
