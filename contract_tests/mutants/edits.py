"""The ways to be wrong, from which the tables of mutants are made."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from random import Random
from typing import Any

from contract_tests.mutants.exchange import Answer, Exchange, Fault, Mutant, Request, Rows, answer

Edit = Callable[[Any], Any]


def says(edit: Edit, *, good: bool = True) -> Fault:
    """What the answer says, edited; a refusal where it is not `good`. Others stay as they are."""

    async def fault(exchange: Exchange) -> Answer:
        said = await exchange.serve(exchange.request)
        if said.good is not good or said.json is None:
            return said
        edited = edit(deepcopy(said.json))
        return said if edited == said.json and _alike(edited, said.json) else said.said(edited)

    return fault


def _alike(one: Any, other: Any) -> bool:
    """`4 == 4.0` and `1 == True`, yet a client tells them apart, and the order of keys, too."""
    return repr(one) == repr(other)


def each(edit: Edit) -> Edit:
    """Of a list every item, of anything else the thing itself."""
    return lambda data: [edit(item) for item in data] if isinstance(data, list) else edit(data)


def within(key: str, edit: Edit) -> Edit:
    """What stands under the key, if it is there."""

    def edited(data: Any) -> Any:
        return {**data, key: edit(data[key])} if key in data else data

    return each(edited)


def becomes(key: str, change: Edit) -> Edit:
    """A value that is neither absent nor null, changed."""
    return within(key, lambda value: value if value is None else change(value))


def dropped(key: str) -> Edit:
    return each(lambda data: {name: value for name, value in data.items() if name != key})


def null(key: str) -> Edit:
    return within(key, lambda value: None)


def renamed(key: str, name: str) -> Edit:
    return each(lambda data: {name if k == key else k: value for k, value in data.items()})


def swapped(one: str, other: str) -> Edit:
    return each(lambda data: {**data, one: data[other], other: data[one]})


def added(key: str, value: Any) -> Edit:
    """Where it is absent."""
    return each(lambda data: {key: value, **data})


def unless_said(**usual: Any) -> Edit:
    return lambda data: {**usual, **data}


def status(wrong: int, *, of: int) -> Fault:
    """Another number, the body as it was."""

    async def fault(exchange: Exchange) -> Answer:
        said = await exchange.serve(exchange.request)
        return replace(said, status=wrong) if said.status == of else said

    return fault


def says_instead(data: Any, wrong: int = 200, *, of: int) -> Fault:
    """This in place of every answer of status `of`."""

    async def fault(exchange: Exchange) -> Answer:
        said = await exchange.serve(exchange.request)
        return answer(data, wrong) if said.status == of else said

    return fault


def sent_as(change: Callable[[Answer], Answer], *, good: bool = True) -> Fault:
    """The same words, sent in another way."""

    async def fault(exchange: Exchange) -> Answer:
        said = await exchange.serve(exchange.request)
        return change(said) if said.good is good and said.body else said

    return fault


def asked_as(change: Callable[[Request], Request]) -> Fault:
    """The server understands something else than was asked."""

    async def fault(exchange: Exchange) -> Answer:
        return await exchange.serve(change(exchange.request))

    return fault


def understands(edit: Edit) -> Fault:
    """It reads something else in the body of the request than stands there."""

    def change(request: Request) -> Request:
        data = request.json
        return request.said(edit(data)) if isinstance(data, dict) else request

    return asked_as(change)


def accepts(edit: Edit) -> Fault:
    """What it must refuse as a mistake (400), it takes, once the mistake is edited away."""

    async def fault(exchange: Exchange) -> Answer:
        said, data = await exchange.serve(exchange.request), exchange.request.json
        if said.status != 400 or not isinstance(data, dict):
            return said
        return await exchange.serve(exchange.request.said(edit(data)))

    return fault


def family(
    name: str, at: str, breaks: str, edit: Callable[[str], Edit], *, of: Sequence[str], seed: int,
    size: int,
) -> Rows:  # fmt: skip
    """So many fields, picked by the seed, each wrong in a mutant of its own."""
    for key in Random(seed).sample(of, size):
        yield Mutant(f"{name}-{key}", at, f"{breaks}: {key}", says(edit(key)))
