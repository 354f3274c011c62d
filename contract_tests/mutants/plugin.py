"""Runs the portable contract against the healthy server, and then against every mutant of it.

`pytest -p contract_tests.mutants.plugin contract_tests/portable`. First every test meets the
healthy server, and what each of them hears is noted. A mutant meets only tests in which it would
show, the shortest first, until one fails: then it is caught.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import monotonic, perf_counter

import pytest
from _pytest.runner import runtestprotocol

from contract_tests.mutants.exchange import Heard, Mutant
from contract_tests.mutants.mutated import Mutated, listening
from contract_tests.mutants.rehearsal import would_show
from contract_tests.mutants.table import MUTANTS
from contract_tests.targeting.plugin import TARGETS, TERMS
from contract_tests.targeting.terms import local

#: What the server is started with: as a target that somebody starts for the portable contract.
STARTED_WITH = {
    **{"clock": "auto", "profile": "instant", "data": "demo", "seed": 7},
    "template_grace_s": 0,
}
#: A healthy server answers at once; who is never woken must not hold up everybody else.
PATIENCE_S = 2.0
#: No test that a mutant meets takes longer: one that never finds its end must fail.
LONGEST_S = 6.0


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("mutants", "faults that the contract must notice")
    group.addoption("--mutant", action="append", metavar="NAME", help="only this one (repeatable)")
    group.addoption("--mutants-report", type=Path, metavar="FILE", help="what caught each, as JSON")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """The server runs before anybody asks which one the tests are for."""
    wanted = config.getoption("mutant") or list(MUTANTS)
    if unknown := set(wanted) - set(MUTANTS):
        raise pytest.UsageError(f"no such mutants: {', '.join(sorted(unknown))}")
    open_until_the_end = ExitStack()
    config.add_cleanup(open_until_the_end.close)
    app = Mutated(**STARTED_WITH)
    url = open_until_the_end.enter_context(listening(app))
    config.stash[TERMS] = replace(local(url, exact=True), timeout_s=PATIENCE_S)
    config.pluginmanager.register(Hunt(app, [MUTANTS[name] for name in wanted]), "hunt")


@dataclass(frozen=True)
class Trial:
    """How one test went: what it heard, and why it failed, if it did."""

    item: pytest.Item
    heard: Heard
    outcome: str
    why: str


@dataclass
class Fate:
    """What became of a mutant."""

    mutant: str
    at: str
    breaks: str
    met: bool = False
    tried: int = 0
    caught_by: str | None = None
    why: str = ""
    seconds: float = 0


class Hunt:
    """The loop over the tests, once healthy and then once for each mutant."""

    def __init__(self, app: Mutated, mutants: Iterable[Mutant]) -> None:
        self.app, self.mutants = app, mutants
        self.control: list[Trial] = []
        self.fates: list[Fate] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        if session.config.option.collectonly or session.testsfailed:
            return None
        self.app.becomes(None)
        self.control = [self._tried(item) for item in session.items]
        _end_of_all_fixtures(session)
        if not self.ill:
            self.fates = [self._hunted(session, mutant) for mutant in self.mutants]
        session.testscollected = len(self.control) + len(self.fates)
        session.testsfailed = len(self.ill) + len(self.survivors)
        return True

    @property
    def ill(self) -> list[Trial]:
        """Tests that the healthy server fails."""
        return [trial for trial in self.control if trial.outcome == "failed"]

    @property
    def survivors(self) -> list[Fate]:
        return [fate for fate in self.fates if fate.caught_by is None]

    def _hunted(self, session: pytest.Session, mutant: Mutant) -> Fate:
        fate, began = Fate(mutant.name, mutant.at, mutant.breaks), perf_counter()
        self.app.becomes(mutant)
        for item in self._shortest_first(mutant):
            fate.tried += 1
            trial = self._tried(item)
            if trial.outcome == "failed":
                fate.caught_by, fate.why = item.nodeid, trial.why
                break
        _end_of_all_fixtures(session)
        if self.app.accident:
            raise RuntimeError(f"{mutant.name} is no fault but an accident") from self.app.accident
        fate.met, fate.seconds = self.app.met, round(perf_counter() - began, 3)
        return fate

    def _shortest_first(self, mutant: Mutant) -> Iterator[pytest.Item]:
        """By what they ask for, as no clock is the same twice."""
        for trial in sorted(self.control, key=lambda trial: len(trial.heard)):
            if trial.outcome == "passed" and would_show(mutant, trial.heard):
                yield trial.item

    def _tried(self, item: pytest.Item) -> Trial:
        """The test from its fixtures to their end; only those of the whole session stay."""
        self.app.heard = []
        self.app.until = monotonic() + LONGEST_S
        item._initrequest()  # type: ignore[attr-defined]  # how an item is run again
        reports = runtestprotocol(item, log=False, nextitem=item.session)  # type: ignore[arg-type]
        outcomes = {report.outcome: report for report in reversed(reports)}
        decisive = outcomes.get("failed") or outcomes.get("skipped") or reports[1]
        return Trial(item, self.app.heard, decisive.outcome, _why(decisive))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if file := session.config.getoption("mutants_report"):
            report = {
                "passed": [trial.item.nodeid for trial in self.control if not trial.why],
                "skipped": {t.item.nodeid: t.why for t in self.control if t.outcome == "skipped"},
                "failed": {trial.item.nodeid: trial.why for trial in self.ill},
                "mutants": list(map(asdict, self.fates)),
            }
            file.write_text(json.dumps(report, indent=1), encoding="utf-8")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for trial in self.ill:
            terminalreporter.write_line(f"the healthy server fails {trial.item.nodeid}")
            terminalreporter.write_line(trial.why)
        for fate in self.fates:
            how = fate.caught_by or ("SURVIVED" if fate.met else "SURVIVED, and was never met")
            terminalreporter.write_line(f"{fate.mutant:36} {fate.breaks:50} {how}")
        caught = len(self.fates) - len(self.survivors)
        tests = f"{len(self.control)} tests"
        terminalreporter.write_line(f"{caught} of {len(self.fates)} mutants caught by {tests}")


def _end_of_all_fixtures(session: pytest.Session) -> None:
    """A mutant gets none that were made on another."""
    session._setupstate.teardown_exact(None)
    for target in session.config.stash.get(TARGETS, []):
        target.close()
    session.config.stash[TARGETS] = []  # what is left in a world that is gone is left nowhere


def _why(report: pytest.TestReport) -> str:
    if report.passed:
        return ""
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message) if crash else report.longreprtext
