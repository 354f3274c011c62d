"""How every reference is served: the settings of `mock_runpod.server`, and a line when ready."""

import socket

import uvicorn
from starlette.types import ASGIApp


class _Announced(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        port = self.servers[0].sockets[0].getsockname()[1]
        print(f"ready on http://127.0.0.1:{port}", flush=True)


def serve(app: ASGIApp) -> None:
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=120,
        backlog=16_384,
    )
    _Announced(config).run()
