"""Our own server without a journal, without faults, and with one world for whoever asks."""

from starlette.types import Send

from mock_runpod.app import App, create_app, door
from mock_runpod.server import listen, serve
from mock_runpod.surfaces.hosts import hostname
from mock_runpod.surfaces.kit import Call, Reply


class Bare(App):
    """It looks up the address, calls the handler and sends what it says, and no more than that."""

    async def _http(self, call: Call, send: Send) -> None:
        call.worlds, call.driver = self.worlds, next(iter(self.worlds))
        answer = await self._answer(call)
        answer.headers.append((b"x-request-id", b"%032x" % self._random.getrandbits(128)))
        await answer.send(call, send)

    async def _answer(self, call: Call) -> Reply:
        at, segments = door(hostname(call.host), call.scope["path"])
        call.dialect = at.dialect
        call.route, call.params = at.table.find(call.method, segments)
        return await call.route.handler(call)


if __name__ == "__main__":
    options = {"data": "demo", "profile": "instant", "log_level": "warning"}
    bare = Bare(create_app(**options).worlds)
    bare.worlds.named("bench")
    serve(bare, listen("127.0.0.1", 0), lambda url: print(f"ready on {url}", flush=True))
