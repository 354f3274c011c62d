from collections.abc import Mapping
from enum import StrEnum

import pytest

from mock_runpod.engine.lifecycles import DELIVERY, FINAL, JOB, LIVE, WORKER, allowed, move
from mock_runpod.errors import IllegalMove
from mock_runpod.model import DeliveryStatus, JobStatus, WorkerStatus


def test_an_illegal_move_says_what_was_tried_and_where() -> None:
    with pytest.raises(IllegalMove, match="cannot complete while CANCELLED"):
        move(JOB, JobStatus.CANCELLED, "complete")


@pytest.mark.rule("B-073")
def test_final_jobs_go_nowhere_but_back_into_the_queue() -> None:
    ways_out = {status: allowed(JOB, status) for status in FINAL}

    assert ways_out == {
        JobStatus.COMPLETED: [],
        JobStatus.CANCELLED: [],
        JobStatus.FAILED: ["retry"],
        JobStatus.TIMED_OUT: ["retry"],
    }


@pytest.mark.parametrize(
    ("kind", "table"),
    [(JobStatus, JOB), (WorkerStatus, WORKER), (DeliveryStatus, DELIVERY)],
)
def test_every_state_can_be_reached_or_is_where_things_begin(
    kind: type[StrEnum], table: Mapping[tuple[str, str], str]
) -> None:
    beginnings = {"IN_QUEUE", "PREPARING", "SENDING"}

    unreached = set(kind) - set(table.values())

    assert unreached <= beginnings


def test_whoever_takes_jobs_is_alive() -> None:
    assert {state for state, verb in WORKER if verb == "take"} <= set(LIVE)
