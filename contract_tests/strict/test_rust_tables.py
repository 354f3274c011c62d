"""Every field of every Rust table is probed: taken away, made null, made a fraction.

The probes come from the tables themselves, so a field added there is probed here. Group B is left
out, since it decodes by the very tables of group A.
"""

import pytest

from contract_tests.strict.decoding import Need
from contract_tests.strict.rust import TABLES, decode
from contract_tests.strict.specimens import specimen

INTEGERS = {"i32", "u32", "i64"}
KINDS = [(group, kind) for group in "AC" for kind in TABLES[group]]
FIELDS = [(group, kind, name) for group, kind in KINDS for name in TABLES[group][kind]]
every_field = pytest.mark.parametrize(("group", "kind", "name"), FIELDS)


@pytest.mark.parametrize(("group", "kind"), KINDS)
def test_a_whole_specimen_decodes(group: str, kind: str) -> None:
    assert decode(kind, specimen(kind, group), group) == []


@every_field
def test_a_missing_field_is_refused_where_it_is_needed(group: str, kind: str, name: str) -> None:
    whole = specimen(kind, group)
    del whole[name]

    needed = TABLES[group][kind][name].need is Need.REQ

    assert decode(kind, whole, group) == ([f"/{name}: missing"] if needed else [])


@every_field
def test_a_null_is_refused_where_it_is_not_optional(group: str, kind: str, name: str) -> None:
    field = TABLES[group][kind][name]

    found = decode(kind, specimen(kind, group) | {name: None}, group)

    optional = field.need is Need.OPT or field.kind == "any"
    assert found == ([] if optional else [f"/{name}: None is no {field.kind}"])


@every_field
def test_a_fraction_is_refused_by_all_but_f64(group: str, kind: str, name: str) -> None:
    field = TABLES[group][kind][name]

    found = decode(kind, specimen(kind, group) | {name: 0.5}, group)

    assert found == ([] if field.kind in {"f64", "any"} else [f"/{name}: 0.5 is no {field.kind}"])


@pytest.mark.parametrize(
    ("group", "kind", "name"),
    [each for each in FIELDS if TABLES[each[0]][each[1]][each[2]].kind in INTEGERS],
)
@pytest.mark.parametrize("value", [1.0, True, 2**63, "1"])
def test_only_an_integer_of_its_width_is_an_integer(
    group: str, kind: str, name: str, value: object
) -> None:
    field = TABLES[group][kind][name]

    found = decode(kind, specimen(kind, group) | {name: value}, group)

    assert found == [f"/{name}: {value!r} is no {field.kind}"]


@pytest.mark.parametrize(
    ("group", "kind", "fields", "required"),
    [
        ("A", "Endpoint", 22, 13),
        ("C", "Endpoint", 22, 13),
        ("A", "Template", 18, 9),
        ("A", "Pod", 37, 15),
        ("C", "Pod", 37, 1),
        ("A", "Machine", 21, 5),
        ("A", "GpuInfo", 11, 11),
    ],
)
def test_the_tables_count_what_the_crate_counts(
    group: str, kind: str, fields: int, required: int
) -> None:
    table = TABLES[group][kind]

    assert len(table) == fields
    assert sum(field.need is Need.REQ for field in table.values()) == required


def test_group_b_decodes_as_group_a() -> None:
    assert TABLES["B"] is TABLES["A"]
