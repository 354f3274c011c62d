"""What fails a test that would have passed otherwise."""

import pytest

from contract_tests.plugin.conftest import Suite

TYPO = """
def test_it(runpod_mock):
    ask("/dmo/health")
"""
DEPLOYS = """
@pytest.fixture
def deploy(runpod_mock):
    headers = {"Authorization": f"Bearer {runpod_mock.key}"}
    with httpx.Client(base_url=runpod_mock.base_url + "/v1", headers=headers) as rest:
        def deploy():
            template = {"name": "t", "imageName": "me/sdxl:3", "isServerless": True}
            made = rest.post("/templates", json=template).raise_for_status().json()
            said = {"name": "forgotten", "templateId": made["id"], "workersMin": 1}
            return rest.post("/endpoints", json=said).raise_for_status().json()["id"]
        deploy.delete = lambda id: rest.delete(f"/endpoints/{id}").raise_for_status()
        yield deploy
"""


def test_a_request_for_what_is_not_there_fails_the_test(suite: Suite) -> None:
    done = suite(TYPO, "--runpod-data=demo")

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        [
            "requests for what is not there:",
            "*GET /v2/dmo/health -> 404 *no endpoint `dmo` in this world; there is `demo`*",
        ]
    )


def test_an_address_that_nobody_answers_fails_the_test(suite: Suite) -> None:
    done = suite(
        """
def test_it(runpod_mock):
    httpx.get(runpod_mock.base_url + "/v1/podz", headers={"Authorization": runpod_mock.key})
"""
    )

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*GET /v1/podz -> 404*"])


@pytest.mark.parametrize(("unhandled", "warnings"), [("warn", 1), ("ignore", 0)])
def test_it_can_be_let_pass(suite: Suite, unhandled: str, warnings: int) -> None:
    done = suite(TYPO, f"--runpod-unhandled={unhandled}")

    done.assert_outcomes(passed=1, warnings=warnings)


def test_what_is_asked_while_cleaning_up_is_seen_too(suite: Suite) -> None:
    done = suite(
        """
@pytest.fixture
def tidy(runpod_mock):
    yield
    ask("/dmo/purge-queue", "POST")

def test_it(tidy): pass
"""
    )

    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines(["*POST /v2/dmo/purge-queue -> 404*"])


def test_a_failure_of_the_test_itself_is_not_hidden(suite: Suite) -> None:
    done = suite(f"{TYPO}\n    assert 1 == 2", "--runpod-no-leaks")

    assert "assert 1 == 2" in done.stdout.str()
    assert done.parseoutcomes()["failed"] == 1


def test_a_skipped_test_is_not_asked(suite: Suite) -> None:
    done = suite('def test_it(runpod_mock): pytest.skip("later")')

    done.assert_outcomes(skipped=1)


def test_what_is_left_behind_fails_the_test(suite: Suite) -> None:
    done = suite(
        f"""{DEPLOYS}
@pytest.mark.runpod(no_leaks=True)
def test_it(deploy): deploy()
"""
    )

    done.assert_outcomes(passed=1, errors=1)
    done.stdout.re_match_lines([r".*endpoint forgotten \(\w+\) would cost \$\d+ a month"])


def test_what_is_cleaned_up_in_time_is_not_left_behind(suite: Suite) -> None:
    done = suite(
        f"""{DEPLOYS}
@pytest.fixture
def endpoint(deploy):
    id = deploy()
    yield id
    deploy.delete(id)

@pytest.mark.runpod(no_leaks=True)
def test_it(endpoint): pass
"""
    )

    done.assert_outcomes(passed=1)


def test_spending_more_than_the_budget_fails_the_test(suite: Suite) -> None:
    done = suite(
        f"""{DEPLOYS}
@pytest.mark.runpod(budget_usd=0.5)
@pytest.mark.parametrize("hours", [0, 100])
def test_it(deploy, runpod_mock, hours):
    deploy()
    runpod_mock.clock.advance(hours=hours)
"""
    )

    done.assert_outcomes(passed=2, errors=1)
    done.stdout.re_match_lines([r"\$\d+\.\d+ were spent; the budget is \$0\.50"])


def test_a_test_of_unittest_is_checked_too(suite: Suite) -> None:
    done = suite(
        """
import unittest

@pytest.mark.usefixtures("runpod_mock")
class TestIt(unittest.TestCase):
    def test_fine(self): pass
    def test_typo(self): ask("/dmo/health")
    def test_wrong(self):
        ask("/dmo/health")
        self.assertEqual(1, 2)
"""
    )

    done.assert_outcomes(passed=1, failed=2, errors=1)
    done.stdout.fnmatch_lines(["*AssertionError: 1 != 2"])
    done.stdout.fnmatch_lines(["FAILED test_it.py::TestIt::test_typo - *requests for what*"])
