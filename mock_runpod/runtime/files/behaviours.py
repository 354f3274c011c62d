"""What a data file, or a body of the control API, can say about what a worker answers."""

import math
from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AliasChoices,
    BeforeValidator,
    Field,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from mock_runpod.engine import ruling
from mock_runpod.model import Answer, Behaviour, By, Condition, How, Law, Piece, Rule, Spread
from mock_runpod.model import Seconds as Span
from mock_runpod.runtime.fields import Output, Positive, Row, complaint, complaint_at
from mock_runpod.settings import CENTURY_S

EXAMPLES = '3, {"uniform": [1, 5]}, {"lognormal": {"median": 2, "sigma": 0.5}} or '
EXAMPLES += '{"normal": {"mean": 2, "sigma": 0.5}}'
#: The two numbers of a distribution, by its name.
NUMBERS = {Law.LOGNORMAL: ("median", "sigma"), Law.NORMAL: ("mean", "sigma")}


def _span(said: Any) -> Span:
    """Seconds, or how they are spread."""
    match said:
        case bool():
            pass
        case int() | float():
            return _amount(said)
        case {"uniform": [least, most], **more} if not more:
            if _amount(least) > _amount(most):
                raise complaint(f"uniform runs from the least to the most: write [{most}, {least}]")
            return Spread(law=Law.UNIFORM, middle=float(least), width=float(most))
        case {"lognormal": dict(numbers)} | {"normal": dict(numbers)} if len(said) == 1:
            law = Law(next(iter(said)))
            if sorted(numbers) == sorted(NUMBERS[law]):
                middle, width = (_amount(numbers[name]) for name in NUMBERS[law])
                if law is Law.LOGNORMAL and not middle:
                    raise complaint("the median of a lognormal distribution is more than 0")
                return Spread(law=law, middle=middle, width=width)
    raise complaint(f"must be seconds, or a distribution of them: {EXAMPLES}")


def _amount(said: Any) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise complaint(f"{said!r} is no number of seconds; write it like {EXAMPLES}")
    if not 0 <= said <= CENTURY_S or math.isnan(said):
        raise complaint(f"{said} s: it must be at least 0 seconds, and at most a hundred years")
    return float(said)


_NUMBER = {"type": "number", "minimum": 0}
_SPREAD = {law.value: {"type": "object"} for law in NUMBERS}
_PAIR = {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}
Seconds = Annotated[
    Span,
    PlainValidator(_span),
    WithJsonSchema(
        {"anyOf": [_NUMBER, {"type": "object", "properties": {**_SPREAD, "uniform": _PAIR}}]}
    ),
]


class PieceRow(Row):
    """A chunk or a progress update, `after` so many seconds."""

    output: Output
    after: Seconds | None = None

    def meant(self) -> Piece:
        return Piece(output=self.output, after=self.after)


#: Fields that say what comes of it.
ENDS = frozenset({"output", "error", "chunks", "crash"})


class AnswerRow(Row):
    """What comes of one attempt. Without output, error, chunks and crash the input comes back."""

    output: Output = None
    error: str | None = None
    chunks: list[PieceRow] = Field(default=[])
    progress: list[PieceRow] = Field(default=[])
    logs: list[str] = Field(default=[])
    crash: bool = False
    refresh: bool = False
    execution: Seconds | None = None
    by: By = By.SIMULATION

    @model_validator(mode="after")
    def _check_end(self) -> Self:
        ends = self.said & ENDS
        if self.by is not By.SIMULATION and ends:
            raise complaint(
                f"what comes of a job by {self.by} is said there: leave out {_and(ends)}"
            )
        if self.crash and (others := ends - {"crash", "chunks"}):
            raise complaint(
                f"nothing comes of a job whose worker crashes: leave out {_and(others)}"
            )
        return self

    @property
    def said(self) -> set[str]:
        """The fields that say something about an answer."""
        ours = AnswerRow.model_fields.keys() & self.model_fields_set
        return {name for name in ours if name == "output" or _says(getattr(self, name))}

    def answer(self) -> Answer:
        return Answer(
            output=self.output,
            echo=not self.said & ENDS,
            error=self.error,
            chunks=tuple(piece.meant() for piece in self.chunks),
            progress=tuple(piece.meant() for piece in self.progress),
            logs=tuple(self.logs),
            crash=self.crash,
            refresh=self.refresh,
            execution=self.execution,
            by=self.by,
        )


class AnswersRow(Row):
    """Answers one after the other, the last for good; `sequence` is another name for them."""

    answers: Annotated[list[AnswerRow], Field(min_length=1)] | None = Field(
        default=None, validation_alias=AliasChoices("answers", "sequence")
    )


def _says(value: Any) -> bool:
    """Some values are as if they had been left out; 0 seconds are not."""
    return value is not None and value is not False and value != []


def _and(names: set[str]) -> str:
    return " and ".join(sorted(names))


def _right(how: How, pointer: str = "", value: Any = None) -> None:
    if wrong := ruling.mistake(Condition(how=how, pointer=pointer, value=value)):
        raise complaint(wrong)


def _pointer(said: str) -> str:
    _right(How.EXISTS, said)
    return said


def _expression(said: str) -> str:
    _right(How.MATCHES, value=said)
    return said


class ConditionRow(Row):
    """All that is said holds. `equals` and `matches` are of what is at `pointer`, or else of the
    whole input; a pointer alone wants something to be there.
    """

    subset: Output = None
    pointer: Annotated[str, AfterValidator(_pointer)] = ""
    equals: Output = None
    matches: Annotated[str, AfterValidator(_expression)] | None = None

    def meant(self) -> list[Condition]:
        said, pointer, found = self.model_fields_set, self.pointer, []
        if "subset" in said:
            found.append(Condition(how=How.CONTAINS, value=self.subset))
        if "equals" in said:
            found.append(Condition(how=How.EQUALS, pointer=pointer, value=self.equals))
        if self.matches is not None:
            found.append(Condition(how=How.MATCHES, pointer=pointer, value=self.matches))
        if "pointer" in said and "equals" not in said and self.matches is None:
            found.append(Condition(how=How.EXISTS, pointer=pointer))
        return found


#: One or several, which must all be met.
Conditions = Annotated[
    list[ConditionRow], BeforeValidator(lambda said: [said] if isinstance(said, dict) else said)
]


def all_of(rows: Sequence[ConditionRow]) -> tuple[Condition, ...]:
    return tuple(condition for row in rows for condition in row.meant())


class RuleRow(AnswersRow):
    """Without a condition in `when` every input fits."""

    when: Conditions = Field(default=[])
    answer: AnswerRow | None = None

    @model_validator(mode="after")
    def _check_answer(self) -> Self:
        if (self.answer is None) == (self.answers is None):
            raise complaint("a rule has either an answer, or several of them in answers")
        return self

    def meant(self) -> Rule:
        rows = self.answers or [self.answer or AnswerRow()]
        return Rule(
            when=all_of(self.when),
            answers=tuple(row.answer() for row in rows),
        )


class BehaviourRow(AnswerRow, AnswersRow):
    """What the endpoint answers: to what fits a rule, and to everything else."""

    generator: bool = False
    aggregate: bool = False
    concurrency: Positive = 1
    execution_s: Seconds | None = None
    chunk_s: Seconds | None = None
    rules: list[RuleRow] = Field(default=[], max_length=500)

    @field_validator("rules")
    @classmethod
    def _check_rules(cls, rules: list[RuleRow]) -> list[RuleRow]:
        wrong = list(ruling.mistakes([rule.meant() for rule in rules]))
        if wrong:
            problems = [complaint_at(sentence, number) for number, sentence in wrong]
            raise ValidationError.from_exception_data("rules", problems)
        return rules

    @model_validator(mode="after")
    def _check_once(self) -> Self:
        if self.execution is not None and self.execution_s is not None:
            raise complaint("execution and executionS are the same: say one of them")
        if self.answers is not None and (said := self.said - {"execution"}):
            raise complaint(f"either several answers, or the one that is said by {_and(said)}")
        return self

    def meant(self) -> Behaviour:
        answers: Sequence[AnswerRow] = self.answers or ()
        if self.said - {"execution"}:
            answers = [self.model_copy(update={"execution": None})]
        return Behaviour(
            generator=self.generator,
            aggregate=self.aggregate,
            concurrency=self.concurrency,
            execution_s=self.execution if self.execution_s is None else self.execution_s,
            chunk_s=self.chunk_s,
            answers=tuple(answer.answer() for answer in answers),
            rules=tuple(rule.meant() for rule in self.rules),
        )
