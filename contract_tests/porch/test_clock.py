"""The four ways of time, each told and none waited for."""

import pytest

from mock_runpod.errors import Invalid
from mock_runpod.runtime.clock import STILL_EPOCH, Clock


@pytest.mark.parametrize(
    ("mode", "rate", "skips"),
    [
        ("real", 1.0, False),
        ("scaled:60", 60.0, False),
        ("scaled:0.5", 0.5, False),
        ("manual", 0.0, False),
        ("auto", 0.0, True),
    ],
)
def test_modes_differ_in_rate_and_skips_only(mode: str, rate: float, skips: bool) -> None:
    clock = Clock(mode)

    assert (clock.rate, clock.skips, clock.mode) == (rate, skips, mode)


@pytest.mark.parametrize("mode", ["manual", "auto"])
def test_a_still_clock_moves_when_it_is_told_and_never_back(mode: str) -> None:
    clock = Clock(mode)
    clock.jump_to(10.0)
    clock.jump_to(4.0)

    assert clock.now() == 10.0
    assert clock.until(11.0) is None
    assert clock.epoch() == STILL_EPOCH


def test_a_scaled_clock_comes_sooner_in_real_seconds() -> None:
    clock = Clock("scaled:1000")

    assert 0 < (clock.until(clock.now() + 5_000_000) or 0) <= 5_000
    assert clock.until(-1.0) == 0.0


def test_another_mode_goes_on_from_the_same_moment() -> None:
    clock = Clock("manual")
    clock.jump_to(100.0)
    clock.set_mode("real")
    clock.jump_to(200.0)
    clock.set_mode("manual")

    first, second = clock.now(), clock.now()

    assert first == second >= 200.0


def test_an_unknown_mode_changes_nothing() -> None:
    clock = Clock("manual")

    with pytest.raises(Invalid, match="unknown clock 'scaled:-1'"):
        clock.set_mode("scaled:-1")

    assert (clock.mode, clock.rate) == ("manual", 0.0)


@pytest.mark.parametrize("mode", ["scaled", "scaled:", "scaled:0", "scaled:1e9", "Real", "real:2"])
def test_what_is_no_mode_is_refused(mode: str) -> None:
    with pytest.raises(Invalid, match="it is real, scaled:N, manual or auto"):
        Clock(mode)
