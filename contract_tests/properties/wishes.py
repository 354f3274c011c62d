"""What the machine over the engine draws from. Few types and places, so that they soon collide."""

from typing import Any

from hypothesis import strategies as st

from mock_runpod import strategies
from mock_runpod.model import Behaviour, ComputeType, Policy, ScalerType
from mock_runpod.settings import WorldSettings

VOLUMES = {"volume0001": "EU-RO-1", "volume0002": "US-KS-2"}
GPUS = ("NVIDIA GeForce RTX 4090", "NVIDIA A40")
CPUS = ("cpu3c", "cpu5m")
PLACES = ("EU-RO-1", "US-KS-2", "US-TX-3")

#: What the rules say about durations, whole or not, and spans between them.
SECONDS = st.sampled_from([0.0, 0.02, 1.0, 5.0, 28.0, 40.0, 60.0, 603.0]) | st.floats(0, 200)
#: Which of those that are there.
PICK = st.integers(0, 99)

SETTINGS = st.builds(
    WorldSettings,
    event_limit=st.just(0),
    ttl_ms=st.sampled_from([600_000, 86_400_000]),
    extra_workers=st.integers(0, 1),
    auto_retries=st.integers(0, 2),
    timed_out_status=st.sampled_from(["off", "ttl", "exec", "both"]),
    strict_python_worker=st.booleans(),
    qd_first_immediate=st.booleans(),
    idle_downgrade=st.booleans(),
)


def some(words: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(words), unique=True, max_size=len(words)).map(tuple)


#: Every field of an EndpointSpec but its template; a size of 3 is one that no CPU has.
SPEC: dict[str, st.SearchStrategy[Any]] = {
    "data_center_ids": some(PLACES),
    "execution_timeout_ms": st.just(0) | st.integers(5_000, 60_000),
    "gpu_count": st.integers(1, 2),
    "gpu_type_ids": some(GPUS),
    "cpu_flavor_ids": some(CPUS),
    "vcpu_count": st.sampled_from([2, 4, 8, 3]),
    "idle_timeout": st.integers(1, 60),
    "network_volume_ids": st.just(()) | some(tuple(VOLUMES)) | st.just(("missing",)),
    "scaler_type": st.sampled_from(ScalerType),
    "scaler_value": st.integers(1, 5),
    "workers_max": st.integers(0, 6),
    "workers_min": st.integers(0, 3),
    "allowed_cuda_versions": st.none() | some(("12.8", "11.8")),
    "min_cuda_version": st.none() | st.just("12.4"),
    "flashboot": st.booleans(),
}
CREATES = st.fixed_dictionaries({}, optional={**SPEC, "compute_type": st.sampled_from(ComputeType)})
UPDATES = st.fixed_dictionaries({}, optional=SPEC)
BEHAVIOURS = st.builds(
    Behaviour, generator=st.booleans(), aggregate=st.booleans(), concurrency=st.integers(1, 3)
)
INPUTS = st.one_of(
    st.integers(5, 100).map(lambda seconds: {"mock_delay": seconds}),
    strategies.mock_inputs(),
    st.sampled_from([{}, None, "words", {"error": "of old"}]),
)
POLICIES = st.builds(
    Policy,
    execution_timeout_ms=st.none() | st.integers(4_900, 60_000),
    ttl_ms=st.none() | st.integers(9_900, 300_000),
    low_priority=st.booleans(),
)
SUBMISSIONS = st.lists(
    st.fixed_dictionaries(
        {"input": INPUTS},
        optional={
            "policy": POLICIES,
            "webhook": st.just("http://127.0.0.1:9/"),
            "sync": st.booleans(),
            "waits": st.booleans(),
        },
    ),
    min_size=1,
    max_size=6,
)
