"""One field of a body: what fits it, and what does not. Bodies are made of fields."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, TypeAlias

from hypothesis import strategies as st

Body: TypeAlias = dict[str, Any]
Strategy: TypeAlias = st.SearchStrategy[Any]

#: What every client reads as a 32-bit integer.
MOST = 2**31 - 1


class Misfit(NamedTuple):
    """A body that must be refused. `at` points at what is wrong with it: `/gpuTypeIds/0`."""

    body: Any
    at: str


class Field(NamedTuple):
    """`bad` are misfits whose `at` begins below the field: "" for the field itself.

    Without any `good`, the field is one that must not be there.
    """

    good: Strategy | None
    bad: st.SearchStrategy[Misfit]


def wrong(*values: Strategy) -> st.SearchStrategy[Misfit]:
    return st.one_of(values).map(lambda value: Misfit(value, ""))


NO_SCALAR: Strategy = st.none() | st.booleans() | st.just([]) | st.just({})
NO_OBJECT: Strategy = st.booleans() | st.integers() | st.text() | st.just([])
FLAG = Field(st.booleans(), wrong(st.none(), st.integers(), st.text(), st.just([])))
UNKNOWN = Field(None, wrong(st.booleans(), st.integers(), st.text()))


def whole(least: int, most: int = MOST, *, limit: int = MOST) -> Field:
    """An integer; up to `most` all is well, beyond `limit` the API refuses it as it stands."""
    fractions = st.floats(-1e6, 1e6).filter(lambda value: not value.is_integer())
    outside = st.integers(max_value=least - 1) | st.integers(min_value=limit + 1)
    return Field(st.integers(least, most), wrong(NO_SCALAR, st.text(), fractions, outside))


def maybe_null(field: Field) -> Field:
    """Null means none, or the default."""
    bad = field.bad.filter(lambda misfit: misfit.body is not None)
    return Field(st.none() if field.good is None else st.none() | field.good, bad)


def text(good: Strategy | None = None, *, longest: int | None = None) -> Field:
    bad = wrong(NO_SCALAR, st.integers())
    if longest is not None:
        bad |= wrong(st.text(min_size=longest + 1, max_size=longest + 9))
    return Field(st.text(max_size=longest) if good is None else good, bad)


def one_of(words: Collection[str]) -> Field:
    near = st.sampled_from(sorted(words)).map(str.swapcase)
    others = (near | st.text()).filter(lambda word: word not in words)
    return Field(st.sampled_from(list(words)), text().bad | wrong(others))


def each_of(of: Field) -> Field:
    """A list without doubles; what is wrong with it may be one item among good ones."""
    good = st.just([]) if of.good is None else st.lists(of.good, max_size=4, unique=True)
    item = st.builds(
        lambda before, misfit: Misfit([*before, misfit.body], f"/{len(before)}{misfit.at}"),
        good,
        of.bad,
    )
    return Field(good, item | wrong(st.none(), st.booleans(), st.text(), st.just({})))


def texts_by_name() -> Field:
    entry = text().bad.map(lambda misfit: Misfit({"KEY": misfit.body}, "/KEY"))
    good = st.dictionaries(st.text(), st.text(), max_size=4)
    return Field(good, entry | wrong(st.none(), st.booleans(), st.text(), st.just(["A=b"])))


def inner(fields: Mapping[str, Field]) -> Field:
    """An object inside a body; keys it does not know are skipped."""
    inside = [_misfit_at(name, field) for name, field in fields.items()]
    return Field(bodies(fields), st.one_of(*inside, wrong(NO_OBJECT)))


def bodies(fields: Mapping[str, Field], required: Collection[str] = ()) -> st.SearchStrategy[Body]:
    good = {name: field.good for name, field in fields.items() if field.good is not None}
    return st.fixed_dictionaries(
        {name: good[name] for name in required},
        optional={name: good[name] for name in good if name not in required},
    )


def misfits(
    fields: Mapping[str, Field], required: Collection[str] = (), *, closed: bool = True
) -> st.SearchStrategy[Misfit]:
    """A good body in which one field is bad, missing, or unknown; or something else altogether.

    A `closed` body knows all its keys; others let strange ones pass.
    """
    good = bodies(fields, required)
    found = [_spoil(good, _misfit_at(name, field)) for name, field in fields.items()]
    found.append(wrong(st.none(), NO_OBJECT))
    if required:
        found.append(st.builds(_without, good, st.sampled_from(sorted(required))))
    if closed:
        keys = st.text(min_size=1) | st.sampled_from(["workersStandby", "scaling", "template_id"])
        unknown = keys.filter(lambda key: key not in fields)
        found.append(_spoil(good, st.builds(_extra, unknown, st.none() | st.text())))
    return st.one_of(found)


def _misfit_at(name: str, field: Field) -> st.SearchStrategy[Misfit]:
    """A body with nothing but this field, and that wrong."""
    return field.bad.map(lambda misfit: Misfit({name: misfit.body}, f"/{name}{misfit.at}"))


def _spoil(
    good: st.SearchStrategy[Body], bad: st.SearchStrategy[Misfit]
) -> st.SearchStrategy[Misfit]:
    return st.builds(lambda body, misfit: Misfit(body | misfit.body, misfit.at), good, bad)


def _extra(key: str, value: Any) -> Misfit:
    pointer = key.replace("~", "~0").replace("/", "~1")
    return Misfit({key: value}, f"/{pointer}")


def _without(body: Body, name: str) -> Misfit:
    return Misfit({key: value for key, value in body.items() if key != name}, f"/{name}")
