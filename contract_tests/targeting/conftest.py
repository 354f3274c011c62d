"""A process of ours plays the real service; another one runs the contract against it.

It has a name that is not this machine's, `rest.runpod.example`, and is reached through HTTP_PROXY:
what a proxy is asked for is a whole URL, of which a mock reads the path.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from contract_tests.house.tree import CHECKOUT
from contract_tests.porch.processes import serving, surroundings
from mock_runpod import Client

NAME = "http://rest.runpod.example"
#: Long and not made of words, as keys are.
KEY = "rpa_mock_Q7ZK2M9XWV4T8LBN3RDHF6YJC1GS5PA0"
PORTABLE = "contract_tests/portable"
#: Makes an endpoint with a worker, changes it, and leaves deleting it to others.
MAKES = f"{PORTABLE}/test_endpoint_fields.py::test_zero_is_something_said"
READS = f"{PORTABLE}/test_access.py::test_the_page_needs_no_key"
RUNS = f"{PORTABLE}/test_jobs.py::test_a_job_is_done"
MAKING = "endpoint.*,template.*"
PATIENCE_S = 120.0
OPTIONS = ["--profile", "instant", "--clock", "auto", "--data", "demo", "--template-grace-s", "0"]

Run = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Service:
    """What plays the real service, and the hand on its account."""

    url: str
    account: Client
    folder: Path

    @property
    def asked(self) -> list[str]:
        return [f"{each.method} {each.path}" for each in self.account.requests()]

    @property
    def untouched(self) -> bool:
        """By anybody, with any key or none."""
        log = (self.folder / "log").read_text(encoding="utf-8")
        return self.asked == [] and " /v1" not in log and " /v2" not in log

    @property
    def made(self) -> list[str]:
        """Names of what a run has made and not deleted."""
        state = self.account.state()
        rows = [*state["endpoints"], *state["templates"]]
        return [name for each in rows if (name := named(each)).startswith("contract-")]

    def run(self, *arguments: str, scene: str = "") -> Run:
        """`pytest …`, with this service behind the name, and a key that a variable holds.

        Asserts are left as they are unless a scene shows them: rewriting takes most of the time.
        """
        plain = [] if scene == "tells_the_key" else ["--assert=plain"]
        scenes = ["-p", "contract_tests.targeting.scenes"] if scene else []
        usual = {"HTTP_PROXY": self.url, "THE_KEY": KEY, "SCENE": scene, "NO_COLOR": "1"}
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *plain, *scenes, *arguments],
            cwd=self.folder,
            env={**without_proxies(surroundings()), **usual},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    def aimed(
        self, *tests: str, allow: str, usd: str = "1", scene: str = "", more: str = ""
    ) -> Run:
        """A run that says all that must be said."""
        said = ["--runpod-target", NAME, "--runpod-insecure", "--runpod-key-env", "THE_KEY"]
        said += ["--runpod-allow", allow, "--runpod-max-usd", usd, "--runpod-patience", "10"]
        nodes = [str(CHECKOUT / each) for each in tests]
        config = ["--rootdir", str(CHECKOUT), "-c", str(CHECKOUT / "pyproject.toml")]
        return self.run(*nodes, *config, *said, *more.split(), scene=scene)


def named(row: Mapping[str, object]) -> str:
    spec = row.get("spec", row)
    return str(spec.get("name") if isinstance(spec, Mapping) else "")


def without_proxies(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if not name.lower().endswith("_proxy")}


@pytest.fixture(scope="session")
def _served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("service")
    with serving(*OPTIONS, cwd=folder) as served, Client(served.url, key=KEY) as account:
        yield Service(served.url, account, folder)


@pytest.fixture
def service(_served: Service) -> Service:
    """As if it had just begun."""
    _served.account.reset(all=True)
    os.truncate(_served.folder / "log", 0)
    return _served
