"""`--watch`: the files on disk are the worlds."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from contract_tests.porch.processes import PATIENCE_S, until
from mock_runpod import server, start
from mock_runpod.testing.starting import MockRunPod

KEY = {"authorization": "Bearer rpa_mock_default"}
WORLD = """
[[templates]]
id = "t1"
name = "{name}"
imageName = "image"
isServerless = true
[[endpoints]]
id = "e1"
templateId = "t1"
"""


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LOOK_EVERY_S", 0.01)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "world.toml").write_text(WORLD.format(name="before"))
    return tmp_path


@pytest.fixture
def mock(folder: Path) -> Iterator[MockRunPod]:
    with start(watch=True, data=str(folder), clock="manual") as running:
        yield running


@pytest.fixture
def http(mock: MockRunPod) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=mock.base_url, headers=KEY, trust_env=False, timeout=PATIENCE_S
    ) as client:
        yield client


def template_names(http: httpx.Client) -> list[str]:
    return [template["name"] for template in http.get("/v1/templates").json()]


def test_a_changed_file_begins_all_worlds_anew(http: httpx.Client, folder: Path) -> None:
    http.patch("/v1/templates/t1", json={"name": "mine"})
    assert template_names(http) == ["mine"]

    (folder / "world.toml").write_text(WORLD.format(name="after"))

    until(lambda: template_names(http) == ["after"])


def test_a_new_file_in_the_folder_counts(http: httpx.Client, folder: Path) -> None:
    more = WORLD.partition("[[endpoints]]")[0].replace("t1", "t2").format(name="another")

    (folder / "more.toml").write_text(more)

    until(lambda: template_names(http) == ["another", "before"])


def test_a_broken_file_changes_nothing(
    http: httpx.Client, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    http.patch("/v1/templates/t1", json={"name": "mine"})

    (folder / "world.toml").write_text(WORLD.format(name="after") + "workersMax = -1")

    until(lambda: caplog.records)
    assert caplog.records[0].levelno == logging.ERROR
    assert "world.toml, line 10, endpoints.0.workersMax:" in caplog.text
    assert template_names(http) == ["mine"]


def test_after_a_broken_file_a_whole_one_is_taken(
    http: httpx.Client, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "world.toml").write_text("[[[")
    until(lambda: caplog.records)

    (folder / "world.toml").write_text(WORLD.format(name="after"))

    until(lambda: template_names(http) == ["after"])


def test_a_file_that_is_gone_changes_nothing_until_it_is_back(
    http: httpx.Client, folder: Path
) -> None:
    (folder / "world.toml").rename(folder / "aside")
    assert template_names(http) == ["before"]

    (folder / "aside").write_text(WORLD.format(name="back"))
    (folder / "aside").rename(folder / "world.toml")

    until(lambda: template_names(http) == ["back"])


def test_a_changed_file_of_faults_counts(tmp_path: Path) -> None:
    file = tmp_path / "trouble.toml"
    file.write_text('[[faults]]\nfault = "dp_429"\n')
    with start(watch=True, data="demo", faults=str(file), clock="manual") as mock:
        assert [fault.name for fault in mock.faults] == ["dp_429-1"]

        file.write_text('[[faults]]\nfault = "reset"\n')

        until(lambda: [fault.name for fault in mock.faults] == ["reset-1"])


def test_who_waits_in_an_old_world_is_let_go(http: httpx.Client, folder: Path) -> None:
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(http.post, "/v2/e1/runsync?wait=300000", json={"input": 1})
        until(lambda: http.get("/v2/e1/health").json()["jobs"]["inQueue"])

        (folder / "world.toml").write_text(WORLD.format(name="after"))

        assert waiting.result(PATIENCE_S).json()["status"] == "IN_QUEUE"


def test_a_changed_profile_of_faults_begins_all_worlds_anew(tmp_path: Path) -> None:
    file, fault = tmp_path / "mine.toml", '[[faults]]\nfault = "status"\nstatus = 503\nname = "{}"'
    file.write_text(fault.format("before"))
    with start(watch=True, faults=str(file)) as mock:
        assert [each.name for each in mock.faults] == ["before"]

        file.write_text(fault.format("after1"))

        until(lambda: [each.name for each in mock.faults] == ["after1"])
