"""What is left behind, and what it would cost."""

from dataclasses import dataclass
from typing import Any

from mock_runpod.client.control import Control


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """Something that goes on costing money: `monthly` dollars, if nobody deletes it."""

    kind: str
    id: str
    name: str
    monthly: float

    def __str__(self) -> str:
        called = f"{self.name} ({self.id})" if self.name not in ("", self.id) else self.id
        return f"{self.kind} {called} would cost {dollars(self.monthly)} a month"


def leaks(control: Control) -> list[Leak]:
    return [_read(row) for row in control.get("leaks")["leaks"]]


def check_nothing_left(control: Control) -> None:
    left = leaks(control)
    if left:
        total = dollars(sum(each.monthly for each in left))
        lines = [f"left running ({total} a month in all):", *map(str, left)]
        raise AssertionError("\n  ".join(lines))


def dollars(amount: float) -> str:
    """Whole dollars from ten on; below that, cents matter."""
    return f"${amount:.0f}" if amount >= 10 or amount == int(amount) else f"${amount:.2f}"


def _read(row: dict[str, Any]) -> Leak:
    return Leak(kind=row["kind"], id=row["id"], name=row.get("name") or "", monthly=row["monthly"])
