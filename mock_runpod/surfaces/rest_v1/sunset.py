"""Headers that announce the end of REST v1 (B-002, B-026). No source shows them: off by default."""

from functools import wraps

from mock_runpod.surfaces.kit import Call, Handler, Reply

#: REST v2 became generally available on 2026-08-18; REST v1 is switched off on 2026-11-15 (B-002).
HEADERS = [
    (b"deprecation", b"@1787011200"),
    (b"sunset", b"Sun, 15 Nov 2026 00:00:00 GMT"),
]


def announced(call: Call, answer: Reply) -> Reply:
    if call.worlds.settings.v1_sunset_headers:
        answer.headers.extend(HEADERS)
    return answer


def announcing(handler: Handler) -> Handler:
    """The same handler, whose answers say it as well."""

    @wraps(handler)
    async def handle(call: Call) -> Reply:
        return announced(call, await handler(call))

    return handle
