"""The contract, spoken with nothing but public APIs to whatever is at an address.

Without `--runpod-target` that is a mock of ours, on a real port, so that these tests belong to the
everyday suite. Whoever wants them to meet something else overrides `aimed_at`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.portable.answers import read_endpoint, read_template
from contract_tests.portable.jobs import Jobs
from contract_tests.targeting import terms
from contract_tests.targeting.plugin import TARGETS, TERMS
from contract_tests.targeting.target import Target
from contract_tests.targeting.terms import Terms
from mock_runpod import start

Document = dict[str, Any]
Make = Callable[..., Document]

#: Its times are exact; a template can be deleted at once, though RunPod takes two minutes (B-055).
MOCK = {"profile": "instant", "data": "demo", "clock": "auto", "template_grace_s": 0}
#: RunPod's own test worker streams when it is started like this.
GENERATOR = ["python3", "-u", "/handler.py", "--generator"]


@pytest.fixture(scope="session")
def aimed_at(pytestconfig: pytest.Config) -> Iterator[Terms]:
    """Where all of this goes, and what is allowed there."""
    if said := pytestconfig.stash.get(TERMS, None):
        yield said
        return
    with start(**MOCK) as running:
        yield terms.local(running.base_url, exact=True)


@pytest.fixture(scope="session")
def target(aimed_at: Terms, pytestconfig: pytest.Config) -> Iterator[Target]:
    """What a test makes through it is deleted after the test, all the rest at the end."""
    with Target(aimed_at, Path(pytestconfig.invocation_params.dir)) as target:
        pytestconfig.stash[TARGETS].append(target)
        yield target


@pytest.fixture(scope="session")
def rest(target: Target) -> httpx.Client:
    """REST v1: `rest.get("/endpoints")`."""
    return target.rest


@pytest.fixture
def mocks_reading(target: Target) -> None:
    """For a test of what no source tells: a mock has to do something, the service may do other."""
    if target.remote:
        pytest.skip("no source tells what the service does here; a mock's own reading")


@pytest.fixture
def new_template(target: Target) -> Make:
    """A serverless template unless said otherwise; `...` leaves a field out."""

    def make(**said: Any) -> Document:
        usual = {"name": target.name("template"), "imageName": target.terms.image}
        return read_template(
            target.rest.post("/templates", json=body(usual | {"isServerless": True} | said))
        )

    return make


@pytest.fixture(scope="session")
def shelf() -> list[str]:
    """Templates that no endpoint has at present: one can be bound to one endpoint only (B-028)."""
    return []


@pytest.fixture
def free_template(target: Target, shelf: list[str]) -> Iterator[Callable[[], str]]:
    """The id of a template for an endpoint. They are used again, as deleting one takes minutes."""
    lent: list[str] = []

    def lend() -> str:
        lent.append(shelf.pop() if shelf else plain_template(target)["id"])
        return lent[-1]

    yield lend
    target.tidy()  # endpoints go first, and with them what binds a template
    shelf += lent


def plain_template(target: Target, **said: Any) -> Document:
    usual = {"name": target.name("template"), "imageName": target.terms.image}
    with target.kept():
        return read_template(
            target.rest.post("/templates", json=usual | {"isServerless": True} | said)
        )


@pytest.fixture
def new_endpoint(target: Target, free_template: Callable[[], str]) -> Make:
    """An endpoint without workers unless said otherwise; `...` leaves a field out."""

    def make(**said: Any) -> Document:
        usual = {"name": target.name("endpoint"), "gpuTypeIds": [target.terms.gpu], "workersMax": 0}
        if "templateId" not in said:
            said["templateId"] = free_template()
        return read_endpoint(target.rest.post("/endpoints", json=body(usual | said)))

    return make


@pytest.fixture
def endpoint(new_endpoint: Make) -> Document:
    return new_endpoint()


@pytest.fixture(scope="session")
def worked(target: Target) -> Jobs:
    """The job API of an endpoint whose one worker does what the input of a job says (B-156)."""
    return jobs_of(target, plain_template(target))


@pytest.fixture
def paused(target: Target, endpoint: Document) -> Jobs:
    """That of an endpoint without workers: its jobs wait in the queue, and cost nothing."""
    return Jobs(target, endpoint["id"])


@pytest.fixture(scope="session")
def streamed(target: Target) -> Jobs:
    """That of an endpoint whose worker is a generator."""
    if target.terms.stream_endpoint:
        return Jobs(target, target.terms.stream_endpoint)
    return jobs_of(target, plain_template(target, dockerStartCmd=GENERATOR))


def jobs_of(target: Target, template: Document) -> Jobs:
    """One worker at most, and short jobs: what it costs is known beforehand."""
    body = {
        **{"name": target.name("worked"), "templateId": template["id"]},
        **{"gpuTypeIds": [target.terms.gpu], "workersMin": 0, "workersMax": 1},
        **{"executionTimeoutMs": 30_000, "idleTimeout": 5},
    }
    with target.kept():
        made = read_endpoint(target.rest.post("/endpoints", json=body))
    return Jobs(target, made["id"])


def body(said: Document) -> Document:
    return {field: value for field, value in said.items() if value is not ...}
