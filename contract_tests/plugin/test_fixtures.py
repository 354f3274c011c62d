"""What a test gets when it asks for it."""

import os

import pytest

from contract_tests.plugin.conftest import Suite
from mock_runpod import Client
from mock_runpod.environment import CHOICES, PATHS

VARIABLES = (*PATHS, *CHOICES, "RUNPOD_API_KEY", "NO_PROXY", "no_proxy", "NETRC")


def test_it_needs_nothing_but_the_name_of_a_fixture(suite: Suite) -> None:
    done = suite(
        """
def test_it(runpod_mock):
    assert ask("/demo/health", json={}).status_code == 404
    assert runpod_mock.clock.mode == "auto"
    assert runpod_mock.requests("GET /v2/demo/health").count == 1
""",
        "--runpod-unhandled=ignore",
    )

    done.assert_outcomes(passed=1)


def test_every_variable_of_every_client_leads_here(runpod_mock: Client) -> None:
    for name, path in PATHS.items():
        assert os.environ[name] == runpod_mock.base_url + path
    for name, choice in CHOICES.items():
        assert os.environ[name] == choice
    assert os.environ["RUNPOD_API_KEY"] == runpod_mock.key


def test_home_stays_where_it_is(request: pytest.FixtureRequest) -> None:
    before = os.environ.get("HOME")

    request.getfixturevalue("runpod_mock")

    assert os.environ.get("HOME") == before


def test_neither_a_proxy_nor_a_netrc_comes_in_between(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("no_proxy", "intern.example")

    request.getfixturevalue("runpod_mock")

    for name in ("NO_PROXY", "no_proxy"):
        assert os.environ[name].split(",") == ["intern.example", "127.0.0.1", "localhost"]
    assert os.environ["NETRC"] == os.devnull


def test_no_proxy_for_anything_stays_no_proxy_for_anything(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")

    request.getfixturevalue("runpod_mock")

    assert os.environ["NO_PROXY"] == "*"


def test_all_variables_are_as_before_afterwards(suite: Suite) -> None:
    before = {name: os.environ.get(name) for name in VARIABLES}

    suite('def test_it(runpod_mock, monkeypatch): monkeypatch.setenv("RUNPOD_API_KEY", "other")')
    suite('def test_it(monkeypatch, runpod_mock): monkeypatch.setenv("RUNPOD_API_KEY", "other")')

    assert {name: os.environ.get(name) for name in VARIABLES} == before


def test_each_test_has_a_world_of_its_own(suite: Suite) -> None:
    done = suite(
        """
@pytest.mark.parametrize("n", [1, 2])
def test_it(runpod_mock, n):
    assert runpod_mock.clock.now == 0
    runpod_mock.clock.advance(minutes=n)
    assert runpod_mock.clock.now == n * 60
"""
    )

    done.assert_outcomes(passed=2)


def test_its_world_is_dropped_when_a_test_ends(suite: Suite) -> None:
    done = suite(
        """
def test_one(runpod_mock): pass

def test_two(runpod_mock, runpod_mock_server):
    names = {world["name"] for world in runpod_mock_server.worlds.list()}
    assert names - {"default"} == {runpod_mock.world}
"""
    )

    done.assert_outcomes(passed=2)


def test_the_key_tells_which_test_it_is(suite: Suite) -> None:
    done = suite(
        """
@pytest.mark.parametrize("size", ["a b/c"])
def test_Some_thing(runpod_mock, size):
    assert runpod_mock.key.startswith("rpa_mock_test-some-thing-a-b-c-")
"""
    )

    done.assert_outcomes(passed=1)


def test_one_test_can_have_several_worlds(suite: Suite) -> None:
    done = suite(
        """
def test_it(make_runpod_mock):
    one, two = make_runpod_mock(), make_runpod_mock(clock="manual", boot_s=30)
    one.clock.advance(10)
    assert (one.clock.now, two.clock.now) == (10, 0)
    assert (one.clock.mode, two.clock.mode) == ("auto", "manual")
    assert two.settings["boot_s"] == 30
    assert os.environ["RUNPOD_API_KEY"] == two.key != one.key
"""
    )

    done.assert_outcomes(passed=1)


def test_the_clock_is_a_fixture_too(suite: Suite) -> None:
    done = suite(
        """
def test_it(runpod_clock, runpod_mock):
    runpod_clock.advance(minutes=10)
    assert runpod_mock.clock.now == 600
"""
    )

    done.assert_outcomes(passed=1)


def test_the_marker_says_what_the_world_is_like(suite: Suite) -> None:
    done = suite(
        """
@pytest.mark.runpod(clock="manual", boot_s=30, profile="typical")
class TestIt:
    def test_inherited(self, runpod_mock):
        assert (runpod_mock.clock.mode, runpod_mock.settings["boot_s"]) == ("manual", 30)

    @pytest.mark.runpod(boot_s=5)
    def test_nearer(self, runpod_mock):
        assert (runpod_mock.clock.mode, runpod_mock.settings["boot_s"]) == ("manual", 5)
"""
    )

    done.assert_outcomes(passed=2)


def test_a_data_file_is_looked_for_beside_the_test(suite: Suite, pytester: pytest.Pytester) -> None:
    pytester.makefile(".toml", world="[account]\nbalance = 7.5\n")

    done = suite(
        """
@pytest.mark.runpod(data="world.toml")
def test_it(runpod_mock, monkeypatch):
    assert runpod_mock.state()["accounts"][0]["balance"] == 7.5
"""
    )

    done.assert_outcomes(passed=1)


def test_the_seed_alone_tells_what_happens(suite: Suite) -> None:
    done = suite(
        """
ids = []

@pytest.mark.runpod(data="demo", seed=7)
@pytest.mark.parametrize("n", [1, 2])
def test_it(runpod_mock, n):
    ids.append(ask("/demo/run", "POST", json={"input": {}}).json()["id"])

@pytest.mark.runpod(data="demo", seed=8)
def test_another(runpod_mock):
    other = ask("/demo/run", "POST", json={"input": {}}).json()["id"]
    assert ids[0] == ids[1] != other
"""
    )

    done.assert_outcomes(passed=3)


def test_what_goes_wrong_can_be_said_for_one_test_or_for_all(suite: Suite) -> None:
    done = suite(
        """
FAULT = {"fault": "status", "on": "POST /v2/*/run", "status": 500}

@pytest.mark.runpod(faults=[FAULT])
def test_one(runpod_mock):
    assert [fault.fault for fault in runpod_mock.faults] == ["status"]

def test_all(runpod_mock):
    flaky = [fault.name for fault in runpod_mock.faults]
    runpod_mock.reset()
    assert [fault.name for fault in runpod_mock.faults] == flaky != []

@pytest.mark.runpod(faults="brownout")
def test_named(runpod_mock, make_runpod_mock):
    flaky = make_runpod_mock(faults="flaky").faults
    assert [fault.name for fault in flaky] != [fault.name for fault in runpod_mock.faults]
""",
        "--runpod-faults=flaky",
    )

    done.assert_outcomes(passed=3)
