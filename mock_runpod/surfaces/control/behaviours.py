"""What the workers of an endpoint answer, written as a body or data file would say it."""

from typing import Any

from mock_runpod.model import Answer, Behaviour, By, Condition, How, Piece, Rule, Seconds, Spread
from mock_runpod.runtime.files.behaviours import NUMBERS


def document(behaviour: Behaviour) -> dict[str, Any]:
    """What is as it is anyway is left out."""
    answers = behaviour.answers
    if behaviour.output is not None:
        answers = (Answer(output=behaviour.output),)
    return _said(
        generator=behaviour.generator,
        aggregate=behaviour.aggregate,
        concurrency=None if behaviour.concurrency == 1 else behaviour.concurrency,
        execution=_seconds(behaviour.execution_s),
        chunkS=_seconds(behaviour.chunk_s),
        answers=[_answer(answer) for answer in answers],
        rules=[_rule(rule) for rule in behaviour.rules],
    )


def _answer(answer: Answer) -> dict[str, Any]:
    silent = answer.echo or answer.error is not None or answer.chunks or answer.crash
    spoken = answer.by is By.SIMULATION and not silent
    output = {"output": answer.output} if spoken or answer.output is not None else {}
    return output | _said(
        error=answer.error,
        chunks=[_piece(piece) for piece in answer.chunks],
        progress=[_piece(piece) for piece in answer.progress],
        logs=list(answer.logs),
        crash=answer.crash,
        refresh=answer.refresh,
        execution=_seconds(answer.execution),
        by=None if answer.by is By.SIMULATION else answer.by.value,
    )


def _piece(piece: Piece) -> dict[str, Any]:
    return {"output": piece.output} | _said(after=_seconds(piece.after))


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "when": [condition(each) for each in rule.when],
        "answers": [_answer(answer) for answer in rule.answers],
    }


def condition(wanted: Condition) -> dict[str, Any]:
    match wanted.how:
        case How.CONTAINS:
            return {"subset": wanted.value}
        case How.EXISTS:
            return {"pointer": wanted.pointer}
        case how:
            return {"pointer": wanted.pointer, how.value: wanted.value}


def _seconds(seconds: Seconds | None) -> Any:
    if not isinstance(seconds, Spread):
        return seconds
    numbers = (seconds.middle, seconds.width)
    names = NUMBERS.get(seconds.law)
    return {seconds.law.value: dict(zip(names, numbers, strict=True)) if names else list(numbers)}


def _said(**fields: Any) -> dict[str, Any]:
    """A number is never left out, not even 0."""
    kept = {name: value for name, value in fields.items() if value is not None and value != []}
    return {name: value for name, value in kept.items() if value is not False}
