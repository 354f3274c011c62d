"""Money: reserved before it can be spent, and never more than was allowed."""

from decimal import Decimal

import pytest

from contract_tests.targeting.budget import Bounds, Budget, price
from contract_tests.targeting.conftest import RUNS, Service
from contract_tests.targeting.refusals import NotSent, Spent

A4000 = "NVIDIA RTX A4000"
ENDPOINT = {"gpuTypeIds": [A4000], "workersMax": 1, "executionTimeoutMs": 30_000}
ALL = "endpoint.*,template.*,job.*"


def test_a_budget_that_is_used_up_ends_the_run(service: Service) -> None:
    more = RUNS.replace("test_a_job_is_done", "test_runsync_waits_for_the_end")

    run = service.aimed(RUNS, more, allow=ALL, usd="0.05")

    assert run.returncode == 1, run.stdout
    assert "the budget is used up: job.run could cost $0.0728" in run.stdout
    assert "reserved for what could start a worker: $0.0296 of $0.05" in run.stdout
    assert [each for each in service.asked if each.startswith("POST /v2/")] == []
    assert service.made == []


def test_within_its_budget_a_run_says_what_it_reserved(service: Service) -> None:
    run = service.aimed(RUNS, allow=ALL, usd="0.5")

    assert run.returncode == 0, run.stdout
    assert "reserved for what could start a worker: $0.1024 of $0.5" in run.stdout
    assert service.made == []


def test_the_dearest_of_several_types_counts() -> None:
    assert price([A4000, "NVIDIA L40S"]) == price(["NVIDIA L40S"]) > price([A4000])


def test_a_job_is_reserved_at_its_longest_and_twice() -> None:
    """With two cold starts, and the time in which a worker finds nothing more to do."""
    bounds = Bounds().asked(ENDPOINT | {"idleTimeout": 7, "gpuCount": 2})

    assert bounds.job({"input": 1}) == (180 + 30 + 15) * 2 + 7
    assert bounds.cost(100) == price([A4000]) * 2 * 100
    assert bounds.start == price([A4000]) * 2 * (180 + 7)


def test_jobs_that_wait_for_a_worker_are_reserved_with_it() -> None:
    paused = Bounds().asked(ENDPOINT | {"workersMax": 0})

    waiting = paused.given({"input": 1}).given({"input": 2})

    assert paused.start == waiting.start == 0
    job = paused.job({"input": 1})
    assert waiting.asked({"workersMax": 1}).start == price([A4000]) * Decimal(180 + 5 + 2 * job)


@pytest.mark.parametrize(
    "odd",
    [
        *({"workersMax": 2}, {"workersMin": 1}, {"workersMax": None}, {"workersMax": "1"}),
        *({"executionTimeoutMs": 0}, {"executionTimeoutMs": 600_000}, {"idleTimeout": 3_600}),
        *(
            {"gpuTypeIds": ["RTX 9999"]},
            {"gpuTypeIds": []},
            {"gpuCount": 1_000},
            {"workersMax": True},
        ),
    ],
    ids=str,
)
def test_what_leaves_a_cost_open_is_not_sent(odd: dict[str, object]) -> None:
    with pytest.raises(NotSent):
        Bounds().asked(ENDPOINT | odd)


def test_a_job_may_not_ask_for_more_time() -> None:
    with pytest.raises(NotSent):
        Bounds().asked(ENDPOINT).job({"input": 1, "policy": {"executionTimeout": 600_000}})


def test_a_refused_reservation_leaves_the_sum_as_it_was() -> None:
    budget = Budget(Decimal("1.00"))
    budget.reserve("job.run", Decimal("0.75"))

    with pytest.raises(Spent):
        budget.reserve("job.run", Decimal("0.26"))

    assert budget.reserved == Decimal("0.75")
    budget.reserve("job.run", Decimal("0.25"))
    assert budget.reserved == budget.most
