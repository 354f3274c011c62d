"""What `--data` and `--profile` can name: ready-made ones, files and folders."""

from pathlib import Path
from typing import Any

import pytest

from mock_runpod import create_app, fixtures
from mock_runpod.app import App
from mock_runpod.engine import quotas
from mock_runpod.engine.world import World
from mock_runpod.model import ComputeType, Endpoint, Template

TEMPLATE = '[[templates]]\nid = "t1"\nname = "t1"\nimageName = "image"\nisServerless = true\n'
ENDPOINT = '[[endpoints]]\nid = "e1"\ntemplateId = "t1"\n'


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def world(**options: Any) -> World:
    app: App = create_app(clock="manual", **options)
    return app.worlds.at("rpa_mock_default").world


@pytest.mark.parametrize("name", fixtures.names("worlds"))
@pytest.mark.parametrize("profile", fixtures.names("profiles"))
def test_every_ready_made_world_and_profile_loads(name: str, profile: str) -> None:
    made = world(data=name, profile=profile)

    assert made.profile.name == profile
    assert made.find(Template, "runpod-ubuntu")


@pytest.mark.rule("B-141")
def test_the_demo_world_is_as_promised() -> None:
    demo = world(data="demo")
    endpoints = {e.id: e for e in demo.every(Endpoint)}

    assert (demo.account.balance, quotas.worker_quota(demo)) == (100.0, 10)
    assert list(endpoints) == ["demo", "stream-demo", "cpu-demo"]
    assert {e.spec.workers_max for e in endpoints.values()} == {1}
    assert endpoints["stream-demo"].behaviour.generator
    assert endpoints["cpu-demo"].spec.compute_type is ComputeType.CPU


def test_each_demo_endpoint_has_a_serverless_template_of_its_own() -> None:
    demo = world(data="demo")

    used = [demo.get(Template, e.spec.template_id) for e in demo.every(Endpoint)]

    assert len({template.id for template in used}) == 3
    assert all(template.spec.is_serverless for template in used)


def test_the_empty_world_has_nothing_but_an_account() -> None:
    empty = world(data="empty")

    assert empty.every(Endpoint) == []
    assert empty.account.balance > 0


def test_a_world_can_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[settings]\nboot_s = 7\n[account]\nbalance = 1\n")

    made = world(data="mine.toml")

    assert (made.account.balance, made.settings.boot_s) == (1.0, 7.0)


def test_a_world_can_be_a_folder_whose_files_speak_of_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "worlds"
    folder.mkdir()
    (folder / "1-endpoints.toml").write_text(ENDPOINT)
    (folder / "2-templates.toml").write_text(TEMPLATE)
    (folder / "3-account.json").write_text('{"account": {"balance": 3}}')
    (folder / "notes.txt").write_text("not a world")

    made = world(data="worlds")

    assert made.get(Endpoint, "e1").spec.template_id == "t1"
    assert made.account.balance == 3.0


def test_a_folder_with_the_name_of_a_ready_made_world_needs_a_dot(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "mine.json").write_text('{"account": {"balance": 3}}')

    assert world(data="demo").account.balance == 100.0
    assert world(data="./demo").account.balance == 3.0


def test_a_profile_can_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "slow.toml").write_text("boot = { seconds = 99 }\ncrash = 0.5\n")

    profile = world(profile="slow.toml").profile

    assert (profile.name, profile.boot.seconds, profile.crash) == ("slow", 99.0, 0.5)
    assert profile.image_pull.seconds == 0.0
