"""`pytest contract_tests --runpod-target=URL`: interlocks, redaction, and the last word."""

import logging
import signal
from collections.abc import Generator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from contract_tests.targeting import options, terms
from contract_tests.targeting.budget import dollars
from contract_tests.targeting.operations import listed
from contract_tests.targeting.secrecy import Redacted, Redaction
from contract_tests.targeting.target import Target
from contract_tests.targeting.terms import Refused, Terms

PORTABLE = Path(__file__).parents[1] / "portable"
TERMS: pytest.StashKey[Terms] = pytest.StashKey()
TARGETS: pytest.StashKey[list[Target]] = pytest.StashKey()
REDACT: pytest.StashKey[Redaction] = pytest.StashKey()
ELSEWHERE: pytest.StashKey[int] = pytest.StashKey()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    config.stash[TARGETS] = []
    try:
        aim = terms.read(options.said(config))
        if aim and aim.remote:
            check_alone(config)
        if aim and aim.explicit_key:
            check_captured(config)
    except Refused as refused:
        raise pytest.UsageError(str(refused)) from None
    if aim:
        config.stash[TERMS] = aim
        config.add_cleanup(lambda: settle(config))  # should nothing else have come to it
        if aim.explicit_key:
            keep_secret(config, aim.key.redact)
        if aim.remote:
            for name in {"SIGTERM", "SIGHUP"} & set(dir(signal)):  # so that it cleans up, too
                signal.signal(getattr(signal, name), signal.default_int_handler)


def check_alone(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or config.getoption("numprocesses", None):
        raise Refused("-n: a budget and a register are of one process, so run without pytest-xdist")


def check_captured(config: pytest.Config) -> None:
    if (how := config.getoption("capture")) != "fd":
        raise Refused(
            f"--capture={how}: from what tests and their children print, a key can only be taken "
            "out where pytest captures it, so run without -s"
        )


# The key.


def keep_secret(config: pytest.Config, redact: Redaction) -> None:
    """Out of what is logged; the terminal and reports have hooks of their own below."""
    config.stash[REDACT] = redact
    make = logging.getLogRecordFactory()
    logging.setLogRecordFactory(lambda *args, **more: redact.record(make(*args, **more)))
    config.add_cleanup(lambda: logging.setLogRecordFactory(make))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """The terminal is not there any sooner."""
    if redact := session.config.stash.get(REDACT, None):
        terminal: Any = session.config.get_terminal_writer()
        terminal._file = Redacted(terminal._file, redact)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Outermost, so that whatever other plugins add is seen, too."""
    report = yield
    clean(report, item.config)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    clean(report, collector.config)
    return report


def clean(report: pytest.TestReport | pytest.CollectReport, config: pytest.Config) -> None:
    """Terminal, junit and all others read the report. A traceback is kept unless it has the key."""
    redact = config.stash.get(REDACT, None)
    if redact is None:
        return
    report.sections = redact.within(report.sections)
    if isinstance(report, pytest.TestReport):
        report.user_properties = redact.within(report.user_properties)
    if isinstance(report.longrepr, tuple):
        report.longrepr = redact.within(report.longrepr)
    elif report.longrepr is not None and redact(said := str(report.longrepr)) != said:
        report.longrepr = redact(said)


# Which tests.


def pytest_report_header(config: pytest.Config) -> list[str]:
    aim = config.stash.get(TERMS, None)
    if aim is None:
        return []
    at, head = aim.addresses, "runpod target: "
    lines = [f"{head}REST v1 at {at.rest}, jobs at {at.jobs}"]
    if not aim.remote:
        return [*lines, f"{head}this machine, so nothing is forbidden and nothing costs anything"]
    for left in sorted(Path(config.invocation_params.dir).glob("runpod-target-*.jsonl")):
        lines.append(f"{head}an earlier run has left things behind, see {left.name}")
    return [
        *lines,
        f"{head}key from {aim.key.source}; at most {dollars(aim.most or Decimal(0))}",
        f"{head}allowed are {listed(aim.allowed)}",
        f"{head}what is made is called {aim.prefix}-…, and deleted",
    ]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if TERMS not in config.stash:
        return
    here = [item for item in items if item.path.is_relative_to(PORTABLE)]
    others = [item for item in items if not item.path.is_relative_to(PORTABLE)]
    config.stash[ELSEWHERE] = len(others)
    items[:] = here
    config.hook.pytest_deselected(items=others)


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    if TERMS not in config.stash:
        return []
    return [
        f"runpod target: {config.stash.get(ELSEWHERE, 0)} tests outside contract_tests/portable "
        "are deselected: they look into a mock, and a target shows only its public APIs"
    ]


# The end of a test, and of all.


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    try:
        return (yield)
    finally:
        for target in item.config.stash[TARGETS]:
            target.tidy()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A budget that is used up ends the run: no later test may try its luck with a smaller sum."""
    result = yield
    for target in item.config.stash[TARGETS]:
        if target.budget.spent:
            item.session.shouldfail = f"the budget is used up: {target.budget.spent}"
    return result


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    settle(session.config)
    targets = session.config.stash[TARGETS]
    if any(target.remote and target.register.left for target in targets):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def settle(config: pytest.Config) -> None:
    for target in config.stash[TARGETS]:
        target.settle()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for target in config.stash[TARGETS]:
        if target.terms.most is not None:
            said = f"{dollars(target.budget.reserved)} of {dollars(target.terms.most)}"
            terminalreporter.section("runpod target")
            terminalreporter.line(f"reserved for what could start a worker: {said}")
        if target.remote and (left := target.register.left):
            terminalreporter.section("LEFT BEHIND, delete it by hand", sep="!", red=True, bold=True)
            for line in left:
                terminalreporter.line(line, red=True)
