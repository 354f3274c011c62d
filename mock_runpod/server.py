"""A real port. In the foreground it is for the command line; `starting` has it in a thread."""

import asyncio
import errno
import gc
import signal
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from mock_runpod.app import App
from mock_runpod.errors import Invalid
from mock_runpod.runtime.files import world_files
from mock_runpod.surfaces.connections import CONNECTION

#: Idle connections are kept longer than a slow test thinks (uvicorn's own 5 s are not enough).
KEEP_ALIVE_S = 120
#: Connections that may wait to be taken: thousands of clients come at once.
BACKLOG = 16_384
#: How long those who waited may take to hear how far things are.
PARTING_S = 0.3
#: So many steps of the loop after it was accepted, a connection is known, and its request is, too.
#: asyncio never closes one that it accepts in the very step in which it is to accept no more.
STEPS = 10
#: How often the watched files are looked at, in real seconds.
LOOK_EVERY_S = 0.5


def serve(app: App, listener: socket.socket, announce: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; `announce` is told the URL once requests are answered."""
    stop = Stop()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.now())

    def ready() -> None:
        _collect_less()
        announce(url_of(listener))

    with _loop_factory() as runner:
        runner.run(run(app, listener, ready, stop))


def _collect_less() -> None:
    """Stored jobs live long and hold no cycles: to walk them all in search of garbage, again and
    again, would stall requests for tenths of a second. So what survives a full walk is left alone.
    """
    gc.freeze()
    gc.callbacks.append(
        lambda phase, of: gc.freeze() if phase == "stop" and of["generation"] == 2 else None
    )
    gc.enable()


def listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises Invalid in one clear sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
        listener = socket.create_server(found[0][4], family=family, backlog=BACKLOG)
        # Connections inherit it. asyncio forgets it for such sockets, and then an answer that goes
        # out in two pieces, head and body, takes 40 ms longer.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except (OSError, UnicodeError) as error:  # the latter: no name can be like that
        why = str(getattr(error, "strerror", None) or error).partition(" (while")[0]
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        hint = "; --port 0 takes a free one" if taken else ""
        raise Invalid(f"cannot listen on {host}:{port}: {why}{hint}") from None


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


class Stop:
    """Ends a server from another thread or a signal handler, at once."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._event = asyncio.Event()

    def begin(self) -> None:
        """From here on it takes a word to the event loop to be heard."""
        self._loop = asyncio.get_running_loop()

    async def wait(self) -> None:
        await self._event.wait()

    def now(self) -> None:
        if self._loop is None:
            self._event.set()
        else:
            with suppress(RuntimeError):  # the loop has ended by itself
                self._loop.call_soon_threadsafe(self._event.set)


async def run(app: App, listener: socket.socket, ready: Callable[[], None], stop: Stop) -> None:
    """Until `stop` says so; `ready` is told when requests are answered.

    uvicorn without its main loop, which looks only ten times a second whether it should end.
    """
    stop.begin()
    server = uvicorn.Server(_config(app))
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup(sockets=[listener])
    watcher = asyncio.create_task(_watch(app)) if app.worlds.server.watch else None
    ready()
    await stop.wait()
    if watcher:
        watcher.cancel()
    app.worlds.let_go()
    await _part(server)
    await server.lifespan.shutdown()


class Connection(HttpToolsProtocol):
    """uvicorn's, and a hand on it for faults that break it."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {CONNECTION: {"this": self}}

    def reset(self) -> None:
        """End it with a RST: nothing that is still to be sent lingers."""
        line = self.transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def close(self) -> None:
        """End it once everything written so far is out."""
        self.transport.close()


def _config(app: App) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        date_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        backlog=BACKLOG,
    )
    config.load()
    return config


async def _part(server: uvicorn.Server) -> None:
    """Nobody new; answers that are ready still go out; then all connections end.

    uvicorn's own way out waits for as long as a client takes, or leaves its connection open.
    """
    for _ in range(STEPS):
        await asyncio.sleep(0)
    for each in server.servers:
        each.close()
    await _over(server.server_state.tasks)
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    await _over(server.server_state.tasks)


async def _over(tasks: set[asyncio.Task[None]]) -> None:
    await asyncio.sleep(0)
    if tasks:
        await asyncio.wait(list(tasks), timeout=PARTING_S)


def _loop_factory() -> asyncio.Runner:
    try:
        import uvloop  # not on every platform
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


async def _watch(app: App) -> None:
    """Begin all worlds anew when their files change; with a broken file the old ones stay."""
    options = app.worlds.server
    files = options.data, options.profile, options.faults
    seen = world_files.stamps(*files)
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        now = world_files.stamps(*files)
        if now != seen:
            seen = now
            await app.renew()
