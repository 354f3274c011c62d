"""Which world a request means: any key is an account, unless only some are accepted (B-005)."""

import base64
import binascii
from functools import lru_cache

from mock_runpod.environment import holds_real_key
from mock_runpod.errors import Forbidden, Unauthorized
from mock_runpod.runtime.driver import Driver
from mock_runpod.runtime.worlds import FORBIDDEN, INVALID
from mock_runpod.surfaces.kit import Call

REAL_KEY = (
    "this is a mock, and the key looks like one to a real RunPod account; it was not used and is"
    " not kept. Send another, as `mock-runpod env` prints it; any key that begins with rpa_mock_"
    " will do"
)


def key_of(call: Call) -> str | None:
    """`Bearer KEY`, a bare `KEY` or `?api_key=KEY`; None when there is none.

    Raises Forbidden for one that looks real, however it is spelled, where those are refused: every
    dialect has words for that, while REST v1 does not say why in a 401 (B-007).
    """
    said = call.header(b"authorization")
    if call.worlds.server.refuse_real_keys and _holds_real_key(call, said or ""):
        raise Forbidden(REAL_KEY)
    if not said and b"api_key=" in call.scope["query_string"]:
        return call.query.get("api_key") or None
    return key_sent(call)


def key_sent(call: Call) -> str | None:
    """The key in the header, whatever it looks like."""
    said = call.header(b"authorization")
    return _key_in(said) if said else None


@lru_cache(maxsize=1024)
def _key_in(said: str) -> str | None:
    scheme, _, rest = said.strip().partition(" ")
    if not rest:
        return scheme if scheme.lower() != "bearer" else None
    return (rest.strip() or None) if scheme.lower() == "bearer" else None


def _holds_real_key(call: Call, said: str) -> bool:
    """`Basic` is what `.netrc` makes of a key."""
    scheme, _, rest = said.strip().partition(" ")
    if scheme.lower() == "basic":
        try:
            said = str(base64.b64decode(rest), "latin-1")
        except binascii.Error:
            return False
    return any(map(holds_real_key, [said, *call.query.values()]))


def driver_of(call: Call) -> Driver:
    """Raises Unauthorized, and Forbidden for the key that stands for a key without rights."""
    key = key_of(call)
    if key is None or key == INVALID:
        raise Unauthorized("invalid api key")
    if not call.worlds.accepts(key):
        raise Unauthorized("invalid api key")
    if key == FORBIDDEN:
        raise Forbidden("access denied")
    return call.worlds.at(key)
