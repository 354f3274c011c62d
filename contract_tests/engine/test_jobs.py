import pytest

from contract_tests.engine.worlds import (
    a_warm_endpoint,
    a_world,
    again,
    an_endpoint,
    later,
    now,
    statuses,
    submitted,
)
from mock_runpod.engine import jobs
from mock_runpod.engine.views import job_view
from mock_runpod.errors import IllegalMove, Invalid, NotFound
from mock_runpod.model import Job


@pytest.mark.rule("B-074")
def test_a_cold_job_waits_for_pull_and_boot_and_then_runs() -> None:
    world = a_world()
    job = submitted(world, an_endpoint(world))

    later(world, 27.9)
    assert again(world, job).status == "IN_QUEUE"
    later(world, 0.1)
    assert again(world, job).status == "IN_PROGRESS"
    later(world, 2)

    done = job_view(again(world, job))
    assert (done["delayTime"], done["executionTime"]) == (28_000, 2_000)


@pytest.mark.rule("B-076")
def test_a_queued_job_shows_its_id_and_status_only() -> None:
    world = a_world()

    job = submitted(world, an_endpoint(world))

    assert job_view(job) == {"id": job.id, "status": "IN_QUEUE"}


@pytest.mark.rule("B-083")
def test_a_lost_worker_costs_one_retry_and_the_second_the_job() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    job = submitted(world, endpoint, {"mock_crash": True})

    later(world, 40)
    assert again(world, job).retries == 1
    assert again(world, job).status == "IN_PROGRESS"
    later(world, 28 + 40)

    failed = job_view(again(world, job))
    assert failed["status"] == "FAILED"
    assert failed["error"] == "job timed out after 1 retries"
    assert (failed["delayTime"], failed["executionTime"]) == (68_000, 40_000)


@pytest.mark.rule("B-084")
def test_what_the_handler_fails_is_not_tried_again() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world), {"mock_return": {"error": "no", "left": 1}})

    later(world, 0)

    failed = again(world, job)
    assert (failed.status, failed.error, failed.output) == ("FAILED", "no", {"left": 1})
    assert failed.retries == 0


@pytest.mark.rule("B-085")
def test_the_execution_timeout_fires_late_and_fails_the_job() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world), {"mock_delay": 100}, execution_timeout_ms=10_000)

    later(world, 12.9)
    assert again(world, job).status == "IN_PROGRESS"
    later(world, 0.1)

    assert again(world, job).status == "FAILED"
    assert again(world, job).error == "executionTimeout exceeded"


@pytest.mark.rule("B-132")
def test_the_execution_timeout_takes_the_worker_with_it() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, workers_max=1)
    before = world.index.rosters[endpoint.id].workers
    submitted(world, endpoint, {"mock_delay": 100}, execution_timeout_ms=10_000)

    later(world, 13)

    assert set(before).isdisjoint(world.index.rosters[endpoint.id].workers)
    assert statuses(world, endpoint) == ["STARTING"]


@pytest.mark.rule("B-070")
def test_an_execution_timeout_of_zero_is_none() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world, execution_timeout_ms=0), {"mock_delay": 80_000})

    later(world, 79_999)

    assert again(world, job).status == "IN_PROGRESS"


@pytest.mark.rule("B-246")
@pytest.mark.parametrize(("flag", "status"), [("off", "FAILED"), ("exec", "TIMED_OUT")])
def test_the_documented_timeout_status_can_be_switched_on(flag: str, status: str) -> None:
    world = a_world(timed_out_status=flag)
    job = submitted(world, a_warm_endpoint(world), {"mock_delay": 100}, execution_timeout_ms=10_000)

    later(world, 13)

    assert again(world, job).status == status


@pytest.mark.rule("B-086")
def test_a_job_is_deleted_when_its_time_to_live_is_over_whatever_it_does() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, workers_max=1)
    running = submitted(world, endpoint, {"mock_delay": 100}, ttl_ms=10_000)
    waiting = submitted(world, endpoint, ttl_ms=20_000)

    later(world, 10)
    assert world.find(Job, running.id) is None
    assert again(world, waiting).status == "IN_PROGRESS"
    later(world, 2)

    assert again(world, waiting).status == "COMPLETED"


@pytest.mark.rule("B-247")
def test_a_job_nobody_took_is_deleted_too_or_timed_out_if_so_set() -> None:
    for flag, found in (("off", None), ("ttl", "TIMED_OUT")):
        world = a_world(timed_out_status=flag)
        job = submitted(world, an_endpoint(world, workers_max=0), ttl_ms=10_000)

        later(world, 10)

        left = world.find(Job, job.id)
        assert (left and left.status) == found


@pytest.mark.rule("B-087")
@pytest.mark.parametrize(
    ("asked", "kept"), [({}, 1800), ({"sync": True}, 60), ({"sync": True, "waits": True}, 300)]
)
def test_results_are_forgotten_after_their_retention(asked: dict[str, bool], kept: int) -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world), **asked)
    later(world, 2)

    later(world, kept - 0.1)
    assert again(world, job).status == "COMPLETED"
    later(world, 0.1)

    assert world.find(Job, job.id) is None


@pytest.mark.rule("B-091")
def test_cancelling_at_work_frees_the_worker_and_ignores_what_it_would_have_said() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world)
    job = submitted(world, endpoint, {"mock_delay": 5, "mock_return": "late"})
    later(world, 1)

    cancelled = jobs.cancel(world, again(world, job))
    later(world, 10)

    assert again(world, job) == cancelled
    assert job_view(cancelled) == {
        "delayTime": 0,
        "executionTime": 1000,
        "id": job.id,
        "status": "CANCELLED",
    }
    assert statuses(world, endpoint) == ["IDLE"]


@pytest.mark.rule("B-092")
def test_cancelling_what_is_finished_changes_nothing() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world))
    later(world, 2)
    told = world.told

    jobs.cancel(world, again(world, job))

    assert again(world, job).status == "COMPLETED"
    assert world.told == told


@pytest.mark.rule("B-093")
def test_a_failed_job_can_be_retried_under_its_id_and_input() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world), {"mock_error": True})
    later(world, 0)

    jobs.retry(world, again(world, job))
    now(world)
    later(world, 0)

    assert again(world, job).retries == 1
    assert again(world, job).status == "FAILED"


@pytest.mark.rule("B-265")
def test_retrying_what_did_not_fail_is_refused_and_changes_nothing() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world))
    told = world.told

    with pytest.raises(IllegalMove, match="cannot retry a job that is IN_PROGRESS"):
        jobs.retry(world, job)

    assert world.told == told


@pytest.mark.rule("B-094")
def test_purging_removes_what_waits_and_leaves_what_runs() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, workers_max=1)
    running, *waiting = [submitted(world, endpoint) for _ in range(4)]

    removed = jobs.purge(world, endpoint.id)

    assert removed == 3
    assert again(world, running).status == "IN_PROGRESS"
    assert [world.find(Job, job.id) for job in waiting] == [None] * 3


@pytest.mark.rule("B-113")
def test_low_priority_goes_last() -> None:
    world = a_world()
    endpoint = a_warm_endpoint(world, workers_max=1)
    submitted(world, endpoint)
    low = submitted(world, endpoint, low_priority=True)
    normal = submitted(world, endpoint)

    later(world, 2)

    assert again(world, normal).status == "IN_PROGRESS"
    assert again(world, low).status == "IN_QUEUE"


@pytest.mark.rule("B-070")
def test_a_policy_out_of_range_is_refused_with_every_mistake_or_clamped() -> None:
    world = a_world()
    endpoint = an_endpoint(world)
    told = world.told

    with pytest.raises(Invalid) as refusal:
        submitted(world, endpoint, execution_timeout_ms=4_999, ttl_ms=604_800_001)

    assert len(refusal.value.problems) == 2
    assert world.told == told
    clamping = a_world(policy_out_of_range="clamp")
    job = submitted(clamping, an_endpoint(clamping), execution_timeout_ms=1, ttl_ms=1)
    assert job.asked.policy.execution_timeout_ms == 5_000
    assert job.expires_at == 10


@pytest.mark.rule("B-089")
def test_a_job_is_not_found_at_another_endpoint() -> None:
    world = a_world()
    mine, other = an_endpoint(world), an_endpoint(world)
    job = submitted(world, mine)

    with pytest.raises(NotFound, match="job not found"):
        jobs.at(world, other.id, job.id)


@pytest.mark.rule("B-071")
def test_a_new_time_to_live_counts_from_now() -> None:
    world = a_world()
    job = submitted(world, an_endpoint(world, workers_max=0), ttl_ms=10_000)
    later(world, 9)

    jobs.rearm(world, again(world, job), 20_000)
    later(world, 19.9)
    assert again(world, job).status == "IN_QUEUE"
    later(world, 0.1)

    assert world.find(Job, job.id) is None


@pytest.mark.rule("B-066")
def test_a_strict_python_worker_lets_an_empty_input_time_out_twice() -> None:
    world = a_world(strict_python_worker=True)
    job = submitted(world, a_warm_endpoint(world), {})

    later(world, 80)

    assert again(world, job).error == "job timed out after 1 retries"


@pytest.mark.rule("B-075")
def test_waiting_for_a_second_worker_is_not_execution_time() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world, workers_max=1), {"mock_crash": True})
    later(world, 40 + 5)

    jobs.cancel(world, again(world, job))

    assert job_view(again(world, job))["executionTime"] == 40_000


@pytest.mark.rule("B-076")
def test_a_retried_job_in_the_queue_shows_its_id_and_status_only() -> None:
    world = a_world()
    job = submitted(world, a_warm_endpoint(world, workers_max=1), {"mock_error": True})
    later(world, 0)

    jobs.retry(world, again(world, job))

    assert job_view(again(world, job)) == {"id": job.id, "status": "IN_QUEUE"}
