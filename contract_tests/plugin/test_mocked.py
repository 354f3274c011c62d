"""For people without pytest: a block, a function, a class."""

import asyncio
import os
import unittest
from pathlib import Path
from typing import Any

import httpx
import pytest

import mock_runpod
from mock_runpod import Client
from mock_runpod.errors import Invalid


def ask(path: str, method: str = "GET", **said: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {os.environ['RUNPOD_API_KEY']}"}
    return httpx.request(
        method, os.environ["RUNPOD_ENDPOINT_BASE_URL"] + path, headers=headers, **said
    )


def where() -> str | None:
    return os.environ.get("RUNPOD_ENDPOINT_BASE_URL")


def run(case: type[unittest.TestCase]) -> unittest.TestResult:
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    return result


def test_a_block_has_a_mock_and_then_it_is_gone() -> None:
    before = where()

    with mock_runpod.mocked(data="demo", seed=7) as mock:
        assert ask("/demo/health").status_code == 200
        assert where() == f"{mock.base_url}/v2"

    assert where() == before


def test_an_inner_one_has_a_world_of_its_own() -> None:
    with mock_runpod.mocked() as outer:
        outer.clock.advance(10)
        with mock_runpod.mocked() as inner:
            assert where() == f"{inner.base_url}/v2"
            assert inner.clock.now == 0
        assert where() == f"{outer.base_url}/v2"
        assert outer.clock.now == 10


def test_the_same_one_can_be_entered_again() -> None:
    again = mock_runpod.mocked()

    with again as outer:
        with again as inner:
            assert inner.base_url != outer.base_url
        assert where() == f"{outer.base_url}/v2"


def test_a_function_gets_it_if_it_has_a_parameter_for_it() -> None:
    @mock_runpod.mocked(clock="manual")
    def with_it(number: int, runpod_mock: Client) -> tuple[int, str]:
        return number, runpod_mock.clock.mode

    @mock_runpod.mocked
    def without() -> str | None:
        return where()

    assert with_it(5) == (5, "manual")  # type: ignore[call-arg]
    assert without() != without()  # each call has a server of its own


@mock_runpod.mocked
def test_pytest_does_not_take_it_for_a_fixture(runpod_mock: Client) -> None:
    assert where() == f"{runpod_mock.base_url}/v2"
    assert runpod_mock.key == "rpa_mock_mocked"


def test_coroutines_that_end_in_any_order_leave_nothing_behind() -> None:
    before = where()
    gate = asyncio.Event()

    @mock_runpod.mocked
    async def first() -> None:
        await asyncio.sleep(0)

    @mock_runpod.mocked
    async def second(runpod_mock: Client) -> None:
        gate.set()
        await asyncio.sleep(0.05)
        assert where() == f"{runpod_mock.base_url}/v2"

    async def both() -> None:
        begun = asyncio.create_task(first()), asyncio.create_task(second())  # type: ignore[call-arg]
        await asyncio.gather(*begun)
        async with mock_runpod.mocked() as mock:
            assert where() == f"{mock.base_url}/v2"

    asyncio.run(both())

    assert where() == before


def test_each_test_of_a_case_has_one_from_its_setup_to_its_clean_up() -> None:
    seen = list[Any]()

    @mock_runpod.mocked(data="demo")
    class Case(unittest.TestCase):
        runpod_mock: Client

        def setUp(self) -> None:
            self.addCleanup(lambda: seen.append(ask("/demo/health").status_code))
            seen.append(self.runpod_mock.clock.now)
            self.runpod_mock.clock.advance(10)

        def test_one(self) -> None:
            assert ask("/demo/health").status_code == 200

        def test_two(self) -> None:
            assert ask("/demo/health").status_code == 200

    result = run(Case)

    assert (result.testsRun, result.failures, result.errors) == (2, [], [])
    assert seen == [0, 200, 0, 200]


def test_a_case_of_coroutines_has_one_too() -> None:
    @mock_runpod.mocked
    class Case(unittest.IsolatedAsyncioTestCase):
        runpod_mock: Client

        async def test_one(self) -> None:
            assert where() == f"{self.runpod_mock.base_url}/v2"

    result = run(Case)

    assert (result.testsRun, result.failures, result.errors) == (1, [], [])


@mock_runpod.mocked(clock="manual")
class TestAClassOfPytest:
    def test_its_tests_have_one(self, runpod_mock: Client) -> None:
        assert (where(), runpod_mock.clock.mode) == (f"{runpod_mock.base_url}/v2", "manual")


def test_a_request_for_what_is_not_there_fails_the_block() -> None:
    with pytest.raises(AssertionError, match="no endpoint `dmo`"), mock_runpod.mocked():
        ask("/dmo/health")


def test_a_request_for_what_is_not_there_fails_the_test_of_a_case() -> None:
    @mock_runpod.mocked
    class Case(unittest.TestCase):
        def test_one(self) -> None:
            ask("/dmo/health")

    (failure,) = run(Case).failures

    assert "no endpoint `dmo`" in failure[1]


def test_an_error_in_the_block_is_not_hidden() -> None:
    @mock_runpod.mocked(seed=41)
    def wrong() -> None:
        ask("/dmo/health")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as raised:
        wrong()

    assert "seed 41" in raised.value.__notes__[0]
    assert "no endpoint `dmo`" in raised.value.__notes__[0]


def test_a_file_can_be_a_path(tmp_path: Path) -> None:
    profile, faults = tmp_path / "slow.toml", tmp_path / "bad.toml"
    profile.write_text("boot = { seconds = 30 }")
    faults.write_text('[[faults]]\nfault = "empty"\non = "GET /v1/pods"')

    with mock_runpod.mocked(profile=profile, faults=faults) as mock:
        mock.endpoint("one")
        ask("/one/runsync", "POST", json={"input": {}})

        assert mock.clock.now == 30
        assert [fault.fault for fault in mock.faults] == ["empty"]


def test_an_unknown_option_is_told_at_once() -> None:
    with pytest.raises(Invalid, match=r"unknown argument 'sede' of .*; did you mean"):
        mock_runpod.mocked(sede=7)


def test_a_generator_is_refused_as_it_would_go_on_without_it() -> None:
    def fixture() -> Any:
        yield

    with pytest.raises(TypeError, match=r"is a generator, .* write `with"):
        mock_runpod.mocked(fixture)
