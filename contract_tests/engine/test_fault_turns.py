"""How often a fault strikes, seen by the jobs it could strike."""

from typing import Any

import pytest

from contract_tests.engine.trouble import set_fault
from contract_tests.engine.worlds import a_world, again, an_endpoint, later, submitted


@pytest.mark.parametrize(
    ("rule", "struck"),
    [({"after": 2, "count": 1}, [3]), ({"every": 2}, [1, 3, 5]), ({"job": "nobody"}, [])],
)
def test_only_those_jobs_are_struck_whose_turn_it_is(
    rule: dict[str, Any], struck: list[int]
) -> None:
    world = a_world(auto_retries=0)
    endpoint = an_endpoint(world, workers_max=1, workers_min=1)
    set_fault(world, "worker.crash", **rule)
    jobs = [submitted(world, endpoint) for _ in range(5)]

    later(world, 1_000)

    failed = [n for n, job in enumerate(jobs, 1) if again(world, job).status == "FAILED"]
    assert failed == struck


def test_the_same_seed_strikes_the_same_jobs_and_about_the_share_it_says() -> None:
    def failed() -> list[int]:
        world = a_world(auto_retries=0)
        endpoint = an_endpoint(world, workers_max=1, workers_min=1)
        set_fault(world, "worker.crash", probability=0.25)
        jobs = [submitted(world, endpoint) for _ in range(40)]
        later(world, 1_500)
        return [n for n, job in enumerate(jobs) if again(world, job).status == "FAILED"]

    first = failed()

    assert first == failed()
    assert 3 < len(first) < 20
