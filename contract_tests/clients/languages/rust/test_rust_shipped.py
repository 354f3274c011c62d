"""The crate's own examples and tests, run against the mock.

Each group has its own: an example of 0.3.1 is built with 0.3.1.
"""

from collections.abc import Iterator

import httpx
import pytest

import mock_runpod
from contract_tests.clients.languages.drivers import Voice
from contract_tests.clients.languages.rust import shipped
from contract_tests.clients.languages.rust.shipped import AWAITED, SCRIPTED
from mock_runpod import Client as Mock
from mock_runpod import MockRunPod

pytestmark = pytest.mark.clients

example = pytest.mark.certifies("examples")
own_test = pytest.mark.certifies("own tests")
with_tests = pytest.mark.only(group={"B", "C"})

#: How a program of Rust ends that panicked.
PANIC = 101


@pytest.fixture
def own() -> Iterator[MockRunPod]:
    """A server for one test: the keys and ids in the crate's tests are the same everywhere."""
    with mock_runpod.start(profile="instant", data=str(shipped.WORLD)) as running:
        yield running


def passes(client: Voice, file: str, name: str, uri: str) -> None:
    program = shipped.built(client.client.group, "test")[file]
    ended = shipped.run(program, "--exact", name, MOCK_URI=uri)
    assert ended.code == 0, ended
    assert "1 passed" in ended.printed


@example
def test_manage_endpoint(client: Voice, own: Mock) -> None:
    ended = shipped.example(own, client.client.group, "manage_endpoint")

    assert (ended.code, ended.complained) == (0, "")
    assert "Created endpoint: test-endpoint (" in ended.printed
    assert ended.printed.endswith("Endpoint deleted\n")
    assert [each.id for each in own.endpoints()] == ["ep-123"]
    create, update, _delete = own.requests()
    assert create.body == {
        **{"templateId": "your-template-id", "name": "test-endpoint"},
        **{"workersMax": 3, "workersMin": 0},
    }
    assert update.body == {"name": "updated-test-endpoint", "workersMax": 5}


@example
@with_tests
def test_run_endpoint(client: Voice, own: Mock) -> None:
    """Its second job is asked for chunks before it was submitted, so that it never gets further."""
    before = healthy(own)

    ended = shipped.example(own, client.client.group, "run_endpoint")

    assert ended.code == 1
    assert ended.printed.splitlines() == [
        *before,
        'Job output: Object {"result": String("success-data")}',
    ]
    assert ended.complained == 'Error: Job("Job has not been submitted yet")\n'
    assert [job.status for job in own.jobs("ep-123")] == ["COMPLETED"]


@example
@pytest.mark.only(group="A")
def test_run_endpoint_gets_no_further_than_its_first_job(client: Voice, own: Mock) -> None:
    """A poll of its future drops the request that was begun. It is luck whether that has left, and
    whether the program then hangs or panics.
    """
    before = healthy(own)

    ended = shipped.example(own, "A", "run_endpoint", patience=2)

    assert ended.code in (None, PANIC)
    assert ended.printed.splitlines() == before


def healthy(own: Mock) -> list[str]:
    """The lines that the example prints of an endpoint's health."""
    health = own.endpoint("ep-123").health
    jobs, workers = health["jobs"], health["workers"]
    return [
        f"Jobs: {jobs['completed']} completed, {jobs['inQueue']} in queue",
        f"Workers: {workers['ready']} ready, {workers['running']} running",
    ]


@own_test
@with_tests
def test_get_endpoint(client: Voice, own: Mock) -> None:
    passes(client, shipped.ENDPOINT, shipped.READS, f"{own.base_url}/v1")


@own_test
@with_tests
def test_run_and_await(client: Voice, own: Mock) -> None:
    passes(client, shipped.JOB, shipped.AWAITS, f"{own.base_url}/v2")

    (job,) = own.at("test-api-key").jobs()
    assert (job.input, job.output) == ({"prompt": "Hello"}, {"result": "success-data"})


@own_test
@with_tests
@pytest.mark.real_worker
def test_a_worker_posts_its_result(client: Voice, own: Mock) -> None:
    works(client, own, shipped.POSTS, 1)

    (job,) = own.at("worker-key").jobs()
    assert (job.status, job.output) == ("COMPLETED", {"ok": True})


@own_test
@with_tests
@pytest.mark.real_worker
@pytest.mark.parametrize(("name", "jobs"), [(shipped.PINGS, 1), (shipped.IDLES, 0)])
def test_a_worker_takes_its_jobs(client: Voice, own: Mock, name: str, jobs: int) -> None:
    works(client, own, name, jobs)


@own_test
@pytest.mark.only(group="C")
@pytest.mark.real_worker
def test_a_worker_takes_several_jobs_at_once(client: Voice, own: Mock) -> None:
    works(client, own, shipped.SEVERAL, 4)


def works(client: Voice, own: Mock, name: str, jobs: int) -> None:
    """`worker-key` is what the workers of these tests send; those without one are found by the
    endpoint in their address.
    """
    world = own.at("worker-key")
    world.endpoint("ep-worker", workers="real")
    for number in range(jobs):
        submit(world, number)

    passes(client, shipped.WORKER, name, f"{own.base_url}/v2/ep-worker")

    assert [job.worker_id for job in world.jobs()] == ["worker-1"] * jobs


def submit(world: Mock, number: int) -> None:
    httpx.post(
        f"{world.base_url}/v2/ep-worker/run",
        headers={"Authorization": f"Bearer {world.key}"},
        json={"input": {"number": number}},
        trust_env=False,
    ).raise_for_status()


@example
def test_every_example_is_run_or_waits(client: Voice) -> None:
    built = shipped.built(client.client.group, "example")

    assert set(built) - set(AWAITED) == shipped.EXAMPLES


@own_test
@with_tests
def test_every_test_is_run_or_says_why_not(client: Voice) -> None:
    there = shipped.tests(client.client.group)

    assert {file for file in there if file not in AWAITED} == set(shipped.TESTS)
    for file, names in shipped.TESTS.items():
        assert there[file] <= names | set(SCRIPTED)


@pytest.mark.parametrize("name", AWAITED)
def test_what_is_not_run_waits_for_an_address(own: Mock, name: str) -> None:
    """Once it is served, this fails, and what waited for it can be run."""
    answer = httpx.get(
        f"{own.base_url}{AWAITED[name]}",
        headers={"Authorization": f"Bearer {own.key}"},
        trust_env=False,
    )
    assert answer.status_code == 404
