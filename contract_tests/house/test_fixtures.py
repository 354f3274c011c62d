"""Data says where it is from, and the catalogue's tables fit each other."""

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contract_tests.house.tree import CHECKOUT, name

FIXTURES = CHECKOUT / "fixtures"
# An editor's or a system's droppings are not data.
FILES = sorted(
    file
    for file in FIXTURES.rglob("*")
    if file.is_file() and file.name != "README.md" and not file.name.startswith(".")
)
TABLES = sorted((FIXTURES / "catalog").glob("*.json"))


def read(file: Path) -> dict[str, Any]:
    text = file.read_text(encoding="utf-8")
    content = tomllib.loads(text) if file.suffix == ".toml" else json.loads(text)
    assert isinstance(content, dict)
    return content


def rows(table: str) -> list[dict[str, Any]]:
    return list(read(FIXTURES / "catalog" / f"{table}.json")["rows"])


@pytest.mark.rule("B-157")
@pytest.mark.parametrize("file", FILES, ids=name)
def test_every_file_says_where_it_is_from(file: Path) -> None:
    assert file.suffix in {".json", ".toml"}

    content = read(file)

    assert content["source"].strip()
    # TOML knows dates, JSON does not; both may say the day.
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(content["retrieved"]))
    assert date.fromisoformat(str(content["retrieved"]))


@pytest.mark.parametrize("file", TABLES, ids=name)
def test_every_row_of_a_table_has_the_same_columns(file: Path) -> None:
    first, *others = read(file)["rows"]

    assert [row for row in others if list(row) != list(first)] == []


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("gpus", "id"),
        ("pools", "id"),
        ("cpus", "id"),
        ("datacenters", "id"),
        ("cuda", "version"),
        ("limits", "name"),
    ],
)
def test_a_row_is_there_once(table: str, key: str) -> None:
    keys = [row[key] for row in rows(table)]

    assert len(keys) == len(set(keys))


@pytest.mark.rule("B-160")
def test_pools_and_gpu_types_agree() -> None:
    by_pool = {(pool["id"], gpu) for pool in rows("pools") for gpu in pool["gpuTypeIds"]}
    by_gpu = {(gpu["pool"], gpu["id"]) for gpu in rows("gpus") if gpu["pool"]}

    assert by_pool == by_gpu


@pytest.mark.rule("B-267")
def test_the_l4_is_in_the_pool_of_the_document() -> None:
    assert [p["id"] for p in rows("pools") if "NVIDIA L4" in p["gpuTypeIds"]] == ["AMPERE_24"]


@pytest.mark.rule("B-159")
def test_the_row_for_no_gpu_comes_last() -> None:
    *others, last = rows("gpus")

    assert (last["id"], last["memoryInGb"], last["securePrice"]) == ("unknown", 0, 0)
    assert "unknown" not in {row["id"] for row in others}


@pytest.mark.rule("B-164")
@pytest.mark.parametrize(("table", "size"), [("gpus", 49), ("datacenters", 26)])
def test_the_v1_enum_has_no_gap(table: str, size: int) -> None:
    places = [row["v1EnumIndex"] for row in rows(table) if row["v1EnumIndex"] is not None]

    assert sorted(places) == list(range(size))


def test_what_every_client_knows_is_in_the_v1_enum() -> None:
    known = [row for row in rows("gpus") if row["knownToEveryClient"]]

    assert len(known) == 38
    assert all(row["v1EnumIndex"] is not None for row in known)


@pytest.mark.rule("B-157")
@pytest.mark.rule("B-162")
def test_a_price_is_missing_only_where_nothing_is_known() -> None:
    unpriced = [row["id"] for row in rows("gpus") if row["securePrice"] is None]

    assert unpriced == [row["id"] for row in rows("gpus") if row["memoryInGb"] is None]


@pytest.mark.rule("B-162")
def test_a_derived_price_follows_the_rule() -> None:
    flex = {pool["id"]: pool["flexPerGpuSecond"] for pool in rows("pools")}

    for row in rows("gpus"):
        if row["priceSource"] == "derived (B-162)":
            hourly = flex[row["pool"]] * 3600 * 0.65 if row["pool"] else row["memoryInGb"] * 0.02
            assert row["securePrice"] == pytest.approx(hourly, abs=0.0051)
            assert row["communityPrice"] == pytest.approx(row["securePrice"] * 0.75, abs=0.0051)


def test_a_cpu_flavor_always_has_a_price() -> None:
    assert all(row["pricePerVcpuHour"] > 0 and row["priceSource"] for row in rows("cpus"))
