"""The journal as an HTTP archive, for the tools of browsers (HAR 1.2)."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from mock_runpod import __version__
from mock_runpod.engine.world import World
from mock_runpod.runtime.journal import Exchange, size
from mock_runpod.surfaces.control import secrets
from mock_runpod.surfaces.moments import moment

Pairs = Sequence[tuple[str, str]]
#: HAR's word for a size nobody counted.
UNKNOWN = -1


def archive(exchanges: Sequence[Exchange], world: World) -> dict[str, Any]:
    """Dates are the world's, durations are real. Names that begin with `_` are our own."""
    creator = {"name": "mock_runpod", "version": __version__}
    entries = [_entry(each, world) for each in exchanges]
    return {"log": {"version": "1.2", "creator": creator, "entries": entries}}


def _entry(exchange: Exchange, world: World) -> dict[str, Any]:
    return {
        "startedDateTime": moment(world, exchange.at or 0.0),
        "time": exchange.ms,
        "request": _request(exchange),
        "response": _response(exchange),
        "cache": {},
        "timings": {"send": 0, "wait": exchange.ms, "receive": 0},
        "_number": exchange.number,
        "_worldTime": exchange.at,
        "_faults": list(exchange.faults),
    }


def _request(exchange: Exchange) -> dict[str, Any]:
    query = secrets.url_query(exchange.query)
    url = f"http://{exchange.host or '127.0.0.1'}{exchange.path}"
    headers = secrets.headers(exchange.headers)
    request = {
        "method": exchange.method,
        "url": f"{url}?{query}" if query else url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(headers),
        "queryString": _pairs(secrets.query(exchange.query)),
        "headersSize": UNKNOWN,
        "bodySize": size(exchange.body),
    }
    if size(exchange.body):
        request["postData"] = _content(exchange.body, headers)
    return request


def _response(exchange: Exchange) -> dict[str, Any]:
    headers = secrets.headers(exchange.answered)
    return {
        "status": exchange.status,
        "statusText": _phrase(exchange.status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(headers),
        "content": {"size": size(exchange.answer), **_content(exchange.answer, headers)},
        "redirectURL": "",
        "headersSize": UNKNOWN,
        "bodySize": size(exchange.answer),
    }


def _content(body: bytes, headers: Pairs) -> dict[str, Any]:
    return {"mimeType": dict(headers).get("content-type", ""), "text": secrets.text(body)}


def _pairs(named: Pairs) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in named]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
