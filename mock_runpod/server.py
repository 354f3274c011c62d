"""A real port: in the foreground for the command line, in a thread for tests and scripts."""

import asyncio
import errno
import gc
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import uvicorn

from mock_runpod.app import App, create_app
from mock_runpod.environment import variables
from mock_runpod.errors import Invalid
from mock_runpod.runtime import world_files
from mock_runpod.runtime.worlds import DEFAULT

#: Idle connections are kept longer than a slow test thinks (uvicorn's own 5 s are not enough).
KEEP_ALIVE_S = 120
#: Connections that may wait to be taken: thousands of clients come at once.
BACKLOG = 16_384
#: How long those who waited may take to hear how far things are.
PARTING_S = 0.3
#: How often the watched files are looked at, in real seconds.
LOOK_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is up. `env` holds every variable that sends a client to it."""

    base_url: str
    app: App

    @property
    def env(self) -> dict[str, str]:
        return variables(self.base_url, DEFAULT)


@contextmanager
def start(**options: Any) -> Iterator[Running]:
    """A server in a thread, on a free port unless `port` is given; it ends with the block."""
    app = create_app(**{"port": 0, "clock": "auto", **options})
    listener = listen(app.worlds.server.host, app.worlds.server.port)
    started, stop = threading.Event(), _Stop()
    work = threading.Thread(target=asyncio.run, args=[_run(app, listener, started.set, stop)])
    work.daemon = True
    work.start()
    started.wait()
    try:
        yield Running(url_of(listener), app)
    finally:
        stop.now()
        work.join()


def serve(app: App, listener: socket.socket, announce: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; `announce` is told the URL once requests are answered."""
    stop = _Stop()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.now())

    def ready() -> None:
        _collect_less()
        announce(url_of(listener))

    with _loop_factory() as runner:
        runner.run(_run(app, listener, ready, stop))


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


class _Stop:
    """Ends the server from another thread or a signal handler, at once."""

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


async def _run(app: App, listener: socket.socket, ready: Callable[[], None], stop: _Stop) -> None:
    """uvicorn without its main loop, which looks only ten times a second whether it should end."""
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


def _config(app: App) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        http="httptools",
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
    seen = world_files.stamps(options.data, options.profile)
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        now = world_files.stamps(options.data, options.profile)
        if now != seen:
            seen = now
            await app.renew()
