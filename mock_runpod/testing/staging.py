"""A world for one test, from its making to the checks at its end."""

import difflib
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from os import PathLike
from typing import Any, Literal, get_args

from mock_runpod.client import Client
from mock_runpod.client.costs import dollars
from mock_runpod.errors import Invalid, RunPodError
from mock_runpod.settings import Server, WorldSettings, options_of
from mock_runpod.testing.passing import Sleep
from mock_runpod.testing.redirect import Changes, Redirect
from mock_runpod.testing.sdk import Habits
from mock_runpod.testing.starting import MockRunPod
from mock_runpod.testing.strangers import Strangers

Unhandled = Literal["error", "warn", "ignore"]
SETTINGS = tuple(option.name for option in options_of(WorldSettings))
CHOICES: Mapping[str, Sequence[str]] = {
    "unhandled": get_args(Unhandled),
    "sleep": get_args(Sleep),
}
KINDS: Mapping[str, tuple[Any, str]] = {
    "data": (str | PathLike | Mapping | None, "a name, a file, or a file's name and text"),
    "profile": (str | PathLike | None, "a name or a file"),
    "faults": (str | PathLike | list | tuple | None, "a list of faults, a name or a file"),
    "no_leaks": (bool, "True or False"),
    "production_retries": (bool, "True or False"),
}
#: How many requests a complaint shows.
SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a test says about its world. None: as the server has it.

    `profile`, `data` and `faults` are names or files; `data` can be a file's name and text, too, as
    `{"file": ..., "text": ...}`, and `faults` specs. `unhandled`: what becomes of requests for what
    is not there. `no_leaks`: nothing that costs money may be left. `budget_usd`: more may not be
    spent. `sleep`, `production_retries`: see `sdk.Habits`.
    """

    seed: int | str = 0
    clock: str | None = None
    profile: str | PathLike[str] | None = None
    data: str | PathLike[str] | Mapping[str, str] | None = None
    faults: str | PathLike[str] | Sequence[Any] = ()
    unhandled: Unhandled = "error"
    no_leaks: bool = False
    budget_usd: float | None = None
    sleep: Sleep = "exact"
    production_retries: bool = True
    settings: Mapping[str, Any] = field(default_factory=dict)


NAMES = tuple(each.name for each in fields(Terms) if each.name != "settings")
#: Options of a server, which all its worlds share.
SHARED = tuple(option.name for option in options_of(Server) if option.name not in NAMES)


def terms(said: Mapping[str, Any], where: str) -> Terms:
    """`where` is what a complaint says it was said to. Raises Invalid, naming every mistake.

    Names and what can be checked here are; the rest is the server's business.
    """
    wrong = [*names_wrong(said, where), *_values_wrong(said, where)]
    if wrong:
        raise Invalid("; ".join(wrong), wrong)
    settings = {name: value for name, value in said.items() if name in SETTINGS}
    return Terms(settings=settings, **{n: v for n, v in said.items() if n in NAMES})


def names_wrong(said: Mapping[str, Any], where: str) -> Iterator[str]:
    known = [*NAMES, *SETTINGS]
    for name in said:
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, n=1)
        if name in SHARED:
            hint = "; the worlds of a server share it, so it is said where the server is started"
        elif near:
            hint = f"; did you mean {near[0]!r}?"
        else:
            hint = f"; it takes {', '.join(NAMES)} and every setting of a world"
        yield f"unknown argument {name!r} of {where}{hint}"


def _values_wrong(said: Mapping[str, Any], where: str) -> Iterator[str]:
    for name, among in CHOICES.items():
        if name in said and said[name] not in among:
            yield f"{name} of {where} is one of {', '.join(among)}, not {said[name]!r}"
    for name, (kind, right) in KINDS.items():
        if name in said and not isinstance(said[name], kind):
            yield f"{name} of {where} is {right}, not {said[name]!r}"
    budget = said.get("budget_usd")
    if budget is not None and not (type(budget) in (int, float) and budget >= 0):
        yield f"budget_usd of {where} is dollars, 0 or more, not {budget!r}"
    seed = said.get("seed", 0)
    if type(seed) not in (int, str):
        yield f"seed of {where} is a number or a text, not {seed!r}"


class Staged:
    """A world of `server` that all clients are led to, until `end()`.

    `mock` holds it. With `strangers`, it looks after what comes to a server of our own with another
    key, too. Raises RunPodError if the server refuses it.
    """

    def __init__(
        self,
        server: Client,
        terms: Terms,
        *,
        name: str,
        changes: Changes,
        strangers: bool = True,
    ) -> None:
        self._server, self.terms, self.name = server, terms, name
        self._told = 0
        self._strangers: Strangers | None = None
        if strangers and isinstance(server, MockRunPod):
            self._strangers = Strangers(server)
        self.mock = _world(server, terms, name)
        try:
            habits = Habits(
                self.mock, sleep=terms.sleep, production_retries=terms.production_retries
            )
            self._redirect = Redirect(server.base_url, self.mock.key, habits, changes)
        except BaseException:
            self._drop()
            raise

    def __str__(self) -> str:
        return f"world {self.name} at {self._server.base_url}, seed {self.terms.seed!r}"

    def unhandled(self) -> str:
        """Requests for what is not there, since this was asked last; empty if there were none."""
        if self.terms.unhandled == "ignore":
            return ""
        found = self.mock.unhandled(self._told)
        self._told = found.told
        news = [*found, *(self._strangers.unhandled() if self._strangers else ())]
        if not news:
            return ""
        more = [f"and {len(news) - SHOWN} more"] if len(news) > SHOWN else []
        lines = [*map(str, news[:SHOWN]), *more]
        said = "\n  ".join(["requests for what is not there:", *lines])
        if self.terms.unhandled == "warn":
            warnings.warn(said, stacklevel=2)
            return ""
        return f'{said}\n(unhandled="warn" or "ignore" lets them pass)'

    def complaints(self) -> list[str]:
        """Everything that was not as it should have been."""
        found = [self.unhandled()]
        if self.terms.no_leaks:
            try:
                self.mock.assert_nothing_left_running()
            except AssertionError as error:
                found.append(str(error))
        if self.terms.budget_usd is not None:
            spent = self.mock.spent()
            if spent > self.terms.budget_usd:
                allowed = dollars(self.terms.budget_usd)
                found.append(f"${spent:.4f} were spent; the budget is {allowed}")
        return [each for each in found if each]

    def end(self) -> None:
        """The world is dropped; `changes` are still to be undone."""
        self._redirect.end()
        self._drop()

    def _drop(self) -> None:
        try:
            self.mock.close()
            if self._strangers:
                self._strangers.end()
            self._server.worlds.delete(self.name)
        except RunPodError:
            return  # it was dropped by the test, or the server has ended


def _world(server: Client, terms: Terms, name: str) -> Client:
    said = {
        **{"seed": terms.seed, "clock": terms.clock, "profile": terms.profile, "data": terms.data},
        "settings": dict(terms.settings) or None,
        "faults": terms.faults or None,
    }
    return server.worlds.create(name, **{n: v for n, v in said.items() if v is not None})
