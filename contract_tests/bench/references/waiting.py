"""The least that can wait: `POST /hold` is one future each, `POST /release` answers them all."""

import asyncio

from starlette.types import Receive, Scope, Send

from contract_tests.bench.references.serving import serve

held: list[asyncio.Future[None]] = []


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body", False):
        pass
    if scope["path"] == "/hold":
        held.append(asyncio.get_running_loop().create_future())
        await held[-1]
    elif scope["path"] == "/release":
        for waiter in held:
            waiter.set_result(None)
        held.clear()
    body = b'{"held":%d}' % len(held)
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    serve(app)
