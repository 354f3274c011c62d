"""What every room of the tests shares: one option, one event loop, repeatable random tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from contract_tests.clients.languages.certificate import LATEST, Notary
from contract_tests.targeting import options
from contract_tests.targeting import plugin as targeting

# A failure must be the same failure on every machine, so the everyday profile draws no luck.
settings.register_profile("default", derandomize=True, deadline=None, print_blob=True)
settings.register_profile(
    "fuzz", derandomize=False, deadline=None, print_blob=True, max_examples=2_000
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite", action="store_true", help="let the engine write its own lines in stories/"
    )
    parser.addoption(
        "--certificate",
        type=Path,
        default=LATEST,
        metavar="FILE",
        help="where to tell what the client suites found, as JSON (default: %(default)s)",
    )
    options.add(parser)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Notary(config.getoption("certificate")))
    config.pluginmanager.register(targeting, "runpod-target")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"
