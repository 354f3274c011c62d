"""Where a field stands in a file. TOML can say one thing in many ways, JSON in one."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_runpod.runtime.files.places import Trail, line_of

TOML = '''
# endpoints = 1
title = """
[account]
balance = 3
"""
account.balance = 5

[settings]
"boot_s" = 1

[[endpoints]]
id = "one"
dataCenterIds = [
  "EU-RO-1",  # workersMax = 3
]
workersMax = 2
[endpoints.behaviour]
chunk_s = 1

[[endpoints]]
id = "two"
behaviour = { generator = true, aggregate = false }'''


@pytest.mark.parametrize(
    ("trail", "line"),
    [
        (("title",), 3),
        (("account", "balance"), 7),
        (("settings", "boot_s"), 10),
        (("endpoints", 0), 12),
        (("endpoints", 0, "dataCenterIds"), 14),
        (("endpoints", 0, "dataCenterIds", 0), 14),
        (("endpoints", 0, "workersMax"), 17),
        (("endpoints", 0, "behaviour", "chunkS"), 19),
        (("endpoints", 0, "templateId"), 12),
        (("endpoints", 1, "workersMax"), 21),
        (("endpoints", 1, "behaviour", "aggregate"), 23),
        (("templates",), 1),
        ((), 1),
    ],
)
def test_a_field_of_a_toml_file_is_found(trail: Trail, line: int) -> None:
    assert line_of(TOML, trail) == line


def test_a_field_that_is_written_in_snake_case_is_found() -> None:
    assert line_of('[[endpoints]]\nid = "a"\ntemplate_id = 3', ("endpoints", 0, "templateId")) == 3


def test_the_last_line_needs_no_end() -> None:
    assert line_of("a = 1\nb = [\n1]", ("b",)) == 2


names = st.text('ab"\\[]{}:, \n', max_size=4)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)


def trails(value: Any, *so_far: Any) -> list[Trail]:
    """Every value in the order in which JSON writes them."""
    found: list[Trail] = [so_far]
    if isinstance(value, list):
        value = dict(enumerate(value))
    if isinstance(value, dict):
        for key, each in value.items():
            found += trails(each, *so_far, key)
    return found


@given(values)
def test_every_field_of_a_json_file_is_found(value: Any) -> None:
    text = json.dumps(value, indent=1)
    opens = [n for n, line in enumerate(text.split("\n"), 1) if line.strip(" ,") not in ("]", "}")]

    found = [line_of(text, trail, json=True) for trail in trails(value)]

    assert found == opens
