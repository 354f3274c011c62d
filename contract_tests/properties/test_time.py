"""Spans of time as people write them, and clocks that never go back."""

import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contract_tests.properties.effort import effort
from contract_tests.properties.wire import Wire
from mock_runpod.errors import Invalid
from mock_runpod.runtime.clock import Clock
from mock_runpod.settings import CENTURY_S
from mock_runpod.surfaces.control.durations import seconds

UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0, "w": 604_800.0}
AMOUNTS = st.integers(0, 999) | st.decimals(0, 999, places=2).map(str)
PARTS = st.lists(st.tuples(AMOUNTS, st.sampled_from(list(UNITS))), min_size=1, max_size=4)
#: Made of what spans are made of, so that most of it nearly is one.
NEARLY = st.text("0123456789.msdhw -+e²٣", max_size=12) | st.text(max_size=8)


@effort()
@given(parts=PARTS, between=st.sampled_from(["", " "]))
def test_a_span_is_the_sum_of_its_parts(parts: list[tuple[Any, str]], between: str) -> None:
    said = between.join(f"{amount}{unit}" for amount, unit in parts)

    expected = sum(float(amount) * UNITS[unit] for amount, unit in parts)

    assert math.isclose(seconds(said), expected)


@effort()
@given(number=st.integers(0, 3_000_000_000) | st.decimals(0, 1_000_000, places=3))
def test_a_bare_number_is_seconds(number: Any) -> None:
    assert seconds(str(number)) == float(number)


@effort(2)
@example("²")
@example("1²s")
@example("1" * 400)
@given(said=NEARLY)
def test_whatever_is_written_is_a_span_or_refused(said: str) -> None:
    with suppress(Invalid):
        assert 0 <= seconds(said) <= CENTURY_S


@effort()
@example("scaled:nan")
@example("scaled:inf")
@example("scaled:0")
@example("scaled:²")
@given(
    mode=st.text(max_size=12)
    | st.sampled_from(["real", "manual", "auto"])
    | st.floats().map("scaled:{}".format)
)
def test_a_clock_mode_is_known_or_refused(mode: str) -> None:
    with suppress(Invalid):
        clock = Clock(mode)
        assert clock.mode == mode
        assert 0 <= clock.rate <= 1e6
        assert clock.skips == (mode == "auto")


@effort()
@given(
    moves=st.lists(
        st.floats(-1e6, 1e6) | st.sampled_from(["manual", "auto", "real", "scaled:1000", "bad"])
    )
)
def test_a_clock_never_goes_back(moves: list[float | str]) -> None:
    clock, before = Clock("manual"), 0.0

    for move in moves:
        if isinstance(move, float):
            clock.jump_to(move)
        elif move == "bad":
            with pytest.raises(Invalid):
                clock.set_mode(move)
        else:
            clock.set_mode(move)

        assert clock.now() >= before
        before = clock.now()


@effort(0.5)
@given(spans=st.lists(st.floats(0, CENTURY_S), max_size=6))
def test_a_world_gets_as_far_as_it_is_told_within_a_hundred_years(
    wire: Wire, spans: list[float]
) -> None:
    wire("POST", "/__mock/reset")
    gone = 0.0

    for span in spans:
        moved = wire("POST", "/__mock/clock/advance", {"seconds": span})

        assert (moved.status == 200) == (gone + span <= CENTURY_S)
        gone += span if moved.status == 200 else 0.0
        assert math.isclose(wire("GET", "/__mock/clock").json["now"], gone, abs_tol=1e-5)
