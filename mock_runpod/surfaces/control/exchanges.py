"""How a request that was noted is shown: formatted only now, and of secrets only the names."""

from collections.abc import Iterable
from typing import Any

from typing_extensions import TypedDict

from mock_runpod.engine.world import World
from mock_runpod.model import Job
from mock_runpod.runtime.journal import Exchange, Miss, size
from mock_runpod.surfaces import misses
from mock_runpod.surfaces.control import secrets
from mock_runpod.surfaces.moments import moment
from mock_runpod.surfaces.nearness import spelled


class MissDocument(TypedDict):
    """`what` was not there and what was `near`; `said` is both as one sentence."""

    what: str
    near: str
    said: str
    unhandled: bool


class ExchangeDocument(TypedDict):
    """`at` is the world's second and `iso` the same moment as a date, null if it was meant for no
    world; `ms` are real milliseconds. `route` is the address that answered, `faults` are the names
    of those that struck, `rule` is the number of the endpoint's rule that answers the job. `body`
    and `answer` are JSON, else a text, else null, and then their bytes say whether there was
    anything. The status is 0 if the client did not wait for one.
    """

    number: int
    at: float | None
    iso: str | None
    ms: float
    method: str
    host: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    bodyBytes: int
    status: int
    answer: Any
    answerBytes: int
    route: str
    faults: list[str]
    rule: int | None
    miss: MissDocument | None


def shown(exchange: Exchange, world: World | None) -> ExchangeDocument:
    """`world` is the one it was meant for."""
    at, miss, answer = exchange.at, exchange.miss, secrets.body(exchange.answer)
    return {
        "number": exchange.number,
        "at": None if at is None else round(at, 6),
        "iso": None if at is None or world is None else moment(world, at),
        "ms": round(exchange.ms, 3),
        "method": exchange.method,
        "host": exchange.host,
        "path": exchange.path,
        "query": dict(secrets.query(exchange.query)),
        "headers": _joined(secrets.headers(exchange.headers)),
        "body": secrets.body(exchange.body),
        "bodyBytes": size(exchange.body),
        "status": exchange.status,
        "answer": answer,
        "answerBytes": size(exchange.answer),
        "route": spelled(exchange.route),
        "faults": list(exchange.faults),
        "rule": None if world is None else _rule(exchange, answer, world),
        "miss": miss and shown_miss(miss, world),
    }


def _rule(exchange: Exchange, answer: Any, world: World) -> int | None:
    """The answer names the job, or else the path does."""
    said = answer.get("id") if isinstance(answer, dict) else None
    named = (said, exchange.path.rpartition("/")[2])
    jobs = (world.find(Job, id) for id in named if isinstance(id, str))
    return next((job.rule for job in jobs if job), None)


def shown_miss(miss: Miss, world: World | None) -> MissDocument:
    return {
        "what": miss.what,
        "near": miss.near,
        "said": misses.said(miss, world),
        "unhandled": miss.unhandled,
    }


def _joined(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """One value each, as HTTP joins those that were sent several times."""
    joined: dict[str, str] = {}
    for name, value in headers:
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined
