"""Jobs, as every client tells of them: one expectation, whatever language it is written in.

A client shows what it has a word for; of what it shows, each thing must be as the server holds it.
"""

from typing import Any

import pytest

from contract_tests.clients.languages.conftest import Submit
from contract_tests.clients.languages.drivers import Voice
from mock_runpod import Client as Mock

INPUT = {"prompt": "a quiet house", "steps": 20, "seed": None, "sizes": [1, 2.5], "ü": "é"}
OUTPUT = {"image": "aGVsbG8=", "seeds": [1, 2], "nothing": None, "score": 0.25}
#: Python sleeps between two looks; its driver lets that pass, and gives up after so many.
AT_ONCE = {"patience": 100}
#: The client may show one number for a whole one and the other for a broken one; never a text.
COUNTERS = {
    "jobs": {"completed", "failed", "inProgress", "inQueue", "retried"},
    "workers": {"idle", "initializing", "ready", "running", "throttled"},
}


@pytest.mark.rule("B-067")
@pytest.mark.certifies("job.run")
def test_a_job_is_submitted_and_its_input_arrives_untouched(client: Voice, mock: Mock) -> None:
    mock.endpoint("sdxl").hold()

    made = client("job.run", endpoint="sdxl", input=INPUT)

    assert made.get("status", "IN_QUEUE") == "IN_QUEUE"
    assert mock.job(made["id"]).input == INPUT
    assert mock.requests("POST /v2/*/run").count == 1


@pytest.mark.rule("B-064")
@pytest.mark.certifies("job.status")
def test_a_job_is_followed_from_the_queue_to_its_end(client: Voice, mock: Mock) -> None:
    mock.endpoint("sdxl").hold()
    id = client("job.run", endpoint="sdxl", input=INPUT)["id"]
    mock.wait(id, "IN_PROGRESS")

    before = client("job.status", endpoint="sdxl", job=id)
    mock.job(id).finish(OUTPUT)
    after = client("job.status", endpoint="sdxl", job=id)

    assert before["status"] == "IN_PROGRESS"
    tells(after, mock, id)


@pytest.mark.rule("B-079")
@pytest.mark.certifies("job.status")
def test_a_failure_is_told(client: Voice, mock: Mock) -> None:
    mock.endpoint("sdxl").fails("CUDA out of memory")
    id = client("job.run", endpoint="sdxl", input=INPUT)["id"]
    mock.wait(id, "FAILED")

    tells(client("job.status", endpoint="sdxl", job=id), mock, id)


@pytest.mark.rule("B-068")
@pytest.mark.certifies("job.run_sync")
def test_a_caller_can_wait_for_the_output(client: Voice, mock: Mock) -> None:
    mock.endpoint("sdxl", cold_start=20).answers(OUTPUT)

    ended = client("job.run_sync", endpoint="sdxl", input=INPUT, timeout=90)

    assert ended["output"] == OUTPUT
    (job,) = mock.jobs("sdxl")
    assert job.input == INPUT
    assert ended.get("id", job.id) == job.id
    assert ended.get("status", "COMPLETED") == "COMPLETED"


@pytest.mark.certifies("job.run_sync")
def test_who_waits_goes_on_waiting_when_the_server_lets_go(client: Voice, mock: Mock) -> None:
    """The job takes longer than the server holds a question: the client asks again (B-068)."""
    mock.endpoint("sdxl").answers(OUTPUT, execution=91)

    ended = client("job.run_sync", endpoint="sdxl", input=INPUT, timeout=180)

    assert ended["output"] == OUTPUT


@pytest.mark.rule("B-078")
@pytest.mark.certifies("job.await")
def test_a_job_can_be_awaited(client: Voice, mock: Mock) -> None:
    """Each poll of the client skips one of its own pauses: half a real second (B-090)."""
    mock.endpoint("sdxl", cold_start=1).answers(OUTPUT)

    assert client("job.await", endpoint="sdxl", input=INPUT) == {"output": OUTPUT}


@pytest.mark.rule("B-064")
@pytest.mark.certifies("job.status_sync")
def test_a_status_can_be_waited_for(client: Voice, mock: Mock) -> None:
    mock.endpoint("sdxl").answers(OUTPUT, execution=40)
    id = client("job.run", endpoint="sdxl", input=INPUT)["id"]

    ended = client("job.status_sync", endpoint="sdxl", job=id, timeout=90)

    assert ended["status"] == "COMPLETED"
    tells(ended, mock, id)


@pytest.mark.rule("B-078")
@pytest.mark.certifies("job.output")
def test_an_output_can_be_fetched(client: Voice, mock: Mock) -> None:
    mock.endpoint("sdxl").answers(OUTPUT)
    id = client("job.run", endpoint="sdxl", input=INPUT)["id"]
    mock.wait(id)

    assert client("job.output", endpoint="sdxl", job=id, timeout=10) == {"output": OUTPUT}


@pytest.mark.rule("B-102")
@pytest.mark.certifies("job.stream")
def test_each_chunk_is_handed_out_once_and_in_order(client: Voice, mock: Mock) -> None:
    chunks: list[Any] = ["a", {"b": 2}, [3], "d", 5, None, "g"]
    mock.endpoint("tales").streams(chunks, every=2)
    id = client("job.run", endpoint="tales", input=INPUT)["id"]

    assert client("job.stream", endpoint="tales", job=id, **AT_ONCE) == {"chunks": chunks}


@pytest.mark.rule("B-102")
@pytest.mark.certifies("job.stream")
def test_chunks_of_a_job_that_is_over_are_all_there(client: Voice, mock: Mock) -> None:
    mock.endpoint("tales").streams("abcdefg", aggregate=True)
    id = client("job.run", endpoint="tales", input=INPUT)["id"]
    mock.wait(id)

    assert client("job.stream", endpoint="tales", job=id, **AT_ONCE) == {"chunks": [*"abcdefg"]}


@pytest.mark.rule("B-091")
@pytest.mark.certifies("job.cancel")
@pytest.mark.parametrize("state", ["IN_QUEUE", "IN_PROGRESS"])
def test_a_job_can_be_cancelled(client: Voice, mock: Mock, state: str) -> None:
    mock.endpoint("sdxl", cold_start=30 if state == "IN_QUEUE" else 0).hold()
    mock.clock.mode = "manual"
    id = client("job.run", endpoint="sdxl", input=INPUT)["id"]
    if state == "IN_PROGRESS":
        mock.clock.advance(5)
    assert mock.job(id).status == state

    said = client("job.cancel", endpoint="sdxl", job=id)

    assert said.get("status", "CANCELLED") == "CANCELLED"
    assert said.get("id", id) == id
    assert mock.job(id).status == "CANCELLED"


@pytest.mark.rule("B-093")
@pytest.mark.certifies("job.retry")
def test_a_failed_job_can_be_run_again(client: Voice, mock: Mock) -> None:
    mock.endpoint("sdxl").sequence({"error": "CUDA out of memory"}, {"output": OUTPUT})
    id = client("job.run", endpoint="sdxl", input=INPUT)["id"]
    mock.wait(id, "FAILED")

    said = client("job.retry", endpoint="sdxl", job=id)

    assert said.get("id", id) == id
    assert mock.wait(id).output == OUTPUT


@pytest.mark.rule("B-094")
@pytest.mark.certifies("job.purge_queue")
def test_the_queue_can_be_purged(client: Voice, mock: Mock, submit: Submit) -> None:
    mock.endpoint("sdxl", cold_start=30).hold()
    mock.clock.mode = "manual"
    for number in range(3):
        submit("sdxl", {"number": number})

    said = client("job.purge_queue", endpoint="sdxl")

    assert said.get("removed", 3) == 3
    assert said.get("status", "completed") == "completed"
    assert mock.endpoint("sdxl").health["jobs"]["inQueue"] == 0


@pytest.mark.rule("B-095")
@pytest.mark.certifies("job.health")
def test_health_is_read_in_full(client: Voice, mock: Mock, submit: Submit) -> None:
    mock.endpoint("sdxl", workers_max=1).sequence({"output": 1}, {"error": "no"}, {"by": "hand"})
    for ends in ("COMPLETED", "FAILED", "IN_PROGRESS"):
        mock.wait(submit("sdxl", INPUT), ends)
    submit("sdxl", INPUT)

    said = client("job.health", endpoint="sdxl")

    held = mock.endpoint("sdxl").health
    for part, counters in COUNTERS.items():
        assert {name: said[part][name] for name in counters} == {
            name: held[part][name] for name in counters
        }
    assert [said["jobs"][name] for name in ("completed", "failed", "inProgress", "inQueue")] == [
        1
    ] * 4


def tells(said: dict[str, Any], mock: Mock, id: str) -> None:
    """What a client shows of a job that has ended, against what the server holds."""
    job = mock.job(id)
    held = {
        **{"id": id, "status": job.status, "output": job.output, "error": job.error},
        **{"workerId": job.worker_id, "retries": job.retries},
        **{"delayTime": round((job.delay or 0) * 1000)},
        **{"executionTime": round((job.execution or 0) * 1000)},
    }
    shown = {name: value for name, value in said.items() if value is not None and name in held}
    assert shown.pop("status") == held["status"]
    assert shown == {name: held[name] for name in shown}
    if "output" in said:
        assert said["output"] == held["output"]
