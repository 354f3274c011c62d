"""One port, several hosts: which dialect answers which address. A plain ASGI application."""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from starlette.types import Receive, Scope, Send

from mock_runpod.engine.ids import RESERVED
from mock_runpod.errors import Invalid, RunPodError
from mock_runpod.runtime.clock import stopwatch
from mock_runpod.runtime.files.options import load
from mock_runpod.runtime.waiting import HungUp
from mock_runpod.runtime.worlds import Worlds
from mock_runpod.settings import Server
from mock_runpod.surfaces import elsewhere, faults, inference, journal, misses
from mock_runpod.surfaces.control import app as control
from mock_runpod.surfaces.gateway import addresses
from mock_runpod.surfaces.gateway import app as gateway
from mock_runpod.surfaces.hosts import RUNPOD, hostname
from mock_runpod.surfaces.kit import Call, Dialect, Handler, Reply, Unsent
from mock_runpod.surfaces.rest_v1 import app as rest_v1
from mock_runpod.surfaces.router import NoSuchPath, Table, WrongMethod
from mock_runpod.surfaces.serverless import app as serverless

log = logging.getLogger("mock_runpod.request")
SLASHES = re.compile("/{2,}")
WORLD_TIME = ", world time %(world_time)s s"


class Door:
    """A dialect, ready to look up its addresses (`GET /v1/endpoints` and the others)."""

    def __init__(self, dialect: Dialect) -> None:
        root = dialect.root
        routes = [replace(r, address=f"{r.method} {root}{r.path}") for r in dialect.routes]
        self.dialect, self.table = dialect, Table(routes)
        self.addresses = [route.address for route in routes]
        self.roots = frozenset(route.path.split("/")[1] for route in routes)


WORKERS = Door(gateway.DIALECT)
REST_V1, JOBS, CONTROL = Door(rest_v1.DIALECT), Door(serverless.DIALECT), Door(control.DIALECT)
REST_V2, GRAPHQL = Door(elsewhere.REST_V2), Door(elsewhere.GRAPHQL)
ELSEWHERE = Door(elsewhere.UNKNOWN)
OPERATIONS = frozenset(route.path.split("/")[2] for route in JOBS.dialect.routes)
#: By the first segment of the path.
DOORS = {"v1": REST_V1, "v2": JOBS, "graphql": GRAPHQL, "__mock": CONTROL}
#: Real host names lead to what lives there, and to nothing else (B-001).
HOSTS = {
    "rest.runpod.io": {"v1": REST_V1},
    "api.runpod.ai": {"v2": JOBS},
    "api.runpod.io": {"v2": JOBS, "graphql": GRAPHQL},
    "v2-rest.runpod.io": {"v2": REST_V2},
}
NOWHERE: Mapping[str, Door] = {}
#: What a request that found nothing is held against.
ADDRESSES = tuple(address for at in (JOBS, REST_V1) for address in at.addresses)


def door(host: str, path: str) -> tuple[Door, Sequence[str]]:
    """Which dialect, and what is left of the path for it to look up."""
    if not path.startswith("/"):
        return ELSEWHERE, ()  # `OPTIONS *` and `CONNECT host:port` name no path
    doors = HOSTS.get(host) or (NOWHERE if host.endswith(RUNPOD) else DOORS)
    _, first, *rest = (SLASHES.sub("/", path) if "//" in path else path).split("/")
    found, below = doors.get(first, ELSEWHERE), rest[0] if rest else ""
    if found is JOBS and below in RESERVED and host != "api.runpod.ai":
        return REST_V2, rest  # B-003
    if found is REST_V1 and below not in REST_V1.roots and OPERATIONS.intersection(rest[1:2]):
        return JOBS, rest  # the Rust crate with the variable of runpodctl, see `environment`
    if found is JOBS and addresses.is_one(rest):
        return WORKERS, addresses.cut(rest)
    if found is ELSEWHERE and path == "/healthz":
        return CONTROL, ["health"]
    return found, rest


class App:
    """Finds the handler for a request, and sends what it says."""

    def __init__(self, worlds: Worlds) -> None:
        self.worlds = worlds
        self._accidents = 0
        self._random = Random(worlds.server.seed)

    @property
    def accidents(self) -> int:
        """How often something of ours went wrong; it is in the log, too."""
        return self._accidents + sum(driver.accidents for driver in self.worlds)

    async def renew(self) -> None:
        """All worlds from the beginning, as their files say now; a broken file changes nothing."""
        try:
            fresh = Worlds(self.worlds.server, self.worlds.asked)
        except Invalid as error:
            logging.getLogger("mock_runpod.world").error("%s", error.detail)
            return
        old, self.worlds = self.worlds, fresh
        await old.close()
        logging.getLogger("mock_runpod.world").warning("files changed: all worlds begin anew")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(Call(scope, receive), send)
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _http(self, call: Call, send: Send) -> None:
        """Answered, noted, sent. Who has heard the answer finds the request in the journal."""
        began, call.worlds = stopwatch(), self.worlds
        answer = await self._answer(call)
        answer.headers.append((b"x-request-id", b"%032x" % self._random.getrandbits(128)))
        inference.mark(call, answer)
        if call.unread:
            await call.hear_out()
        journal.remember(call, answer, (stopwatch() - began) * 1000)
        await answer.send(call, send)
        level = logging.INFO if call.dialect.journaled else logging.DEBUG
        if log.isEnabledFor(level):
            _log(call, level, answer.status, (stopwatch() - began) * 1000)

    async def _answer(self, call: Call) -> Reply:
        """What the handler says, unless a fault or a refusal speaks in its place."""
        at, segments = door(hostname(call.host), call.scope["path"])
        call.dialect = dialect = at.dialect
        try:
            handler = _handler(at, call, segments)
            if dialect.imitates and faults.set_for(call):
                return await faults.meet(call, handler)
            return await handler(call)
        except (RunPodError, NoSuchPath, WrongMethod) as refusal:
            if dialect.imitates and dialect.journaled:
                call.miss = misses.of(call, refusal, ADDRESSES)
            return dialect.refuse(call, refusal)
        except HungUp:
            return Unsent(0)
        except Exception as accident:
            self._accidents += 1
            log.exception("an accident in %s %s", call.method, _path(call))
            return dialect.refuse(call, accident)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            phase = (await receive())["type"].removeprefix("lifespan.")
            if phase == "shutdown":
                await self.worlds.close()
            await send({"type": f"lifespan.{phase}.complete"})
            if phase == "shutdown":
                return


def _handler(at: Door, call: Call, segments: Sequence[str]) -> Handler:
    """Who answers. Whoever has no valid key learns nothing about which addresses there are."""
    try:
        raw = call.scope.get("raw_path", b"")
        if b"%" in raw and b"%2f" in raw.lower():
            raise NoSuchPath  # an escaped slash is part of an id, and no id has one
        route, call.params = at.table.find(call.method, segments)
    except (NoSuchPath, WrongMethod) as nobody:
        call.driver = at.dialect.enter(call)
        return _refusing(nobody)
    call.route = route
    if not route.open:
        call.driver = at.dialect.enter(call)
    return route.handler


def _refusing(error: Exception) -> Handler:
    async def refuse(call: Call) -> Reply:
        raise error

    return refuse


def _log(call: Call, level: int, status: int, milliseconds: float) -> None:
    """One line for a request: never its query, its key or its body."""
    driver = call.whose
    said: Mapping[str, Any] = {
        "world": driver.name if driver else "-",
        "method": call.method,
        "route": _path(call),
        "status": status,
        "ms": round(milliseconds, 2),
        "world_time": round(driver.world.now, 3) if driver else None,
    }
    log.log(
        level,
        "%(world)s %(method)s %(route)s %(status)s %(ms)s ms" + WORLD_TIME * (driver is not None),
        said,
        extra={"fields": dict(said)},
    )


def _path(call: Call) -> str:
    """Without a query that a worker has glued to it."""
    path: str = call.scope["path"]
    return path.partition("&")[0]


def create_app(**options: Any) -> App:
    """The whole mock as an ASGI application; `options` are those of `settings`. Raises Invalid."""
    return App(Worlds(load(Server, options), options))
