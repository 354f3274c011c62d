"""JSON as workers write it: in a body labelled as a form, with NaN, and numbers beyond reason."""

import json
from typing import Any

import orjson

from mock_runpod.errors import Invalid
from mock_runpod.runtime.fields import DEEPEST, depth

#: What goes out again has room for 64 bits.
MOST = 2**63


def read(body: bytes) -> Any:
    """The data; not-a-number becomes null. Raises Invalid for what is no JSON at all."""
    try:
        data, strict = orjson.loads(body), True
    except orjson.JSONDecodeError:
        data, strict = _slowly(body), False
    if body.count(b"[") + body.count(b"{") > DEEPEST and depth(data) > DEEPEST:
        raise Invalid(f"the result is nested deeper than {DEEPEST} levels")
    return data if strict else _plain(data)


def _slowly(body: bytes) -> Any:
    """Python's own reader takes what Python's own writer makes."""
    try:
        return json.loads(body.decode("utf-8", "surrogatepass"), parse_int=_whole)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"the result is no JSON: {error}") from None


def _plain(data: Any) -> Any:
    """As it can go out again. A long list of numbers, one of them not a number, is nothing rare:
    the quick writer makes null of it, and stops only at half a surrogate.
    """
    try:
        return orjson.loads(orjson.dumps(data))
    except orjson.JSONEncodeError:
        return _sayable(data)


def _whole(digits: str) -> int | float:
    number = int(digits) if len(digits) < 40 else float(digits)
    return number if isinstance(number, int) and -MOST <= number < MOST else float(number)


def _sayable(data: Any) -> Any:
    """Half a surrogate is no text that could be sent."""
    match data:
        case str():
            return data.encode(errors="replace").decode()
        case float() if data != data or data in (float("inf"), float("-inf")):
            return None
        case list():
            return [_sayable(each) for each in data]
        case dict():
            return {_sayable(name): _sayable(value) for name, value in data.items()}
    return data
