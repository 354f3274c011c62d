"""What shall go wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from os import PathLike
from types import TracebackType
from typing import Any, Self

from mock_runpod.client import files
from mock_runpod.client.control import Control
from mock_runpod.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault as it was when it was asked for: `struck` times it did, of `seen` times it could.

    `row` is all that is known of it, as the control API tells it. It lasts until it is removed, or
    to the end of a block: `with mock.fail("POST /v2/*/run", status=500): ...`
    """

    name: str
    fault: str
    seen: int = 0
    struck: int = 0
    row: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    control: Control = field(repr=False, compare=False)

    def now(self) -> "Fault":
        """The same fault, asked for again. Raises NotFound."""
        return read(self.control, self.control.get("faults", self.name))

    def remove(self) -> None:
        """From now on all is well. Raises NotFound when it was removed before."""
        self.control.delete("faults", self.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.remove()
        except NotFound:
            return  # a reset in between is no mistake


class Faults:
    """Those of one world: `for fault in mock.faults`, `len(mock.faults)`, and these verbs."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def __repr__(self) -> str:
        return f"<Faults {[fault.name for fault in self]}>"

    def __iter__(self) -> Iterator[Fault]:
        return iter(self.list())

    def __len__(self) -> int:
        return len(self.list())

    def list(self) -> list[Fault]:
        """In the order in which they were added."""
        return [read(self._control, row) for row in self._control.get("faults")]

    def add(self, fault: str, **says: Any) -> Fault:
        """Let this go wrong: `add("worker.oom", endpoint="sdxl", after=2, count=1)`.

        `fault` is one of `kinds()`. All take a `name`; whom they are aimed at: `on` (a request such
        as "POST /v2/*/run"), `when` (what its body has, as in a rule), `endpoint`, `job`, `worker`;
        and how often: `after`, `every`, `count`, `probability` (0 to 1). What else a kind needs,
        `kinds()` tells. Raises Invalid.
        """
        return read(self._control, self._control.post("faults", body={"fault": fault, **says}))

    def profile(self, name: str | PathLike[str]) -> Sequence[Fault]:
        """Several at once: `flaky`, `brownout`, `black-friday`, or a file of one's own."""
        profile = files.text(name) if files.is_file(name) else name
        rows = self._control.post("faults", body={"profile": profile})
        return [read(self._control, row) for row in rows]

    def remove(self, name: str) -> None:
        """Raises NotFound."""
        self._control.delete("faults", name)

    def clear(self) -> None:
        """All is well again."""
        self._control.delete("faults")

    def kinds(self) -> Any:
        """What can go wrong, and what each kind needs, as the control API tells it."""
        return self._control.get("faults", "kinds")


def read(control: Control, row: dict[str, Any]) -> Fault:
    counts = {name: row.get(name, 0) for name in ("seen", "struck")}
    return Fault(name=row["name"], fault=row["fault"], row=row, control=control, **counts)
