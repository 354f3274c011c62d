"""Whether a value is what a field of the model wants. Each type is read once into a check."""

import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Check = Callable[[Any], bool]
#: Of such numbers a float tells each from the next, and JSON holds them times a thousand.
MOST = 10**15


@cache
def checks(kind: Any) -> dict[str, Check]:
    """One for each field of a dataclass."""
    return {name: check(hint) for name, hint in get_type_hints(kind).items()}


def fits(value: Any, hint: Any) -> bool:
    return check(hint)(value)


@cache
def check(hint: Any) -> Check:
    """`hint` is a type as the model writes them."""
    if hint is Any or hint is object:
        return lambda value: True
    origin, inside = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        either = [check(each) for each in inside]
        return lambda value: any(fitting(value) for fitting in either)
    if origin is Literal:
        return lambda value: value in inside
    if origin is tuple:
        return _tuple(inside)
    if origin is list:
        item = check(inside[0])
        return lambda value: isinstance(value, list) and all(map(item, value))
    if origin in (dict, Mapping):
        return _mapping(*map(check, inside))
    return _plain(types.NoneType if hint is None else origin or hint)


def _tuple(inside: tuple[Any, ...]) -> Check:
    if len(inside) == 2 and inside[1] is ...:
        item = check(inside[0])
        return lambda value: isinstance(value, tuple) and all(map(item, value))
    items = [check(each) for each in inside]
    return lambda value: (
        isinstance(value, tuple)
        and len(value) == len(items)
        and all(item(each) for item, each in zip(items, value, strict=True))
    )


def _mapping(key: Check, value: Check) -> Check:
    return lambda found: (
        isinstance(found, Mapping) and all(map(key, found)) and all(map(value, found.values()))
    )


def _plain(kind: Any) -> Check:
    """A whole number will do for a float; truth is no number, and whole numbers are all counts."""
    if kind is float:
        return lambda value: type(value) in (float, int) and -MOST <= value <= MOST
    if kind is int:
        return lambda value: type(value) is int and 0 <= value <= MOST
    return lambda value: isinstance(value, kind)
