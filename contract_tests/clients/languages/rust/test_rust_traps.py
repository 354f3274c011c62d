"""What users of the crate run into, whatever server answers: where it is strict, and where it loses
something on the way.
"""

from typing import Any

import httpx
import pytest

from contract_tests.clients.languages.conftest import Submit
from contract_tests.clients.languages.drivers import Raised, Voice
from mock_runpod import Client as Mock

pytestmark = [pytest.mark.clients, pytest.mark.certifies("traps")]

awaits = pytest.mark.only(offers="job.await")
INPUT = {"prompt": "a quiet house"}


def raised(client: Voice, call: str, **arguments: Any) -> Raised:
    with pytest.raises(Raised) as failure:
        client(call, **arguments)
    return failure.value


@awaits
@pytest.mark.parametrize("verb", ["job.await", "job.run_now"])
def test_a_job_that_completes_without_output_is_an_error(
    client: Voice, mock: Mock, verb: str
) -> None:
    mock.endpoint("sdxl").answers(None)

    failure = raised(client, verb, endpoint="sdxl", input=INPUT)

    assert (failure.kind, failure.text) == ("Job", "Job error: Job has no output")
    assert [job.status for job in mock.jobs("sdxl")] == ["COMPLETED"]


@awaits
def test_the_reason_of_a_failure_is_lost(client: Voice, mock: Mock) -> None:
    mock.endpoint("sdxl").fails("CUDA out of memory")

    failure = raised(client, "job.await", endpoint="sdxl", input=INPUT)

    assert (failure.kind, failure.text) == ("Job", "Job error: Job has no output")
    assert [job.error for job in mock.jobs("sdxl")] == ["CUDA out of memory"]


@awaits
def test_the_output_of_a_job_that_has_none_is_a_panic(client: Voice, mock: Mock) -> None:
    """Its own error cannot be made: the words it tries to misread are good JSON."""
    mock.endpoint("sdxl").fails("no")
    id = client("job.run", endpoint="sdxl", input=INPUT)["id"]
    mock.wait(id, "FAILED")

    failure = raised(client, "job.output", endpoint="sdxl", job=id)

    assert failure.kind == "Panic"
    assert "unwrap_err" in failure.text


@awaits
def test_the_status_is_asked_for_at_once(client: Voice, mock: Mock) -> None:
    """So whoever gives out an id must know it right away."""
    mock.endpoint("sdxl").answers("a picture", execution=2)

    client("job.await", endpoint="sdxl", input=INPUT)

    asked = [f"{each.method} {each.path.rsplit('/', 2)[1]}" for each in mock.requests()]
    assert asked == ["POST sdxl", *["GET status"] * (len(asked) - 1)]
    assert mock.requests()[1].at == mock.requests()[0].at


@awaits
def test_an_id_that_is_not_known_at_once_fails_the_job(client: Voice, mock: Mock) -> None:
    mock.endpoint("sdxl").answers("a picture")
    mock.faults.add("status_404_grace", seconds=5)

    failure = raised(client, "job.await", endpoint="sdxl", input=INPUT)

    assert (failure.kind, failure.status) == ("Http", 404)


@awaits
def test_an_endpoint_that_was_read_runs_jobs(client: Voice, mock: Mock) -> None:
    mock.endpoint("sdxl").answers("a picture")

    assert client("endpoint.run", id="sdxl", input=INPUT) == {"output": "a picture"}
    assert client("job.run_now", endpoint="sdxl", input=INPUT) == {"output": "a picture"}


def test_a_job_that_was_never_polled_has_no_status(client: Voice, mock: Mock) -> None:
    mock.endpoint("sdxl")

    failure = raised(client, "job.unsubmitted", endpoint="sdxl")

    assert (failure.kind, failure.text) == ("Job", "Job error: Job has not been submitted yet")
    assert mock.requests().count == 0


@pytest.mark.only(group="A")
def test_the_oldest_never_hears_of_its_job(client: Voice, mock: Mock) -> None:
    """A poll of its future drops the request that was begun. Whether it has left is luck, and so is
    whether its user waits for ever or is told of a panic.
    """
    mock.endpoint("sdxl").answers("a picture")

    failure = raised(client, "job.await", endpoint="sdxl", input=INPUT, timeout=2)

    assert failure.kind in {"Elapsed", "Panic"}


def test_a_change_cannot_clear_a_field(client: Voice, mock: Mock) -> None:
    body = {"templateId": "freetmpl01", "name": "a", "networkVolumeId": "volume0001"}
    made = client("endpoint.create", body=body)

    change = {"name": "b", "networkVolumeId": None}
    changed = client("endpoint.update", id=made["id"], body=change)

    assert (changed["name"], changed["networkVolumeId"]) == ("b", "volume0001")
    (sent,) = mock.requests("PATCH /v1/endpoints/*")
    assert sent.body == {"name": "b"}


def test_a_list_in_a_query_never_leaves_the_client(client: Voice, mock: Mock) -> None:
    failure = raised(client, "pod.list", data_centers=["EU-RO-1"])

    assert (failure.kind, failure.status) == ("Http", None)
    assert "unsupported value" in failure.text
    assert mock.requests().count == 0


def test_a_blank_key_is_refused_before_anything_is_sent(client: Voice) -> None:
    assert raised(client, "endpoint.list", key=" ").kind == "Config"


def test_it_does_not_say_who_it_is(client: Voice, mock: Mock) -> None:
    mock.endpoint("sdxl")

    client("job.health", endpoint="sdxl")
    client("job.purge_queue", endpoint="sdxl")

    for sent in mock.requests():
        assert sent.headers["accept"] == "*/*"
        assert {"user-agent", "content-type", "accept-encoding"}.isdisjoint(sent.headers)
        assert sent.body is None


@pytest.fixture
def newer(bare: httpx.Client) -> str:
    """An endpoint with what only newer clients know, beside one that all know."""
    body = {
        **{"templateId": "freetmpl01", "gpuTypeIds": ["NVIDIA L4", "NVIDIA H200 NVL"]},
        **{"workersMax": 1, "allowedCudaVersions": ["13.0"]},
    }
    id: str = bare.post("/v1/endpoints", json=body).raise_for_status().json()["id"]
    return id


@pytest.mark.only(group={"A", "B"})
def test_one_unknown_word_fails_the_whole_list(client: Voice, newer: str) -> None:
    for call, arguments in (("endpoint.get", {"id": newer}), ("endpoint.list", {})):
        failure = raised(client, call, **arguments)

        assert (failure.kind, failure.status) == ("Http", None)
        assert "unknown variant `NVIDIA H200 NVL`" in failure.text


@pytest.mark.only(group="C")
def test_an_unknown_word_is_lost(client: Voice, newer: str) -> None:
    read = client("endpoint.get", id=newer)

    assert read["gpuTypeIds"] == ["NVIDIA L4", "Unknown"]
    assert read["allowedCudaVersions"] == ["13.0"]
    with pytest.raises(Raised, match="gpuTypeIds would be"):
        client("endpoint.update", id=newer, body={"gpuTypeIds": ["NVIDIA H200 NVL"]})


@pytest.mark.only(group="A")
def test_the_oldest_still_tells_of_the_queue(client: Voice, mock: Mock, submit: Submit) -> None:
    mock.endpoint("sdxl", cold_start=30)
    mock.clock.mode = "manual"
    submit("sdxl", INPUT)

    assert client("job.health", endpoint="sdxl")["jobs"]["inQueue"] == 1
    client("job.purge_queue", endpoint="sdxl")
    assert client("job.health", endpoint="sdxl")["jobs"]["inQueue"] == 0
