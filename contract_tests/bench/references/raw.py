"""The limit worth naming: a bare ASGI function. `GET /900` sends 900 bytes, `POST` sends back."""

from functools import cache

from starlette.types import Receive, Scope, Send

from contract_tests.bench.references.serving import serve


@cache
def prebuilt(size: int) -> bytes:
    return b'{"x":"' + b"y" * (size - 8) + b'"}'


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["method"] == "POST":
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
    else:
        body = prebuilt(int(scope["path"][1:]))
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    serve(app)
