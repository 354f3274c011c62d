"""Which world a request means: any key is an account, unless only some are accepted (B-005)."""

from mock_runpod.errors import Forbidden, Unauthorized
from mock_runpod.runtime.driver import Driver
from mock_runpod.runtime.worlds import FORBIDDEN, INVALID
from mock_runpod.surfaces.kit import Call


def key_of(call: Call) -> str | None:
    """`Bearer KEY`, a bare `KEY` or `?api_key=KEY`; None when there is none."""
    said = call.header(b"authorization")
    if said:
        scheme, _, rest = said.strip().partition(" ")
        if not rest:
            return scheme if scheme.lower() != "bearer" else None
        return (rest.strip() or None) if scheme.lower() == "bearer" else None
    if b"api_key=" in call.scope["query_string"]:
        return call.query.get("api_key") or None
    return None


def driver_of(call: Call) -> Driver:
    """Raises Unauthorized, and Forbidden for the key that stands for a key without rights."""
    key = key_of(call)
    if key is None or key == INVALID:
        raise Unauthorized("invalid api key")
    accepted = call.worlds.server.keys
    if accepted and key not in accepted:
        raise Unauthorized("invalid api key")
    if key == FORBIDDEN:
        raise Forbidden("access denied")
    return call.worlds.at(key)
