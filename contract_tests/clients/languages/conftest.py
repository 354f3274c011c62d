"""Unmodified clients in their own languages, against a real port.

A test that takes `client` runs with every client that offers what it certifies; in the folder of a
language, with those of that language:

    @pytest.mark.certifies("job.cancel")
    def test_a_job_can_be_cancelled(client: Voice, mock: Client) -> None: ...

`@pytest.mark.only(group="C")` narrows them further. Where a toolchain is missing the test is
skipped, and says so.
"""

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.clients.languages import suites
from contract_tests.clients.languages.certificate import EVERYTHING
from contract_tests.clients.languages.clients import CACHE, OPERATIONS, Client
from contract_tests.clients.languages.drivers import Driver, Voice
from mock_runpod import Client as Mock
from mock_runpod import start
from mock_runpod.testing.starting import MockRunPod

HERE = Path(__file__).parent
WORLD = HERE.parents[1] / "properties" / "world.toml"

Drivers = Callable[[Client], Driver]
Submit = Callable[[str, Any], str]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "client" in metafunc.fixturenames:
        chosen = meant(metafunc.definition)
        metafunc.parametrize("client", chosen, indirect=True, ids=lambda client: client.id)


def meant(test: pytest.Item) -> list[Client]:
    """The clients that a test is for: of the language in whose folder it stands, by its marks."""
    folder = test.path.parent
    found = suites.clients()
    if folder != HERE:
        found = [client for client in found if suites.folder_of(client) == folder.name]
    for mark in test.iter_markers("only"):
        found = [client for client in found if fits(client, mark.kwargs)]
    what = certified(test)
    assert what is None or what in EVERYTHING, f"{test.nodeid} certifies an unknown thing: {what}"
    return [each for each in found if what not in OPERATIONS or what in each.offers]


def fits(client: Client, wanted: Mapping[str, Any]) -> bool:
    """`offers` is one operation that the client must have; the rest are one value or a set."""
    needed = wanted.get("offers")
    return (needed is None or needed in client.offers) and all(
        getattr(client, name) in (value if isinstance(value, set) else {value})
        for name, value in wanted.items()
        if name != "offers"
    )


def certified(test: pytest.Item) -> str | None:
    mark = test.get_closest_marker("certifies")
    return mark.args[0] if mark else None


@pytest.fixture(scope="session")
def server() -> Iterator[MockRunPod]:
    """Its time skips ahead whenever all wait, so that no client waits long for a job."""
    with start(profile="instant", data=str(WORLD), clock="auto") as running:
        yield running


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    """Each test has an account, and so a world, of its own."""
    return "rpa_mock_" + sha256(request.node.nodeid.encode()).hexdigest()[:12]


@pytest.fixture
def mock(server: MockRunPod, key: str) -> Mock:
    """The hand on the world of this test."""
    return server.at(key)


@pytest.fixture
def bare(mock: Mock) -> Iterator[httpx.Client]:
    """The world of this test without a client of RunPod in between."""
    with httpx.Client(
        base_url=mock.base_url,
        headers={"Authorization": f"Bearer {mock.key}"},
        trust_env=False,
    ) as http:
        yield http


@pytest.fixture
def submit(bare: httpx.Client) -> Submit:
    """Run a job, and get its id; for clients that can only look at what there is."""

    def submitted(endpoint: str, input: Any) -> str:
        answer = bare.post(f"/v2/{endpoint}/run", json={"input": input}).raise_for_status()
        id: str = answer.json()["id"]
        return id

    return submitted


@pytest.fixture(scope="session")
def drivers(server: MockRunPod) -> Iterator[Drivers]:
    started: dict[str, Driver] = {}

    def driver(client: Client) -> Driver:
        there = started.get(client.id)
        if there is not None and there.ended():  # a client that crashed spoils one test, not all
            started.pop(client.id).close()
        if client.id not in started:
            cache = CACHE / suites.folder_of(client)
            started[client.id] = Driver(client, cache, server.base_url)
        return started[client.id]

    yield driver
    for each in started.values():
        each.close()


@pytest.fixture
def client(request: pytest.FixtureRequest, drivers: Drivers, key: str) -> Voice:
    asked: Client = request.param
    request.node.user_properties.append(("client", asked.id))
    request.node.user_properties.append(("certifies", certified(request.node)))
    ready = suites.readiness(suites.folder_of(asked))
    if ready.why:
        pytest.skip(ready.why)
    return Voice(drivers(asked), key)
