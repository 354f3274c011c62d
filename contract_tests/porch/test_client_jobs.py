"""Jobs and workers in the hand."""

from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from mock_runpod import Client
from mock_runpod.errors import Invalid, NotFound, Refused


def submit(mock: Client, endpoint: str = "sdxl", **body: Any) -> str:
    headers = {"Authorization": f"Bearer {mock.key}"}
    url = f"{mock.base_url}/v2/{endpoint}/run"
    said = {"input": {"prompt": "a house"}, **body}
    with httpx.Client(headers=headers, trust_env=False) as http:
        id: str = http.post(url, json=said).raise_for_status().json()["id"]
    return id


def test_a_job_tells_exact_seconds(mock: Client) -> None:
    mock.endpoint("sdxl", cold_start=30, execution=12.5).answers(42)
    id = submit(mock)
    assert (mock.job(id).status, mock.job(id).delay) == ("IN_QUEUE", None)

    mock.clock.advance(60)

    job = mock.job(id)
    assert (job.status, job.output, job.delay, job.execution) == ("COMPLETED", 42, 30, 12.5)
    assert (job.endpoint_id, job.input, job.retries) == ("sdxl", {"prompt": "a house"}, 0)
    assert (job.created_at, job.started_at, job.finished_at) == (0, 30, 42.5)
    assert repr(job).startswith(f"Job(id='{id}', endpoint_id='sdxl', status='COMPLETED'")


def test_it_is_a_picture_of_a_moment(mock: Client) -> None:
    mock.endpoint("sdxl", cold_start=30)
    job = mock.job(submit(mock))

    mock.clock.advance(60)

    assert (job.status, job.now().status) == ("IN_QUEUE", "COMPLETED")
    assert mock.jobs("sdxl", status="COMPLETED") == [job.now()]


@pytest.mark.parametrize(
    "like",
    [
        lambda id: id,
        lambda id: SimpleNamespace(job_id=id),
        lambda id: SimpleNamespace(id=id),
        lambda id: {"id": id, "status": "IN_QUEUE"},
    ],
)
def test_a_job_can_be_given_as_it_came(mock: Client, like: Any) -> None:
    mock.endpoint("sdxl")
    id = submit(mock)

    assert mock.job(like(id)).id == id
    assert mock.find(mock.job(like(id))) == mock.job(id)


def test_what_is_no_job_is_told(mock: Client) -> None:
    with pytest.raises(Invalid, match="7 is no job; give its id"):
        mock.find(7)
    with pytest.raises(NotFound, match="nonsense"):
        mock.job("nonsense")
    assert mock.find("nonsense") is None


def test_a_job_that_is_forgotten_is_not_found(mock: Client) -> None:
    mock.endpoint("sdxl")
    job = mock.job(submit(mock))

    mock.clock.advance(minutes=31)

    assert mock.find(job) is None


def test_a_held_job_is_finished_by_hand(mock: Client) -> None:
    mock.endpoint("sdxl").hold()
    job = mock.job(submit(mock))
    mock.clock.advance(600)
    assert (job.now().status, job.now().by) == ("IN_PROGRESS", "hand")

    assert job.progress("half").output == "half"
    done = job.finish({"image": "x"})

    assert (done.status, done.output, done.execution) == ("COMPLETED", {"image": "x"}, 600)
    with pytest.raises(Refused, match="is COMPLETED"):
        job.fail("too late")


def test_a_held_job_fails_and_is_run_again(mock: Client) -> None:
    mock.endpoint("sdxl").hold()
    job = mock.job(submit(mock))
    mock.clock.advance(1)

    assert (job.fail("no").status, job.now().error) == ("FAILED", "no")
    job.retry()
    mock.clock.advance(1)
    assert job.now().status == "IN_PROGRESS"
    assert job.cancel().status == "CANCELLED"


def test_a_held_stream_is_handed_out_piece_by_piece(mock: Client) -> None:
    mock.endpoint("llm").hold()
    job = mock.job(submit(mock, "llm"))
    mock.clock.advance(1)

    job.emit("a", "house")

    headers = {"Authorization": f"Bearer {mock.key}"}
    answer = httpx.get(
        f"{mock.base_url}/v2/llm/stream/{job.id}", headers=headers, trust_env=False
    ).json()
    assert [each["output"] for each in answer["stream"]] == ["a", "house"]


def test_a_worker_is_lost_and_the_job_is_dispatched_once_more(mock: Client) -> None:
    mock.endpoint("sdxl", execution=60)
    job = mock.job(submit(mock))
    mock.clock.advance(10)

    mock.worker("sdxl", 1).crash()
    mock.clock.advance(minutes=10)

    assert (job.now().status, job.now().retries) == ("COMPLETED", 1)


@pytest.mark.parametrize("verb", ["crash", "oom", "lose_heartbeat", "evict", "retire"])
def test_whatever_happens_to_a_worker_its_job_is_lost(mock: Client, verb: str) -> None:
    mock.endpoint("sdxl").hold()
    job = mock.job(submit(mock))
    mock.clock.advance(1)

    getattr(mock.worker("sdxl"), verb)()
    mock.clock.advance(minutes=10)

    assert job.now().retries == 1


def test_a_worker_falls_ill(mock: Client) -> None:
    endpoint = mock.endpoint("sdxl", workers_min=1)
    mock.clock.advance(60)

    worker = endpoint.worker(1)
    worker.sicken()

    assert worker.now().status == "UNHEALTHY"
    assert endpoint.health["workers"]["unhealthy"] == 1


def test_a_worker_that_is_not_there_is_told(mock: Client) -> None:
    mock.endpoint("sdxl", workers_max=0)

    with pytest.raises(NotFound, match="no worker 2: endpoint sdxl has 0 workers"):
        mock.worker("sdxl", 2)


def test_a_gpu_is_sold_out_and_comes_back(mock: Client) -> None:
    gpu = "NVIDIA H100 80GB HBM3"
    mock.market.sold_out(gpu)
    mock.endpoint("llm", gpu_type_ids=[gpu])
    job = mock.job(submit(mock, "llm"))
    mock.clock.advance(minutes=10)
    assert job.now().status == "IN_QUEUE"

    mock.market.stock(gpu, 1, datacenter="US-KS-2")
    mock.clock.advance(minutes=1)

    assert job.now().status == "COMPLETED"
    assert (1, "US-KS-2") in [(e["available"], e["dataCenterId"]) for e in mock.market.list()]
    with pytest.raises(Invalid, match="did you mean"):
        mock.market.sold_out("NVIDIA H100 80GB HBM33")
