"""What of requests and records could be a secret, and how it is shown instead."""

import re
from typing import Any
from urllib.parse import parse_qsl, quote

import orjson

from mock_runpod.runtime.journal import unpacked

HIDDEN = "***"
#: Headers and parameters of the query with such names.
SENSITIVE = re.compile("auth|cookie|token|secret|key|passw|credential|signature", re.IGNORECASE)
#: The same inside a body, where many harmless names have `auth` or `key` in them.
SECRET = re.compile("token|secret|passw|credential|api_?key|accessid", re.IGNORECASE)
#: Variables of a container, and where outputs go: of all that is in there only the names.
VARIABLES = frozenset({"env", "s3Config", "s3_config"})
#: Whatever a user sends through, where such a word has no meaning for us.
USERS_OWN = frozenset({"input", "output"})
#: A text that spells such things out, as a GraphQL mutation does, or JSON that is cut off.
SPELLED = re.compile(rf"""\b(env|s3_?config|\w*({SECRET.pattern})\w*)["']?\s*[:=]""", re.IGNORECASE)
#: Who logs in, in a URL, and parameters of its query.
LOGIN = re.compile(r"(?<=://)[^/?#@\s]*@")
PARAMETER = re.compile(rf"([?&][^=&#\s]*({SENSITIVE.pattern})[^=&#\s]*=)[^&#\s]*", re.IGNORECASE)


def headers(sent: bytes) -> list[tuple[str, str]]:
    """As they came, names in lower case."""
    return [_named(name, value) for name, value in unpacked(sent)]


def query(said: bytes) -> list[tuple[str, str]]:
    """Names and values, decoded."""
    pairs = parse_qsl(str(said, "latin-1"), keep_blank_values=True)
    return [_named(name, value) for name, value in pairs]


def url_query(said: bytes) -> str:
    """What may stand behind a `?`."""
    return "&".join(f"{quote(name)}={quote(value, safe='*')}" for name, value in query(said))


def body(sent: bytes) -> Any:
    """The data in it, else the text; None where there is neither."""
    if not sent:
        return None
    try:
        return shown("", orjson.loads(sent))
    except orjson.JSONDecodeError:
        pass
    try:
        return _text(sent.decode())
    except UnicodeDecodeError:
        return None


def text(sent: bytes) -> str:
    """The same as it could have been written; empty where there is nothing to show."""
    said = body(sent)
    if isinstance(said, str):
        return said
    return "" if said is None else orjson.dumps(said).decode()


def _named(name: str, value: str) -> tuple[str, str]:
    return name, HIDDEN if SENSITIVE.search(name) else value


def shown(name: str, value: Any, own: frozenset[str] = USERS_OWN) -> Any:
    """What a field of this name holds."""
    if name in own or value is None:
        return value
    if name in VARIABLES:
        return dict.fromkeys(value, HIDDEN) if isinstance(value, dict) else HIDDEN
    match value:
        case dict():
            inside = frozenset[str]() if name == "variables" else own  # GraphQL has inputs, too
            return {inner: shown(inner, each, inside) for inner, each in value.items()}
        case list() | tuple():
            return [shown("", each, own) for each in value]
        case str() if SECRET.search(name):
            return HIDDEN
        case str():
            return _text(value)
    return value


def _text(value: str) -> str:
    if "://" in value:
        value = PARAMETER.sub(rf"\1{HIDDEN}", LOGIN.sub(f"{HIDDEN}@", value))
        return HIDDEN if SPELLED.search(PARAMETER.sub("", value)) else value
    return HIDDEN if SPELLED.search(value) else value
