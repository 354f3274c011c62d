"""The same seed repeats the same story, too, when luck decides what fails and how long it takes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.properties.effort import effort
from contract_tests.properties.test_determinism import SEEDS, Command, played, scripts

#: All that can go wrong without a connection to break, and without waiting for a clock.
FAULTS: list[dict[str, Any]] = [
    {"fault": "status", "status": 500, "on": "POST /v2/*/run", "commits": True},
    {"fault": "status", "text": "quota", "when": {"pointer": "/workersMax"}},
    {"fault": "stale", "seconds": 9},
    {"fault": "worker.crash"},
    {"fault": "worker.oom", "after_s": 3},
    {"fault": "worker.lost_heartbeat"},
    {"fault": "worker.slow_pull", "factor": 3},
    {"fault": "worker.throttled"},
    {"fault": "worker.unhealthy"},
    {"fault": "stock_out"},
    {"fault": "quota"},
    {"fault": "no_balance"},
]
LATE = {"fault": "latency", "seconds": {"lognormal": {"median": 2, "sigma": 1}}}
SPANS: list[Any] = [
    {"uniform": [1, 60]},
    {"normal": {"mean": 9, "sigma": 5}},
    {"lognormal": {"median": 5, "sigma": 2}},
]
BEHAVIOURS = st.builds(
    lambda a, b, chunks: {
        "rules": [{"when": {"pointer": "/0"}, "answer": {"execution": a, "error": "no"}}],
        "answers": [{"execution": a}, {"chunks": [{"output": n, "after": b} for n in chunks]}],
    },
    st.sampled_from(SPANS),
    st.sampled_from(SPANS),
    st.lists(st.integers(0, 9), min_size=1, max_size=4),
)


@pytest.mark.parametrize("clock", ["manual", "auto"])
@effort(0.3)
@given(
    script=scripts(waiting=False),
    seed=SEEDS,
    kinds=st.lists(st.sampled_from(FAULTS), min_size=1, max_size=5),
    share=st.sampled_from([0.1, 0.5, 0.9]),
    behaviour=BEHAVIOURS,
)
def test_faults_and_distributions_repeat_with_their_seed(
    clock: str,
    script: list[Command],
    seed: int,
    kinds: list[dict[str, Any]],
    share: float,
    behaviour: dict[str, Any],
) -> None:
    trouble = [{**kind, "probability": share} for kind in kinds + [LATE] * (clock == "auto")]
    story = [
        Command("POST", "/__mock/faults", trouble),
        Command("PUT", "/__mock/endpoints/busy/behaviour", behaviour),
        *[Command("POST", "/v2/busy/run", {"input": [n]}) for n in range(3)],
        *script,
        Command("GET", "/__mock/faults"),
    ]

    one, other = (played(story, clock=clock, profile="chaos", seed=seed) for _ in range(2))

    assert one == other
    assert [answer.status for answer in one[:2]] == [201, 200]
