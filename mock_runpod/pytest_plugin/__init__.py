"""RunPod in tests: fixtures, the marker `runpod`, options. Nothing is imported before it is used:
whoever has this installed, and does not use it in a run, must not pay for it.
"""

from collections.abc import Callable, Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from mock_runpod.pytest_plugin import options

if TYPE_CHECKING:
    from respx import MockRouter

    from mock_runpod.client import Client
    from mock_runpod.client.clock import Clock
    from mock_runpod.guard import Stops
    from mock_runpod.testing.staging import Staged

STAGED: pytest.StashKey[list["Staged"]] = pytest.StashKey()
STOPS: pytest.StashKey["Stops"] = pytest.StashKey()
Make = Callable[..., "Client"]


# Around all tests, and around each.


def pytest_addoption(parser: pytest.Parser) -> None:
    options.add(parser)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "runpod(seed=, clock=, profile=, data=, faults=, unhandled=, no_leaks=, budget_usd=, "
        "sleep=, production_retries=, ...): what the world of a test is like; it takes every "
        "setting of a world, too",
    )


def pytest_report_header(config: pytest.Config) -> str:
    said = options.glimpse(config)
    there = said.get("url") or "a server of its own, once a test asks for it"
    world = f"seed {said['seed']}, clock {said['clock']}, profile {said['profile']}"
    return f"mock_runpod: {world}; {there}"


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    if not session.config.getini("runpod_guard"):
        return (yield)
    from mock_runpod import guard  # like all of ours, only for those who want it

    with guard.on():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    if not item.config.getini("runpod_guard"):
        return (yield)
    from mock_runpod.pytest_plugin import guarding  # see above

    with guarding.up() as item.stash[STOPS]:
        return (yield)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A marker that nobody can understand is told even if the test does not ask for a world."""
    if item.get_closest_marker("runpod") is not None:
        from mock_runpod.pytest_plugin import worlds  # see above

        worlds.check_marker(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """A test that asked for what is not there fails by itself, before anything is cleaned up."""
    result = yield
    failed = getattr(item, "_excinfo", None)  # where pytest keeps that of a unittest.TestCase
    if (staged := item.stash.get(STAGED, None)) and not failed:
        from mock_runpod.pytest_plugin import worlds  # see above

        worlds.check_requests(staged)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    try:
        return (yield)
    finally:
        if STAGED in item.stash:
            from mock_runpod.testing.redirect import settle  # see above

            settle()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Whoever sees a failure can have the very same world again, and sees what the guard stopped,
    of which a child process may have said nothing.
    """
    report = yield
    if report.failed and (staged := item.stash.get(STAGED, None)):
        again = f'the same again: pytest "{item.nodeid}" --runpod-seed={staged[0].terms.seed}'
        report.sections.append(("mock_runpod", "\n".join([*map(str, staged), again])))
    if report.when == "call" and (stopped := list(item.stash.get(STOPS, ()))):
        report.sections.append(("the guard of mock_runpod stopped", "\n".join(map(str, stopped))))
    return report


# Fixtures.


@pytest.fixture(scope="session")
def runpod_mock_config() -> dict[str, Any]:
    """To be overridden: what the worlds of all tests below are like, as in the marker."""
    return {}


@pytest.fixture(scope="session")
def runpod_mock_server(
    pytestconfig: pytest.Config, runpod_mock_config: Mapping[str, Any]
) -> Iterator["Client"]:
    """The server of all worlds: one in a thread, on a free port, or the one at `--runpod-url`."""
    from mock_runpod.pytest_plugin import worlds  # see above

    with worlds.served(pytestconfig, runpod_mock_config) as server:
        yield server


@pytest.fixture
def make_runpod_mock(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    runpod_mock_server: "Client",
    runpod_mock_config: Mapping[str, Any],
) -> Iterator[Make]:
    """Makes worlds for one test: `make_runpod_mock(seed=7)`. Options are those of the marker.

    Variables and the Python SDK lead to the one that was made last; the others have their own key.
    """
    from mock_runpod.pytest_plugin import worlds  # see above

    item = request.node
    staged: list[Staged] = []
    item.stash[STAGED] = staged

    def make(**said: Any) -> "Client":
        terms = worlds.terms_for(item, runpod_mock_config, said)
        name = worlds.name_for(item, len(staged))
        first = not staged
        staged.append(worlds.stage(runpod_mock_server, terms, name, monkeypatch, strangers=first))
        return staged[-1].mock

    yield make
    worlds.end(staged)


@pytest.fixture
def runpod_mock(make_runpod_mock: Make) -> "Client":
    """A RunPod of this test's own. All clients of this process and its children are led to it."""
    return make_runpod_mock()


@pytest.fixture
def runpod_clock(runpod_mock: "Client") -> "Clock":
    """The clock of `runpod_mock`: `runpod_clock.advance(minutes=10)`."""
    return runpod_mock.clock


@pytest.fixture
def runpod_guard(request: pytest.FixtureRequest) -> Iterator["Stops"]:
    """During this test no request reaches the real RunPod; it tells which were stopped, also those
    of child processes. A server of our own refuses keys that look real.
    """
    from mock_runpod.pytest_plugin import guarding  # see above

    asked = "runpod_mock_server" in request.fixturenames
    server = request.getfixturevalue("runpod_mock_server") if asked else None
    with guarding.up() as stops, guarding.real_keys_refused(server):
        yield stops


@pytest.fixture
def runpod_respx(request: pytest.FixtureRequest, runpod_mock: "Client") -> Iterator["MockRouter"]:
    """A router of respx: code that uses httpx can ask for the real RunPod, and reaches
    `runpod_mock`. What respx is told with its marker, `@pytest.mark.respx(...)`, holds here, too.
    """
    from mock_runpod.testing.interception import RunPodRouter  # see above

    marker = request.node.get_closest_marker("respx")
    options = marker.kwargs if marker else {}
    with RunPodRouter(runpod_mock.base_url, runpod_mock.key, **options) as router:
        yield router
