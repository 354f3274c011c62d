"""Faults from the beginning: by the name of a profile, in a file of one's own, in a world file."""

from pathlib import Path

import httpx
import pytest

import mock_runpod
from contract_tests.porch.conftest import Refused
from mock_runpod import fixtures

DOWN = """
[[faults]]
name = "down"
fault = "status"
status = 503
on = "GET /v1/endpoints"
"""


def told(base_url: str) -> dict[str, str]:
    rows = httpx.get(f"{base_url}/__mock/faults", trust_env=False).raise_for_status().json()
    return {row["name"]: row["fault"] for row in rows}


@pytest.mark.parametrize("name", ["black-friday", "brownout", "flaky"])
def test_a_profile_is_there_from_the_beginning_and_after_a_reset(name: str) -> None:
    with mock_runpod.start(faults=name) as mock:
        before = told(mock.base_url)
        for verb, path in [("DELETE", "faults"), ("POST", "reset")]:
            httpx.request(verb, f"{mock.base_url}/__mock/{path}", trust_env=False)

        assert told(mock.base_url) == before
        assert len(before) >= 5
        assert all(each.startswith(f"{name}-") for each in before)


def test_a_profile_that_was_changed_is_read_again_for_the_next_world(tmp_path: Path) -> None:
    file, names = tmp_path / "mine.toml", []
    with mock_runpod.start() as mock:
        for name in ("down", "gone"):
            file.write_text(DOWN.replace("down", name))

            world = mock.worlds.create(seed=1, faults=str(file))

            names += [fault.name for fault in world.faults]
    assert names == ["down", "gone"]


def test_the_ready_made_profiles_are_these() -> None:
    assert fixtures.names("faults") == ["black-friday", "brownout", "flaky"]


def test_a_profile_may_be_a_file_of_one_s_own(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(DOWN)

    with mock_runpod.start(faults=str(tmp_path / "mine.toml")) as mock:
        answer = httpx.get(
            f"{mock.base_url}/v1/endpoints",
            headers={"Authorization": "Bearer k"},
            trust_env=False,
        )

    assert (answer.status_code, answer.json()["status"]) == (503, 503)


@pytest.mark.parametrize(
    ("toml", "names"),
    [
        (DOWN, ["down"]),
        ('faults = "flaky"', ["flaky-slow", "flaky-500", "flaky-reset"]),
        ('faults = ["flaky", { fault = "hang", name = "h" }]', ["flaky-slow", "flaky-500"]),
        ('[[faults]]\nprofile = "flaky"', ["flaky-slow", "flaky-500"]),
    ],
)
def test_a_world_file_has_faults_of_its_own(tmp_path: Path, toml: str, names: list[str]) -> None:
    (tmp_path / "world.toml").write_text(toml)

    with mock_runpod.start(data=str(tmp_path / "world.toml")) as mock:
        assert list(told(mock.base_url))[: len(names)] == names


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("faults = 3", "w.toml, line 1, faults: Value error, must be a list of faults, or"),
        ('faults = "flaki"', "w.toml, line 1, faults: no such file, and not one of the ready-"),
        (DOWN + DOWN, "w.toml, line 8, faults.1: there is a fault named 'down' already"),
        (DOWN.replace("/endpoints", "/pods/x/y"), "w.toml, line 2, faults.0: on: GET /v1/pods/x/y"),
        ('\n[[faults]]\nfault = "hnag"', "w.toml, line 2, faults.0: unknown fault 'hnag'; did"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_line(
    refused: Refused, tmp_path: Path, toml: str, complaint: str
) -> None:
    (tmp_path / "w.toml").write_text(toml)

    assert refused("--data", "w.toml")[0].startswith(complaint)
    assert refused("--faults", "w.toml")[0].startswith(complaint)


def test_a_profile_cannot_name_profiles(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "round.toml").write_text('faults = "./round.toml"')

    said = refused("--data", "round.toml")[0]

    assert said.endswith(
        "round.toml, line 1, faults: a profile must have faults of its own, and name no other"
    )


def test_an_unknown_profile_is_refused_at_once(refused: Refused) -> None:
    known = "no such file, and not one of the ready-made faults (black-friday, brownout, flaky)"

    assert refused("--faults", "flakey") == [f"{known}: 'flakey'"]
