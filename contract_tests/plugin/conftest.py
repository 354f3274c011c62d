"""Test suites of a user, run within ours."""

from collections.abc import Callable

import pytest

# A suite that is run within this process forgets what it imported, and some of that can be
# imported only once.
import mock_runpod.pytest_plugin.worlds
import mock_runpod.surfaces.control.app  # noqa: F401

Suite = Callable[..., pytest.RunResult]
PREAMBLE = """
import os, warnings
import httpx, pytest

def ask(path, method="GET", **kwargs):
    headers = {"Authorization": "Bearer " + os.environ["RUNPOD_API_KEY"]}
    url = os.environ["RUNPOD_ENDPOINT_BASE_URL"] + path
    return httpx.request(method, url, headers=headers, **kwargs)
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Suite:
    """Runs a file of tests: `suite("def test_it(runpod_mock): ...", "--runpod-seed=7")`."""
    for variable in ("CI", "BUILD_NUMBER"):  # where they are set, pytest tells failures twice
        monkeypatch.delenv(variable, raising=False)

    def run(tests: str, *arguments: str, conftest: str = "", **files: str) -> pytest.RunResult:
        pytester.makepyfile(test_it=f"{PREAMBLE}\n{tests}")
        if conftest:
            pytester.makeconftest(f"import pytest\n{conftest}")
        for name, text in files.items():
            pytester.path.joinpath(name.replace("_", ".", 1)).write_text(text)
        usual = ["--strict-markers", "-rA", "-Walways"]
        usual += [] if any("asyncio_mode" in each for each in arguments) else ["-pno:asyncio"]
        return pytester.runpytest_inprocess(*usual, *arguments)

    return run
