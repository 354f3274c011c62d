"""A document part by part: what goes wrong inside one is told with its name and number."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from mock_runpod.errors import Invalid
from mock_runpod.runtime.snapshots.types import fits

#: What a value of the wrong kind can cause when it is taken for the right one.
MISTAKES = (TypeError, ValueError, AttributeError, OverflowError, RecursionError)

WORDS: dict[type, str] = {str: "a text", list: "a list", dict: "an object"}


class Parts:
    def __init__(self, said: dict[str, Any], *known: str) -> None:
        self._said, self._left = said, set(said) - set(known)

    def one(self, name: str, wanted: Any) -> Any:
        """The part as it is, if it is what is wanted."""
        with self.inside(name):
            self._left.discard(name)
            return checked(self._said[name], wanted)

    def each(self, name: str, read: Callable[[Any], Any], wanted: Any = Any) -> list[Any]:
        """A list, read row by row."""
        rows = self.one(name, list[Any])
        return [self._row(f"{name}, row {n}", read, row, wanted) for n, row in enumerate(rows, 1)]

    def _row(self, place: str, read: Callable[[Any], Any], row: Any, wanted: Any) -> Any:
        with self.inside(place):
            return checked(read(row), wanted)

    @contextmanager
    def inside(self, place: str) -> Iterator[None]:
        """Whatever is raised in here is told as a mistake at this place."""
        try:
            yield
        except Invalid as error:
            raise Invalid(f"snapshot, {place}: {error.detail}") from None
        except KeyError as error:
            raise Invalid(f"snapshot, {place}: {error} is missing") from None
        except MISTAKES as error:
            raise Invalid(f"snapshot, {place}: {error}") from None

    def check_all_read(self) -> None:
        if self._left:
            raise Invalid(f"snapshot: this version knows no part {min(self._left)!r}")


def checked(value: Any, wanted: Any) -> Any:
    if not fits(value, wanted):
        raise Invalid(f"it cannot be {word(value)}")
    return value


def word(value: Any) -> str:
    """For a sentence, which may be seen by more people than the file: no texts of the user."""
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    kind: type = type(value)
    return WORDS.get(kind, f"a {kind.__name__}")
