"""A fault that is set and taken away before it strikes has never been: nothing else changes."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.engine import worlds
from contract_tests.engine.worlds import GPU, an_endpoint, later, submitted
from contract_tests.properties.effort import effort
from mock_runpod import fixtures
from mock_runpod.engine import faults, ledger
from mock_runpod.engine.views import health
from mock_runpod.engine.world import World
from mock_runpod.model import Account, Aim, Changed, Chunk, Delivery, Endpoint, Fault, Job, Record
from mock_runpod.runtime.files.world_files import load_profile

KINDS = [
    *("worker.crash", "worker.oom", "worker.lost_heartbeat", "worker.slow_pull"),
    *("worker.throttled", "worker.unhealthy", "stock_out", "quota", "no_balance"),
    *("webhook.lost", "webhook.duplicate"),
]
INPUTS: list[Any] = ["hi", {"mock_crash": True}, {"mock_error": True}, {"mock_delay": 9}, [1, 2]]
#: Set, and for this or that reason never to strike.
HARMLESS: list[dict[str, Any]] = [
    {"aim": Aim(endpoint="nobody", job="nobody", worker="nobody")},
    {"after": 10**6},
    {"probability": 1e-12},
    {"count": 0},
]
Steps = list[tuple[int, int, float]]
STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, len(INPUTS) - 1), st.floats(0, 40)), max_size=15
)


def a_lucky_world(seed: int) -> World:
    world = World(catalog=fixtures.catalog(), profile=load_profile("chaos"), seed=seed)
    world.put(Account(id="user", balance=900.0))
    return world


def live(world: World, steps: Steps, harmless: list[Fault]) -> list[object]:
    """What happens in a world, and what came of it, but for the faults themselves."""
    for each in harmless:
        faults.add(world, each)
    made = [an_endpoint(world, workers_max=2, gpu_type_ids=(GPU,)) for _ in range(2)]
    for number, (which, what, pause) in enumerate(steps):
        submitted(world, made[which], INPUTS[what], webhook="http://127.0.0.1:9/")
        later(world, pause)
        if number == len(steps) // 2:
            faults.clear(world)
    later(world, 300)
    told = [
        (event.at, unnumbered(event.record)) if isinstance(event, Changed) else event
        for event in world.events
        if not (isinstance(event, Changed) and isinstance(event.record, Fault))
    ]
    left = [health(world, each.id) for each in world.every(Endpoint)]
    return [told, left, ledger.spent(world), world.random.getstate()]


def unnumbered(record: Record) -> Record:
    """Without the numbers that count events, those of faults among them; nobody ever sees them."""
    if isinstance(record, Delivery):
        return replace(record, number=0)
    return replace(record, id="") if isinstance(record, Chunk) else record


@pytest.mark.parametrize("rule", HARMLESS, ids=[next(iter(rule)) for rule in HARMLESS])
@effort(0.2)
@given(seed=st.integers(0, 2**32), steps=STEPS, kinds=st.sets(st.sampled_from(KINDS), min_size=1))
def test_faults_that_never_strike_leave_the_history_as_it_is(
    rule: dict[str, Any], seed: int, steps: Steps, kinds: set[str]
) -> None:
    asked = [Fault(id=kind, kind=kind, says={"gpu": GPU}, **rule) for kind in sorted(kinds)]

    assert live(a_lucky_world(seed), steps, asked) == live(a_lucky_world(seed), steps, [])


@effort(0.2)
@given(seed=st.integers(0, 2**32), steps=STEPS, kinds=st.sets(st.sampled_from(KINDS[:7])))
def test_the_same_seed_brings_the_same_failures(seed: int, steps: Steps, kinds: set[str]) -> None:
    asked = [
        Fault(id=kind, kind=kind, says={"factor": 2.0}, probability=0.5) for kind in sorted(kinds)
    ]

    assert live(a_lucky_world(seed), steps, asked) == live(a_lucky_world(seed), steps, asked)


@effort(0.2)
@given(steps=STEPS, kinds=st.sets(st.sampled_from(KINDS[:7])), share=st.sampled_from([1.0, 0.5]))
def test_whatever_struck_every_job_has_one_end_once_it_is_over(
    steps: Steps, kinds: set[str], share: float
) -> None:
    world = worlds.a_world(retention_async_s=86_400)
    asked = [
        Fault(id=kind, kind=kind, says={"seconds": 60.0}, probability=share)
        for kind in sorted(kinds)
    ]

    live(world, steps, asked)
    later(world, 3_000)

    assert [job for job in world.every(Job) if job.finished_at is None] == []
    for which, endpoint in enumerate(world.every(Endpoint)):
        counted = health(world, endpoint.id)["jobs"]
        asked_for = len([step for step in steps if step[0] == which])
        assert counted["completed"] + counted["failed"] == asked_for
