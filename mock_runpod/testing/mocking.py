"""For people without pytest: a block, a function or a class that has a RunPod for itself."""

import functools
import inspect
import unittest
from collections.abc import Callable
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Any, TypeVar, overload

from mock_runpod.client import Client
from mock_runpod.errors import RunPodError
from mock_runpod.testing.redirect import Layer, settle
from mock_runpod.testing.staging import Staged, Terms, terms
from mock_runpod.testing.starting import MockRunPod

T = TypeVar("T", bound=Callable[..., Any])
#: The parameter that gets the mock, and the attribute of a test case that is one.
PARAMETER = "runpod_mock"


class Mocked:
    """See `mocked`. One can be entered again while it is entered: each time is a world by itself,
    and the innermost is the one that clients are led to.
    """

    def __init__(self, **options: Any) -> None:
        self._terms = terms(options, "mock_runpod.mocked")
        self._options = options
        self._entered: list[_Run] = []

    def __enter__(self) -> Client:
        self._entered.append(_Run(self._terms, "mocked"))
        return self._entered[-1].mock

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        run = self._entered.pop()
        try:
            run.check(error)
        finally:
            run.end()

    async def __aenter__(self) -> Client:
        return self.__enter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.__exit__(kind, error, trace)

    def __call__(self, what: T) -> T:
        again = functools.partial(Mocked, **self._options)
        if inspect.isgeneratorfunction(what) or inspect.isasyncgenfunction(what):
            raise TypeError(
                f"{what.__qualname__} is a generator, which goes on when it has returned; "
                "write `with mock_runpod.mocked():` in it instead"
            )
        if isinstance(what, type):
            _case(what, self._terms) if _is_case(what) else _methods(what, again)
            return what
        return _function(what, again)


class _Run:
    """A server with one world, and this process redirected to it."""

    def __init__(self, said: Terms, name: str) -> None:
        with ExitStack() as opened:
            opened.callback(settle)
            server = opened.enter_context(MockRunPod(profile="instant"))
            layer = Layer()
            opened.callback(layer.undo)
            self._staged = Staged(server, said, name=name, changes=layer)
            opened.callback(self._staged.end)
            self._opened = opened.pop_all()

    @property
    def mock(self) -> Client:
        return self._staged.mock

    def check(self, error: BaseException | None = None) -> None:
        """What went wrong before is told first; what else was found is only added to it."""
        if error is not None:
            with suppress(RunPodError):  # the server may be what is wrong
                said = f"mock_runpod: {self._staged}\n{self._staged.unhandled()}"
                error.add_note(said.rstrip())
        elif found := self._staged.complaints():
            raise AssertionError("\n".join([*found, str(self._staged)]))

    def end(self) -> None:
        self._opened.close()


def _function(what: T, again: Callable[[], Mocked]) -> T:
    signature = inspect.signature(what)
    wanted = PARAMETER in signature.parameters

    def given(mock: Client) -> dict[str, Any]:
        return {PARAMETER: mock} if wanted else {}

    if inspect.iscoroutinefunction(what):

        @functools.wraps(what)
        async def inside(*arguments: Any, **keywords: Any) -> Any:
            async with again() as mock:
                return await what(*arguments, **keywords, **given(mock))
    else:

        @functools.wraps(what)
        def inside(*arguments: Any, **keywords: Any) -> Any:
            with again() as mock:
                return what(*arguments, **keywords, **given(mock))

    # pytest would look for a fixture of the name.
    rest = [each for name, each in signature.parameters.items() if name != PARAMETER]
    inside.__signature__ = signature.replace(parameters=rest)  # type: ignore[attr-defined]
    return inside  # type: ignore[return-value]


def _is_case(what: type) -> bool:
    return issubclass(what, unittest.TestCase)


def _case(what: Any, said: Terms) -> None:
    """Each test has a mock from before `setUp` until after the last clean-up."""
    run = what.run

    @functools.wraps(run)
    def inside(self: Any, result: Any = None) -> Any:
        mine = _Run(said, "mocked")
        try:
            setattr(self, PARAMETER, mine.mock)
            self.addCleanup(mine.check)
            return run(self, result)
        finally:
            mine.end()

    what.run = inside


def _methods(what: Any, again: Callable[[], Mocked]) -> None:
    for name, value in list(vars(what).items()):
        if name.startswith("test") and inspect.isfunction(value):
            setattr(what, name, _function(value, again))


@overload
def mocked(what: T, /) -> T: ...
@overload
def mocked(**options: Any) -> Mocked: ...
def mocked(what: Any = None, /, **options: Any) -> Any:
    """RunPod is a mock in this block, this function, or each test of this class:

        with mock_runpod.mocked(seed=7) as mock: ...

        @mock_runpod.mocked
        def test_it(runpod_mock): ...

        @mock_runpod.mocked(profile="typical")
        class TestIt(unittest.TestCase): ...

    A function gets it if it has a parameter `runpod_mock`; a test case has an attribute of that
    name. It works with `async with` and `async def`, too. Options are those of the pytest marker:
    `seed`, `clock`, `profile`, `data`, `faults`, `unhandled`, `no_leaks`, `budget_usd`, `sleep`,
    `production_retries`, and every setting of a world.
    """
    made = Mocked(**options)
    return made if what is None else made(what)
