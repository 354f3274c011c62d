"""How the behaviour of the mock is known; the same as `docs/fidelity.md`, as data."""

from typing import NotRequired

from typing_extensions import TypedDict

from mock_runpod import fidelity
from mock_runpod.surfaces.kit import Call, Reply, Route, reply


class AnswerDocument(TypedDict):
    """`known` holds every way in which a part of the answer is known."""

    known: list[str]
    rules: list[str]


class ApiDocument(TypedDict):
    """`answers` are shared by its operations, `elsewhere` are those of its other addresses."""

    name: str
    title: str
    root: str
    answers: dict[str, AnswerDocument]
    elsewhere: dict[str, AnswerDocument]


class OperationDocument(TypedDict):
    """`known` is how its success is known; `answers` are by status."""

    api: str
    method: str
    path: str
    rules: list[str]
    known: list[str]
    answers: dict[str, AnswerDocument]
    tests: list[str]


class FieldDocument(TypedDict):
    name: str
    known: list[str]
    rules: list[str]
    note: NotRequired[str]
    tests: list[str]


class RuleDocument(TypedDict):
    """`known` is how its first source tells, `also` the others. A rule that `awaits` something is
    about what is not served yet; `by` are the rules that pin this one, and `why`.
    """

    id: str
    section: str
    title: str
    says: str
    known: str
    also: NotRequired[list[str]]
    awaits: NotRequired[str]
    by: NotRequired[list[str]]
    why: NotRequired[str]
    tests: list[str]


class DisagreementDocument(TypedDict):
    about: str
    client: str
    says: str
    mock: str
    rules: list[str]


class FidelityDocument(TypedDict):
    kinds: dict[str, str]
    apis: list[ApiDocument]
    operations: list[OperationDocument]
    fields: list[FieldDocument]
    rules: list[RuleDocument]
    disagreements: list[DisagreementDocument]


async def told(call: Call) -> Reply:
    """How every operation, every field of an Endpoint and every rule is known, and who tests it."""
    return reply(fidelity.document())


routes = [Route("GET", "/fidelity", told, answer=FidelityDocument)]
