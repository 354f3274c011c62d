"""Beside the plugins of others."""

import pytest

from contract_tests.plugin.conftest import Suite

#: It says which server it had, in a file for each process.
MANY = """
import pathlib
@pytest.mark.parametrize("n", range(6))
def test_it(runpod_mock, n):
    assert runpod_mock.clock.now == 0
    runpod_mock.clock.advance(10)
    with open("servers", "a") as file:
        file.write(runpod_mock.base_url + "\\n")
"""
COROUTINE = """
async def test_it(runpod_mock):
    key = os.environ["RUNPOD_API_KEY"]
    async with httpx.AsyncClient(headers={"Authorization": key}) as http:
        answer = await http.get(os.environ["RUNPOD_ENDPOINT_BASE_URL"] + "/demo/health")
    assert answer.status_code == 200
    assert runpod_mock.requests("GET /v2/demo/health").count == 1
"""


def test_every_process_of_xdist_has_its_own_server(suite: Suite, pytester: pytest.Pytester) -> None:
    pytest.importorskip("xdist")

    done = suite(MANY, "-n", "2", "--dist", "each")

    done.assert_outcomes(passed=12)
    assert len(set((pytester.path / "servers").read_text().split())) == 2


def test_with_pytest_asyncio(suite: Suite) -> None:
    pytest.importorskip("pytest_asyncio")

    modes = ["-oasyncio_mode=auto", "-oasyncio_default_fixture_loop_scope=function"]
    done = suite(COROUTINE, "--runpod-data=demo", "-pno:anyio", *modes)

    done.assert_outcomes(passed=1)


def test_with_anyio(suite: Suite) -> None:
    done = suite(
        f"pytestmark = pytest.mark.anyio{COROUTINE}", "--runpod-data=demo", "-k", "asyncio"
    )

    assert done.parseoutcomes()["passed"] == 1


def test_with_unittest(suite: Suite) -> None:
    done = suite(
        """
import unittest

class TestIt(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def mock(self, runpod_mock):
        self.mock = runpod_mock

    def setUp(self):
        self.mock.clock.advance(10)

    def test_it(self):
        assert self.mock.clock.now == 10
"""
    )

    done.assert_outcomes(passed=1)


def test_with_respx(suite: Suite) -> None:
    done = suite(
        """
@pytest.mark.runpod(data="demo")
def test_it(runpod_respx, runpod_mock):
    answer = httpx.get("https://api.runpod.ai/v2/demo/health", headers={"Authorization": "k"})
    assert answer.status_code == 200
    assert runpod_mock.requests("GET /v2/demo/health").count == 1

@pytest.mark.respx(assert_all_mocked=False)
def test_as_respx_is_told(runpod_respx):
    assert httpx.get("https://example.com/").status_code == 200

def test_as_respx_is_not_told(runpod_respx):
    with pytest.raises(AssertionError, match="not mocked"):
        httpx.get("https://example.com/")
"""
    )

    done.assert_outcomes(passed=3)
