"""The README says what is there: every option, address, variable and name in it is a real one."""

import re
from pathlib import Path

import click
import httpx
import pytest

import mock_runpod
from contract_tests.examples import options_table, parts
from contract_tests.house.tree import CHECKOUT, PACKAGE
from mock_runpod import environment, fixtures
from mock_runpod.cli import main
from mock_runpod.engine import simulation
from mock_runpod.runtime import worlds
from mock_runpod.settings import ALL_OPTIONS

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
OPTIONS = {option.name for option in ALL_OPTIONS}
#: Variables of clients that do not say where a server is.
OF_CLIENTS = {"RUNPOD_API_KEY", "RUNPOD_REST_VERSION"}
ROWS = re.compile(r"^\| (.+) \|$", re.MULTILINE)


def section(title: str) -> str:
    """What stands under a heading, up to the next one of its rank or a higher one."""
    heading = re.search(rf"^(#+) {re.escape(title)}$", README, re.MULTILINE)
    assert heading, title
    rest = README[heading.end() :]
    return re.split(rf"^#{{1,{len(heading[1])}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def cells(text: str, column: int) -> list[str]:
    """A column of the tables in a text, without their heads."""
    rows = [row.split(" | ") for row in ROWS.findall(text)]
    ruled = [i for i, row in enumerate(rows) if set("".join(row)) <= {"-"}]
    heads = {*ruled, *(i - 1 for i in ruled)}
    return [row[column] for i, row in enumerate(rows) if i not in heads]


def code(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


def test_what_is_said_elsewhere_is_up_to_date() -> None:
    assert parts.written(README) == README


def test_every_part_is_there() -> None:
    made = [name for _, name, _ in parts.PART.findall(README)]

    tests = sorted(file.name for file in parts.TESTS.glob("test_*.py"))
    workers = ["handler.py", "worker.sh"]
    assert sorted(made) == sorted(["settings.py", *parts.TABLES, *workers, *tests])


def test_every_flag_in_the_table_is_one_of_the_command() -> None:
    serve = main.get_command(click.Context(main), "serve")
    assert serve
    taken = {flag for p in serve.params for flag in (*p.opts, *p.secondary_opts)}

    shown = {flag for cell in cells(options_table.table(), 1) for flag in cell[1:-1].split("/")}

    assert len(shown) >= len(OPTIONS)
    assert shown <= taken


def test_every_reading_names_a_real_option() -> None:
    named = {name for cell in cells(section("Readings"), 3) for name in code(cell)}

    assert len(named) > 10
    assert named <= OPTIONS


@pytest.mark.anyio
async def test_what_is_said_not_to_be_served_is_not_served() -> None:
    preface = README.partition("## Quick start")[0]
    addresses = [path for cell in cells(preface, 1) for path in code(cell) if path[0] == "/"]
    app = mock_runpod.create_app(data="demo")

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://127.0.0.1",
        headers={"Authorization": "Bearer rpa_mock_me"},
    ) as client:
        answers = {path: (await client.get(path)).status_code for path in addresses}

    assert len(answers) >= 10
    assert set(answers.values()) == {404}, answers


@pytest.mark.rule("B-004")
def test_every_variable_of_a_client_is_one_that_is_set() -> None:
    said = set(re.findall(r"\b(?:RUNPOD|CONSOLE)_[A-Z0-9_]+", README))

    assert said - OF_CLIENTS == environment.PATHS.keys() - {"MOCK_RUNPOD_URL"}


@pytest.mark.rule("B-156")
def test_the_keys_of_simulated_workers_are_listed_in_full() -> None:
    listed = [key for key in code(section("Simulated workers")) if key.startswith("mock_")]

    assert set(listed) == simulation.KEYS


def test_the_keys_with_a_meaning_are_listed_in_full() -> None:
    listed = {cell.strip("`") for cell in cells(section("Worlds"), 0)}

    assert listed == {worlds.INVALID, worlds.FORBIDDEN, worlds.BROKE}


def test_the_profiles_are_listed_with_their_figures() -> None:
    listed = dict(zip(*(cells(section("Profiles"), column) for column in (0, 1)), strict=True))

    names = {cell.split("`")[1]: figures for cell, figures in listed.items()}

    assert names.keys() == set(fixtures.names("profiles"))
    for name, figures in names.items():
        profile = fixtures.read(f"profiles/{name}.toml")
        stages = [profile.get(stage, {}) for stage in ("image_pull", "boot", "flashboot_boot")]
        told = ", ".join(f"{stage.get('seconds', 0):g} s" for stage in stages)
        assert figures.startswith(told)


def test_the_ready_made_worlds_are_named() -> None:
    assert {f"`{name}`" for name in fixtures.names("worlds")} <= set(
        re.findall(r"`\w+`", section("Data files"))
    )


def test_the_map_names_files_that_are_there() -> None:
    house = section("The house")
    paths = [path for path in code(house) if re.fullmatch(r"[\w./]+(\.py|/)", path)]

    missing = [path for path in paths if not found(path)]

    assert len(paths) > 12
    assert missing == []


def found(path: str) -> bool:
    """Written from the checkout, or from the package; dialects all have their two files."""
    places: list[Path] = [CHECKOUT / path, PACKAGE / path, PACKAGE / "surfaces/rest_v1" / path]
    return any(place.exists() for place in places)


def test_links_lead_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    anchors = {f"#{heading.lower().replace(' ', '-')}" for heading in headings}
    links = re.findall(r"\]\(([^)]+)\)", README)

    lost = [link for link in links if link not in anchors and not (CHECKOUT / link).is_file()]

    assert links
    assert lost == []


def test_the_changelog_tells_of_this_version() -> None:
    newest, *_ = re.findall(r"^## (.+)$", CHANGELOG, re.MULTILINE)
    groups = set(re.findall(r"^### (.+)$", CHANGELOG, re.MULTILINE))

    assert newest.startswith(mock_runpod.__version__)
    assert groups <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
