"""What a simulated worker does with a job, as a list of steps (B-156).

A rule of the endpoint that fits the input says it. Else, with a `mock_…` key in the input, it is
the contract of RunPod's own test worker: `mock_delay` (seconds), `mock_progress` (`updates`,
`wait_time`), `mock_logs`, `mock_crash`, `mock_error`, `mock_refresh`, `mock_return`. Else it is
what the endpoint answers to everything; and if it says nothing, the input comes back after a while.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from mock_runpod.engine import answering, durations, results
from mock_runpod.engine.timeline import Timer
from mock_runpod.engine.world import World
from mock_runpod.model import (
    Answer,
    Behaviour,
    By,
    Crash,
    Emit,
    Endpoint,
    Finish,
    Ignore,
    Job,
    Progress,
    Say,
    Step,
    Worker,
)

#: What RunPod's own test worker says when it is told nothing.
GREETING = "Hello World!"
#: Biggest streamed chunk; longer strings are split, others dropped with a remark (B-104).
CHUNK_BYTES = 1_048_576
#: A number of progress updates is a wish; this many are made at most.
MOST_UPDATES = 1_000
KEYS = frozenset(
    f"mock_{key}" for key in ["delay", "progress", "logs", "crash", "error", "refresh", "return"]
)


Script = tuple[Step, ...]


def begin(world: World, job: Job, steps: Script) -> float | None:
    """Let the first step come. Says how long the attempt will take, or None if it has no end."""
    world.timeline.schedule(steps[0].after, Timer("job-works", job.id), steps)
    return sum(step.after for step in steps) if isinstance(steps[-1], Finish) else None


def script(world: World, job: Job, worker: Worker) -> Script:
    """The steps, each with the seconds it takes; the last one ends the attempt."""
    return tuple(_steps(world, job, worker))


def _steps(world: World, job: Job, worker: Worker) -> Iterator[Step]:
    endpoint, given = world.get(Endpoint, job.endpoint_id), job.asked.input
    behaviour = endpoint.behaviour
    if world.settings.strict_python_worker and not given:
        yield Ignore(after=world.settings.heartbeat_loss_s)
    elif durations.chance(world, world.profile.crash):
        yield Crash(after=durations.execution(world, behaviour))
    elif answer := answering.by_rule(world, endpoint, job):
        yield from _as_said(world, behaviour, answer, given)
    elif isinstance(given, dict) and not KEYS.isdisjoint(given):
        yield from _mock_worker(world, behaviour, given, worker)
    elif answer := answering.plain(world, endpoint, job):
        yield from _as_said(world, behaviour, answer, given)
    else:
        output = echo(given) if behaviour.output is None else behaviour.output
        yield from _answer(world, behaviour, output, durations.execution(world, behaviour))


def echo(given: Any) -> Any:
    """The input again, but never nothing: to some clients a job without output has failed."""
    return GREETING if given is None or given == {} else given


def _as_said(world: World, behaviour: Behaviour, answer: Answer, given: Any) -> Iterator[Step]:
    preface = list(answering.preface(world, behaviour, answer))
    yield from preface
    if answer.by is not By.SIMULATION:
        yield answering.hand_over(world, behaviour, answer)
        return
    pauses = [answering.pause(world, behaviour, piece) for piece in answer.chunks]
    for piece, pause in zip(answer.chunks, pauses, strict=True):
        yield from pieces(piece.output, pause)
    spent = sum(step.after for step in preface) + sum(pauses)
    left = answering.rest(world, behaviour, answer, spent)
    if answer.crash:
        yield Crash(after=left)
    elif answer.error is not None:
        output, error, refresh = answer.output, answer.error, answer.refresh
        yield Finish(after=left, output=output, error=error, refresh=refresh)
    elif answer.chunks:
        whole = [piece.output for piece in answer.chunks] if behaviour.aggregate else []
        output = whole if answer.output is None else answer.output
        yield Finish(after=left, output=output, refresh=answer.refresh)
    else:
        output = echo(given) if answer.echo else answer.output
        yield from _answer(world, behaviour, output, left, refresh=answer.refresh)


def _mock_worker(
    world: World, behaviour: Behaviour, given: Mapping[str, Any], worker: Worker
) -> Iterator[Step]:
    for line in _lines(given.get("mock_logs")):
        yield Say(text=line)
    if (delay := _seconds(given.get("mock_delay"))) > 0:
        yield Say(after=delay, text=f"slept {delay:g} s")
    progress = given.get("mock_progress")
    if isinstance(progress, Mapping):
        for update in _updates(progress.get("updates")):
            yield Progress(after=_seconds(progress.get("wait_time")), output=update)
    if given.get("mock_crash"):
        yield Crash()
    elif error := given.get("mock_error"):
        text = error if isinstance(error, str) else "Mock error"
        yield Finish(error=_raised(behaviour, text, worker.id))
    else:
        output = given.get("mock_return", GREETING)
        yield from _answer(world, behaviour, output, 0.0, refresh=bool(given.get("mock_refresh")))


def _answer(
    world: World, behaviour: Behaviour, output: Any, after: float, *, refresh: bool = False
) -> Iterator[Step]:
    """A generator streams a list item by item; a plain handler returns once (B-100, B-105)."""
    if not behaviour.generator:
        yield results.returned(world, output, after=after, refresh=refresh)
        return
    chunks = output if isinstance(output, list) else [output]
    for chunk in chunks:
        yield from pieces(chunk, after + durations.chunk(world, behaviour))
        after = 0.0
    yield Finish(after=after, output=chunks if behaviour.aggregate else [], refresh=refresh)


def pieces(chunk: Any, after: float = 0.0) -> Iterator[Emit | Say]:
    """A chunk as the platform takes it: a text too long in several, anything else not (B-104)."""
    if isinstance(chunk, str) and len(chunk.encode()) > CHUNK_BYTES:
        size = CHUNK_BYTES if chunk.isascii() else CHUNK_BYTES // 4  # a character has four at most
        for start in range(0, len(chunk), size):
            yield Emit(after=after if start == 0 else 0.0, output=chunk[start : start + size])
    elif not isinstance(chunk, str) and len(_written(chunk)) > CHUNK_BYTES:
        yield Say(after=after, text=f"chunk over {CHUNK_BYTES} bytes dropped")
    else:
        yield Emit(after=after, output=chunk)


def _written(chunk: Any) -> bytes:
    return json.dumps(chunk, ensure_ascii=False, separators=(",", ":")).encode()


def _raised(behaviour: Behaviour, text: str, worker_id: str) -> str:
    """A generator that raises tells it in plain text, any other handler in JSON (B-082)."""
    if behaviour.generator:
        return f"handler: {text} \ntraceback: {_traceback(text)}"
    return exception(text, worker_id)


def _traceback(text: str) -> str:
    return f"Traceback (most recent call last):\nException: {text}\n"


def exception(text: str, worker_id: str) -> str:
    """What the Python worker sends for a raised exception: JSON in a string (B-082)."""
    return json.dumps(
        {
            "error_type": "<class 'Exception'>",
            "error_message": text,
            "error_traceback": _traceback(text),
            "hostname": f"{worker_id}-mock",
            "worker_id": worker_id,
            "runpod_version": "mock",
        }
    )


def _seconds(value: Any) -> float:
    return float(value) if isinstance(value, int | float) and value > 0 else 0.0


def _lines(value: Any) -> list[str]:
    return (
        [str(line) for line in value] if isinstance(value, list) else [str(value)] if value else []
    )


def _updates(value: Any) -> list[Any]:
    """`updates` is a list of them, or how many there are."""
    if isinstance(value, list):
        return value
    count = min(value, MOST_UPDATES) if isinstance(value, int) else 0
    return [f"update {n} of {count}" for n in range(1, count + 1)]
