"""The hunt itself: a contract that is blind, ill or sharp, and what the hunt says of it."""

import pytest

# A run within this process forgets what it imported, and some of that can be imported only once.
import contract_tests.mutants.plugin  # noqa: F401

PREAMBLE = """
import httpx, pytest
from contract_tests.targeting.plugin import TERMS

@pytest.fixture
def ask(request):
    rest = request.config.stash[TERMS].addresses.rest
    key = {"Authorization": "Bearer rpa_mock_hunt"}
    with httpx.Client(base_url=rest, headers=key, trust_env=False) as client:
        yield client.get
"""
BLIND = """
def test_there_are_endpoints(ask):
    ask("/endpoints")
"""
SHARP = """
def test_endpoints_are_a_list(ask):
    assert isinstance(ask("/endpoints").json(), list)
"""
ILL = """
def test_endpoints_are_a_number(ask):
    assert ask("/endpoints").json() == 4
"""


def hunted(pytester: pytest.Pytester, *tests: str, mutant: str) -> pytest.RunResult:
    pytester.makepyfile(test_contract=PREAMBLE + "".join(tests))
    hunt = ("-p", "contract_tests.mutants.plugin", "-pno:cacheprovider", "-pno:asyncio")
    return pytester.runpytest_inprocess(*hunt, f"--mutant={mutant}")


def test_a_mutant_that_no_test_notices_survives(pytester: pytest.Pytester) -> None:
    result = hunted(pytester, BLIND, mutant="list-in-envelope")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["list-in-envelope *SURVIVED", "0 of 1 mutants caught by 1 tests"])


def test_a_mutant_that_no_test_meets_survives_and_says_so(pytester: pytest.Pytester) -> None:
    result = hunted(pytester, BLIND, mutant="status-sync-never")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["status-sync-never *SURVIVED, and was never met"])


def test_one_sharp_test_among_blind_ones_is_enough(pytester: pytest.Pytester) -> None:
    result = hunted(pytester, BLIND, SHARP, mutant="list-in-envelope")

    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["list-in-envelope *::test_endpoints_are_a_list"])


def test_nothing_is_caught_by_a_test_that_the_healthy_server_fails(
    pytester: pytest.Pytester,
) -> None:
    result = hunted(pytester, SHARP, ILL, mutant="list-in-envelope")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["the healthy server fails *::test_endpoints_are_a_number"])
    result.stdout.no_fnmatch_line("list-in-envelope *")
