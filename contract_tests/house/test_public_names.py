"""The front door: what is exported is there, sorted, and nothing else looks public."""

import types

import mock_runpod

EXPORTED: list[str] = list(getattr(mock_runpod, "__all__", []))


def test_the_front_door_is_sorted() -> None:
    assert sorted(EXPORTED) == EXPORTED


def test_the_front_door_holds_what_it_says() -> None:
    assert [name for name in EXPORTED if not hasattr(mock_runpod, name)] == []


def test_nothing_else_looks_public() -> None:
    there = {
        name
        for name, value in vars(mock_runpod).items()
        if not name.startswith("_") and not isinstance(value, types.ModuleType)
    }

    assert there <= {name for name in EXPORTED if not name.startswith("_")}
