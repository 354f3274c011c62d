"""What a worker answers, put into the words of the control API."""

from collections.abc import Iterable, Mapping
from typing import Any

#: What belongs to the endpoint, whatever its workers answer next.
LASTING = ("execution", "chunkS", "concurrency", "rules")
UNSAID: Any = object()

#: Seconds of the world, or how they are spread: `{"uniform": [1, 5]}`,
#: `{"lognormal": {"median": 2, "sigma": 0.5}}`, `{"normal": {"mean": 2, "sigma": 0.5}}`.
Seconds = float | Mapping[str, Any]
Answer = Mapping[str, Any]


def said(**what: Any) -> dict[str, Any]:
    """Without what was not said."""
    return {name: value for name, value in what.items() if value is not None and value != ()}


def pieces(outputs: Iterable[Any], every: Seconds | None) -> list[dict[str, Any]]:
    """Chunks, or progress, one every so many seconds."""
    return [{"output": output, **said(after=every)} for output in outputs]


def lasting(behaviour: Mapping[str, Any]) -> dict[str, Any]:
    """What of a behaviour goes on beside a new answer."""
    return {name: behaviour[name] for name in LASTING if name in behaviour}


def condition(
    part: Any, pointer: str | None, matches: str | None, equals: Any
) -> list[Mapping[str, Any]]:
    """A list is one of conditions already; anything else is a part of the input."""
    if isinstance(part, list):
        return part
    one = said(pointer=pointer, matches=matches)
    if part is not None:
        one["subset"] = part
    if equals is not UNSAID:
        one["equals"] = equals
    return [one] if one else []
