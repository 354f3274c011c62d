"""Requests that do not come with the key of the test's world, which code under test may have of its
own, or may have forgotten.
"""

import httpx
import pytest

import mock_runpod
from contract_tests.plugin.conftest import Suite

STRANGER = """
def knock(mock, path, key=None, method="GET", json=None):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.request(method, mock.base_url + path, headers=headers, json=json)
"""


def test_an_address_that_nobody_answers_fails_the_test_without_a_key(suite: Suite) -> None:
    done = suite(f'{STRANGER}\ndef test_it(runpod_mock): knock(runpod_mock, "/v1/podz")')

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["requests for what is not there:", "*GET /v1/podz -> 401 *"])


def test_an_endpoint_of_this_world_is_near_for_who_has_another_key(suite: Suite) -> None:
    done = suite(
        f"""{STRANGER}
def test_it(runpod_mock):
    runpod_mock.endpoint("sdxl")
    knock(runpod_mock, "/v2/sdxl/health", key="my-own")
"""
    )

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*GET /v2/sdxl/health -> 404 (*belongs to another key)"])


def test_each_is_told_once_and_of_its_own_test(suite: Suite) -> None:
    done = suite(
        f"""{STRANGER}
@pytest.mark.runpod(unhandled="ignore")
def test_one(runpod_mock):
    knock(runpod_mock, "/v1/podz")
    knock(runpod_mock, "/v1/podz", key="my-own")

def test_two(make_runpod_mock):
    first, second = make_runpod_mock(), make_runpod_mock()
    knock(second, "/v1/podx")
    knock(second, "/v1/pody", key="my-own")
"""
    )

    done.assert_outcomes(passed=1, failed=1)
    assert done.stdout.str().count("GET /v1/podx ->") == 1
    assert done.stdout.str().count("GET /v1/pody ->") == 1
    done.stdout.no_fnmatch_line("*podz*")


def test_what_another_key_made_is_gone_with_the_test(suite: Suite) -> None:
    done = suite(
        f"""{STRANGER}
@pytest.mark.parametrize("n", [1, 2])
def test_it(runpod_mock, n):
    assert knock(runpod_mock, "/v1/templates", key="my-own").json() == []
    template = {{"name": "t", "imageName": "me/sdxl:3"}}
    knock(runpod_mock, "/v1/templates", "my-own", "POST", template).raise_for_status()
"""
    )

    done.assert_outcomes(passed=2)


def test_a_world_that_was_there_before_the_test_stays(suite: Suite) -> None:
    done = suite(
        f"""{STRANGER}
@pytest.fixture(scope="module")
def account(runpod_mock_server):
    with __import__("mock_runpod").Client(runpod_mock_server.base_url, key="of-all") as world:
        world.clock.advance(10)
        yield world

@pytest.mark.parametrize("n", [1, 2])
def test_it(account, runpod_mock, n):
    assert account.clock.now == 10
"""
    )

    done.assert_outcomes(passed=2)


def test_without_pytest_they_are_told_too() -> None:
    with pytest.raises(AssertionError, match="GET /v1/podz"), mock_runpod.mocked() as mock:
        httpx.get(f"{mock.base_url}/v1/podz")
