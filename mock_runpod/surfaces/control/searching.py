"""Which of the noted requests are meant, and how those differ that are nearly so."""

import difflib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from mock_runpod.engine import matching
from mock_runpod.engine.world import World
from mock_runpod.errors import Invalid
from mock_runpod.model import Condition, How, RequestPattern
from mock_runpod.runtime.journal import Exchange, Journal
from mock_runpod.surfaces.control.bodies import Body
from mock_runpod.surfaces.control.exchanges import ExchangeDocument, shown

#: How many requests that were nearly meant are told, of so many that are looked at.
NEAREST, LOOKED_AT = 3, 200


def _pointer(said: str) -> str:
    matching.steps_of(said)
    return said


class Search(Body):
    """Which requests are meant: all that fit every part that is there.

    `body` is a part of the body: an object may have more keys, everything else is as it is.
    `pointer` names a place in the body (`/input/steps`), which `equals` this, or only is there.
    `header` is names and values, a value may have `*` in it. `fault` is the name of a fault that
    struck. `since` is the number of a request: those after it.
    """

    on: str | None = None
    status: int | None = None
    body: Any = None
    pointer: Annotated[str, AfterValidator(_pointer)] | None = None
    equals: Any = None
    header: dict[str, str] = Field(default={})
    fault: str | None = None
    since: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _equals_something(self) -> "Search":
        if self.pointer is None and "equals" in self.model_fields_set:
            raise ValueError("equals needs a pointer, which says where in the body")
        return self

    def conditions(self) -> list[Condition]:
        """What the body must have."""
        said, found = self.model_fields_set, list[Condition]()
        if "body" in said:
            found.append(Condition(how=How.CONTAINS, value=self.body))
        if self.pointer is not None:
            how = How.EQUALS if "equals" in said else How.EXISTS
            found.append(Condition(how=how, pointer=self.pointer, value=self.equals))
        return found


def pattern(on: str) -> RequestPattern:
    """Raises Invalid with an example."""
    try:
        return RequestPattern.read(on)
    except ValueError as error:
        raise Invalid(f"on: {error}") from None


class Searcher:
    """A search among the requests of a world. Raises Invalid when it makes no sense."""

    def __init__(self, search: Search, journal: Journal, world: World) -> None:
        self._search, self._conditions = search, search.conditions()
        self._on = None if search.on is None else pattern(search.on)
        self._requests, self._world = journal.since(search.since), world

    def found(self) -> list[ExchangeDocument]:
        """All that fit, oldest first."""
        rows = (shown(each, self._world) for each in self._requests if self._may_fit(each))
        return [row for row in rows if not self.differences(row)]

    def nearest(self) -> list[tuple[ExchangeDocument, list[str]]]:
        """Those that differ in the fewest ways, the likest address and the latest first."""
        rows = [shown(each, self._world) for each in self._requests[-LOOKED_AT:]]
        return sorted(((row, self.differences(row)) for row in rows), key=self._farness)[:NEAREST]

    def _may_fit(self, exchange: Exchange) -> bool:
        """What can be told without showing it, which takes a while."""
        right = self._search.status in (None, exchange.status)
        return right and (self._on is None or self._on.fits(exchange.method, exchange.path))

    def differences(self, request: ExchangeDocument) -> list[str]:
        """In which ways this is not a request that is meant; none: it is."""
        body = matching.lacking(request["body"], self._conditions)
        return [*self._head(request), *map(_of_body, body), *self._headers(request)]

    def _head(self, request: ExchangeDocument) -> Iterator[str]:
        search = self._search
        if self._on and not self._on.fits(request["method"], request["path"]):
            yield f"it is {request['method']} {request['path']}, not {self._on}"
        if search.status not in (None, request["status"]):
            yield f"its status is {request['status']}, not {search.status}"
        if search.fault is not None and search.fault not in request["faults"]:
            yield f"no fault named {search.fault!r} struck it"

    def _headers(self, request: ExchangeDocument) -> Iterator[str]:
        for name, value in self._search.header.items():
            there = request["headers"].get(name.lower())
            if there is None:
                yield f"it has no header {name}"
            elif not fnmatchcase(there, value):
                yield f"its header {name} is {there!r}, not {value!r}"

    def _farness(self, pair: tuple[ExchangeDocument, list[str]]) -> tuple[int, float, int]:
        request, ways = pair
        asked = f"{request['method']} {request['path']}"
        alike = difflib.SequenceMatcher(None, asked, self._search.on or asked).ratio()
        return len(ways), -alike, -request["number"]


def _of_body(said: str) -> str:
    return said.replace("the input", "the body", 1) if said.startswith("the input") else said
