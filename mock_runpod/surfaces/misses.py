"""Requests for what is not there: what that was, and what would have been there."""

from collections.abc import Sequence

from mock_runpod.engine.world import World
from mock_runpod.errors import Forbidden, NotFound, Unauthorized
from mock_runpod.runtime.driver import Driver
from mock_runpod.runtime.journal import Miss
from mock_runpod.surfaces import nearness
from mock_runpod.surfaces.hosts import LOOPBACK, RUNPOD, hostname
from mock_runpod.surfaces.kit import Call
from mock_runpod.surfaces.router import NoSuchPath, WrongMethod

REFUSED_KEY = "any other key opens a world, unless `keys` says which ones do"
NO_KEY = "send `Authorization: Bearer KEY`; any key opens a world"


def of(call: Call, refusal: Exception, known: Sequence[str]) -> Miss | None:
    """None when what was asked for is there, and only something else is wrong with the request.

    `known` are the addresses there are.
    """
    match refusal:
        case NotFound(noun=noun, id=id) if noun and call.whose:
            return _no_such_thing(call, call.driver, noun, id)
        case WrongMethod(allow=allow):
            what = f"{call.method} {call.scope['path']} is no address"
            return Miss(what, f"this path takes {', '.join(allow)}", unhandled=True)
        case NoSuchPath():
            return _no_address(call, known)
        case Unauthorized() | Forbidden():
            return _no_key(call) if call.route else _no_address(call, known)
    return None


def _no_such_thing(call: Call, driver: Driver, noun: str, id: str) -> Miss:
    """Who calls an endpoint that never was has most likely mistaken its id. One that is gone, or
    another kind of thing, may well be asked for to see that it is not there.
    """
    world, what = driver.world, f"no {noun} `{id}` in this world"
    if noun == "endpoint" and (gone := nearness.end_of(world, noun, id)) is not None:
        return Miss(what, f"it was deleted at {gone:g} s", noun=noun, id=id)
    others = (each.world for each in call.worlds if each is not driver)
    near = nearness.thing(world, others, noun, id)
    unhandled = noun == "endpoint" and call.dialect.name == "serverless"
    return Miss(what, near, unhandled, noun, id)


def _no_address(call: Call, known: Sequence[str]) -> Miss:
    host, asked = hostname(call.host), f"{call.method} {call.scope['path']}"
    if call.dialect.unserved:
        return Miss(f"{asked}: {call.dialect.unserved}", unhandled=True)
    near = nearness.address(call.method, call.scope["path"], known)
    if host.endswith(RUNPOD):
        return Miss(f"nothing of what lives at {host} answers {asked}", near, unhandled=True)
    server = call.worlds.server
    if host not in LOOPBACK and host not in (server.host, *server.hosts):
        return Miss(f"{host!r} is no host of RunPod: {asked}", unhandled=True)
    return Miss(f"{asked} is no address", near, unhandled=True)


def _no_key(call: Call) -> Miss:
    if call.header(b"authorization") or b"api_key=" in call.scope["query_string"]:
        return Miss("this API key is not accepted", REFUSED_KEY)
    return Miss("no API key was sent", NO_KEY)


def said(miss: Miss, world: World | None) -> str:
    """The whole sentence, also with what can only be found out by looking back."""
    near = miss.near
    if not near and miss.noun and world is not None:
        gone = nearness.end_of(world, miss.noun, miss.id)
        near = "" if gone is None else f"it was forgotten at {gone:g} s"
    return f"{miss.what}; {near}" if near else miss.what
