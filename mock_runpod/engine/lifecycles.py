"""Every legal move of every machine, as tables.

Rule: whatever decides which state may follow which lives in this file.
"""

from collections.abc import Mapping
from typing import TypeAlias, TypeVar

from mock_runpod.errors import IllegalMove
from mock_runpod.model import DeliveryStatus as D
from mock_runpod.model import JobStatus as J
from mock_runpod.model import WorkerStatus as W

S = TypeVar("S", bound=str)
Moves: TypeAlias = Mapping[tuple[S, str], S]

JOB: Moves[J] = {  # B-073
    (J.IN_QUEUE, "take"): J.IN_PROGRESS,
    (J.IN_QUEUE, "cancel"): J.CANCELLED,
    (J.IN_QUEUE, "time out"): J.TIMED_OUT,
    (J.IN_PROGRESS, "take"): J.IN_PROGRESS,
    (J.IN_PROGRESS, "complete"): J.COMPLETED,
    (J.IN_PROGRESS, "fail"): J.FAILED,
    (J.IN_PROGRESS, "cancel"): J.CANCELLED,
    (J.IN_PROGRESS, "time out"): J.TIMED_OUT,
    (J.FAILED, "retry"): J.IN_QUEUE,
    (J.TIMED_OUT, "retry"): J.IN_QUEUE,
}

WORKER: Moves[W] = {  # B-118, B-126, B-129; it may be retired in any state
    (W.PREPARING, "prepared"): W.STANDBY,
    (W.PREPARING, "start"): W.STARTING,
    (W.PREPARING, "sold out"): W.THROTTLED,
    (W.STANDBY, "start"): W.STARTING,
    (W.STANDBY, "sold out"): W.THROTTLED,
    (W.STANDBY, "sicken"): W.UNHEALTHY,
    (W.STARTING, "ready"): W.IDLE,
    (W.STARTING, "crash"): W.UNHEALTHY,
    (W.STARTING, "sicken"): W.UNHEALTHY,
    (W.STARTING, "evict"): W.THROTTLED,
    (W.IDLE, "take"): W.RUNNING,
    (W.IDLE, "rest"): W.STANDBY,
    (W.IDLE, "crash"): W.UNHEALTHY,
    (W.IDLE, "sicken"): W.UNHEALTHY,
    (W.IDLE, "evict"): W.THROTTLED,
    (W.RUNNING, "take"): W.RUNNING,
    (W.RUNNING, "release"): W.IDLE,
    (W.RUNNING, "evict"): W.THROTTLED,
    (W.THROTTLED, "start"): W.STARTING,
    (W.THROTTLED, "prepare"): W.PREPARING,
    (W.THROTTLED, "sold out"): W.THROTTLED,
    (W.UNHEALTHY, "start"): W.STARTING,
    (W.UNHEALTHY, "sold out"): W.THROTTLED,
    (W.STARTING, "attach"): W.IDLE,  # a process asks for its first job
    (W.STANDBY, "attach"): W.IDLE,  # somebody was quicker than the autoscaler
    (W.PREPARING, "attach"): W.IDLE,
    (W.THROTTLED, "attach"): W.IDLE,
    (W.UNHEALTHY, "attach"): W.IDLE,
    (W.STARTING, "die"): W.UNHEALTHY,  # it ended, and is to be started again
    (W.IDLE, "die"): W.UNHEALTHY,
    (W.RUNNING, "die"): W.UNHEALTHY,
    (W.UNHEALTHY, "die"): W.UNHEALTHY,
}

DELIVERY: Moves[D] = {  # B-110
    (D.SENDING, "deliver"): D.DELIVERED,
    (D.SENDING, "miss"): D.WAITING,
    (D.SENDING, "give up"): D.GIVEN_UP,
    (D.WAITING, "retry"): D.SENDING,
    (D.WAITING, "give up"): D.GIVEN_UP,
}

FINAL = frozenset({J.COMPLETED, J.FAILED, J.CANCELLED, J.TIMED_OUT})
#: Workers that are up or coming up because somebody wants them: they hold GPUs.
LIVE = (W.STARTING, W.IDLE, W.RUNNING)


def move(moves: Moves[S], state: S, verb: str) -> S:
    try:
        return moves[state, verb]
    except KeyError:
        raise IllegalMove(f"cannot {verb} while {state}") from None


def allowed(moves: Moves[S], state: S) -> list[str]:
    return [verb for origin, verb in moves if origin == state]
