"""How hard a property is tried: a share of what the profile allows, so that `fuzz` means more."""

from hypothesis import HealthCheck, settings

#: Bodies are large and worlds take a moment; neither is a fault of the test.
PATIENT = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)


def effort(share: float = 1.0, *, steps: int = 50) -> settings:
    """`share` of the examples of the profile; `steps` per example of a state machine."""
    return settings(
        max_examples=max(1, round(settings().max_examples * share)),
        stateful_step_count=steps,
        suppress_health_check=PATIENT,
    )
