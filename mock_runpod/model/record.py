from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Anything the world remembers under an id."""

    id: str


if TYPE_CHECKING:
    from dataclasses import replace
else:

    def replace(record: Any, **changes: Any) -> Any:
        """`dataclasses.replace` at a third of its price: records are replaced at every step."""
        copy, setters = _copier(type(record))
        twin = copy(record)
        for name, value in changes.items():
            setters[name](twin, value)
        return twin


@cache
def _copier(kind: Any) -> tuple[Callable[[Any], Any], dict[str, Callable[[Any, Any], None]]]:
    """A function that copies a frozen record slot by slot, compiled once for its class.

    `dataclasses` compiles `__init__` in the same way. The slots' own setters go past the guard that
    freezes the class; nobody else has the copy yet.
    """
    setters = {name: getattr(kind, name).__set__ for name in kind.__dataclass_fields__}
    lines = [f"    set_{name}(twin, record.{name})" for name in setters]
    source = ["def copy(record):", "    twin = new(kind)", *lines, "    return twin"]
    room = {f"set_{name}": setter for name, setter in setters.items()}
    room |= {"new": object.__new__, "kind": kind}
    exec("\n".join(source), room)
    return room["copy"], setters


__all__ = ["Record", "replace"]
