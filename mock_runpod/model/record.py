from dataclasses import dataclass
from typing import TYPE_CHECKING, Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Anything the world remembers under an id."""

    id: str


if TYPE_CHECKING:
    from dataclasses import replace
else:

    def replace(record: Any, **changes: Any) -> Any:
        """`dataclasses.replace`, at half its price: records are replaced several times per job."""
        kind = type(record)
        twin = object.__new__(kind)
        for name in kind.__dataclass_fields__:
            value = changes[name] if name in changes else getattr(record, name)
            object.__setattr__(twin, name, value)
        return twin


__all__ = ["Record", "replace"]
