"""Ends that a caller brings about: cancel, retry, purge; and what the counters say of it all."""

import pytest

from contract_tests.portable.answers import read_json, read_problem
from contract_tests.portable.jobs import Jobs

JOB_COUNTERS = {"completed", "failed", "inProgress", "inQueue", "retried"}
WORKER_COUNTERS = {"idle", "initializing", "ready", "running", "throttled", "unhealthy"}


@pytest.mark.rule("B-080")
@pytest.mark.rule("B-091")
def test_a_waiting_job_is_cancelled(paused: Jobs) -> None:
    id, other = paused.run(), paused.run()

    assert paused.cancel(id) == {"id": id, "status": "CANCELLED"}
    assert paused.status(id) == {"id": id, "status": "CANCELLED"}
    assert paused.status(other)["status"] == "IN_QUEUE"
    assert paused.health()["jobs"]["inQueue"] == 1


@pytest.mark.rule("B-091")
def test_a_running_job_is_cancelled_at_once_and_stays_so(worked: Jobs) -> None:
    id = worked.run({"mock_delay": 20, "mock_return": "late"})
    worked.until(id, "IN_PROGRESS")

    assert worked.cancel(id) == {"id": id, "status": "CANCELLED"}
    view = worked.status(id)

    assert view["status"] == "CANCELLED"
    assert worked.finished({"mock_return": "next"})["output"] == "next"
    assert worked.status(id) == view


@pytest.mark.rule("B-092")
def test_the_end_of_a_job_is_not_undone(worked: Jobs, mocks_reading: None) -> None:
    view = worked.finished({"mock_return": "done"})

    assert worked.cancel(view["id"])["status"] == "COMPLETED"
    assert worked.status(view["id"]) == view


@pytest.mark.rule("B-093")
def test_a_failed_job_is_tried_again_under_its_id(worked: Jobs) -> None:
    failed = worked.finished({"mock_error": "Mock error", "mock_delay": 2})
    id = failed["id"]
    before = worked.health()["jobs"]["failed"]

    assert worked.retry(id) == {"id": id, "status": "IN_QUEUE"}
    assert worked.status(id)["status"] in ("IN_QUEUE", "IN_PROGRESS")
    again = worked.ended(id)

    assert again["status"] == "FAILED"
    assert worked.health()["jobs"]["failed"] == before + 1


@pytest.mark.rule("B-093")
@pytest.mark.parametrize("ended", [True, False])
def test_only_a_failed_job_is_tried_again(
    worked: Jobs, paused: Jobs, mocks_reading: None, ended: bool
) -> None:
    at = worked if ended else paused
    id = worked.finished({"mock_return": 1})["id"] if ended else paused.run()
    before = at.status(id)

    assert read_problem(at.send("POST", f"retry/{id}"), 400, "Bad Request")
    assert at.status(id) == before


@pytest.mark.rule("B-094")
def test_purging_removes_what_waits_and_says_how_many(paused: Jobs) -> None:
    ids = [paused.run() for _ in range(3)]

    assert paused.purge() == {"removed": 3, "status": "completed"}
    assert paused.health()["jobs"]["inQueue"] == 0
    for id in ids:
        assert read_problem(paused.send("GET", f"status/{id}"), 404, "Not Found") == "job not found"


@pytest.mark.rule("B-094")
def test_an_empty_queue_is_purged_of_nothing(paused: Jobs) -> None:
    assert paused.purge() == {"removed": 0, "status": "completed"}


@pytest.mark.rule("B-094")
def test_purging_leaves_a_running_job_alone(worked: Jobs) -> None:
    running = worked.run({"mock_delay": 6, "mock_return": "done"})
    worked.until(running, "IN_PROGRESS")
    waiting = worked.run({"mock_return": "never"})

    assert worked.purge() == {"removed": 1, "status": "completed"}
    assert worked.ended(running)["output"] == "done"
    answer = worked.send("GET", f"status/{waiting}")
    assert read_problem(answer, 404, "Not Found") == "job not found"


@pytest.mark.rule("B-095")
def test_health_has_all_counters_of_jobs_and_workers(paused: Jobs) -> None:
    health = paused.health()

    assert health.keys() == {"jobs", "workers"}
    assert health["jobs"] == dict.fromkeys(JOB_COUNTERS, 0)
    assert health["workers"] == dict.fromkeys(WORKER_COUNTERS, 0)
    assert all(list(half) == sorted(half) for half in health.values())


@pytest.mark.rule("B-095")
def test_the_queue_is_counted(paused: Jobs) -> None:
    for _ in range(2):
        paused.run()

    jobs = paused.health()["jobs"]
    assert jobs == dict.fromkeys(JOB_COUNTERS, 0) | {"inQueue": 2}


@pytest.mark.rule("B-096")
def test_what_has_ended_is_counted_by_how_it_ended(worked: Jobs) -> None:
    before = worked.health()["jobs"]
    for _ in range(2):
        worked.finished({"mock_return": 1})
    worked.finished({"mock_error": "Mock error"})

    expected = {"completed": before["completed"] + 2, "failed": before["failed"] + 1}
    assert worked.health()["jobs"] == before | expected


@pytest.mark.rule("B-095")
def test_work_in_progress_is_counted(worked: Jobs) -> None:
    id = worked.run({"mock_delay": 20})
    worked.until(id, "IN_PROGRESS")
    waiting = worked.run({"mock_return": 1})

    health = worked.health()
    for each in (waiting, id):
        worked.cancel(each)

    assert (health["jobs"]["inProgress"], health["jobs"]["inQueue"]) == (1, 1)
    assert health["workers"]["running"] == 1


@pytest.mark.rule("B-098")
def test_the_jobs_of_an_endpoint_are_listed(worked: Jobs) -> None:
    view = worked.finished({"mock_return": 1})

    said = read_json(worked.send("GET", "requests"))

    assert said.keys() == {"requests"}
    (row,) = [each for each in said["requests"] if each["id"] == view["id"]]
    assert row == {key: value for key, value in view.items() if key != "output"}


@pytest.mark.rule("B-098")
def test_no_job_is_no_list(paused: Jobs) -> None:
    assert read_json(paused.send("GET", "requests")) == {"requests": None}


@pytest.mark.rule("B-099")
def test_metrics_name_the_workers_that_health_counts(worked: Jobs) -> None:
    worked.finished({"mock_return": 1})

    said = read_json(worked.send("GET", "metrics"))

    assert said.keys() == {"readyWorkers", "workers"}
    assert said["workers"].keys() == WORKER_COUNTERS
    assert all(isinstance(each, str) for each in said["readyWorkers"])
    assert len(said["readyWorkers"]) == said["workers"]["ready"]
