"""Commands that read and steer the world of a running server."""

import json
from pathlib import Path

import httpx
import pytest

from contract_tests.porch.conftest import Say
from mock_runpod import Client, MockRunPod


@pytest.fixture
def steer(say: Say, mock: Client) -> Say:
    """The command, aimed at the world `mock` holds."""

    def said(*arguments: str, **env: str) -> object:
        return say(*arguments, "--url", mock.base_url, "--world", mock.world, **env)

    return said  # type: ignore[return-value]  # it is a Say in all but the name of its result


def test_the_clock_is_shown_moved_and_changed(steer: Say, mock: Client) -> None:
    assert "second 0  manual  nothing is due" in steer("clock", "show").stdout

    assert steer("clock", "advance", "10m").stdout.startswith("2026-01-01T00:10:00")
    assert json.loads(steer("clock", "skip", "--at-least", "60", "--json").stdout)["now"] == 660
    assert steer("clock", "mode", "auto").exit_code == 0
    assert (mock.clock.mode, mock.clock.now) == ("auto", 660)


def test_a_world_is_looked_at_changed_and_reset(steer: Say, mock: Client) -> None:
    mock.endpoint("sdxl")

    assert "endpoints       1" in steer("state").stdout
    assert json.loads(steer("state", "--json").stdout)["endpoints"][0]["id"] == "sdxl"
    assert "auto_retries              0" in steer("settings", "auto_retries=0").stdout
    assert json.loads(steer("settings", "--json").stdout)["auto_retries"] == 0
    assert steer("reset").exit_code == 0
    assert mock.endpoints() == []


def test_worlds_are_made_copied_listed_and_dropped(say: Say, server: MockRunPod) -> None:
    url = ("--url", server.base_url)
    made = say("world", "create", "w1", "--seed", "7", "--clock", "manual", *url)
    copied = say("world", "fork", "w1", "w2", *url)

    listed = say("world", "list", *url).stdout
    assert (made.stdout, copied.stdout) == ("rpa_mock_w1\n", "rpa_mock_w2\n")
    assert [name for name in ("w1", "w2") if f"\n{name} " in listed] == ["w1", "w2"]
    for name in ("w1", "w2"):
        assert say("world", "delete", name, *url).exit_code == 0
    assert "\nw1 " not in say("world", "list", *url).stdout


def test_a_world_file_here_is_sent_along(say: Say, server: MockRunPod, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[account]\nbalance = 7.5\n")
    url = ("--url", server.base_url)

    said = say("world", "create", "w3", "--data", "mine.toml", "--set", "auto_retries=0", *url)

    assert said.exit_code == 0, said.stderr
    with Client(server.base_url, world="w3") as client:
        assert client.state()["accounts"][0]["balance"] == 7.5
        assert client.settings["auto_retries"] == 0
    server.worlds.delete("w3")


def test_a_world_is_kept_and_gone_back_to(steer: Say, mock: Client, tmp_path: Path) -> None:
    assert steer("snapshot", "save", "base", "--file", "base.json").exit_code == 0
    assert json.loads((tmp_path / "base.json").read_bytes())
    mock.endpoint("sdxl")

    assert "endpoint sdxl is new" in steer("snapshot", "diff", "snapshot:base").stdout
    assert steer("snapshot", "load", "base.json").exit_code == 0
    assert mock.endpoints() == []
    mock.endpoint("sdxl")
    assert steer("world", "rewind", "--snapshot", "base").stdout == "second 0\n"
    assert "base" in steer("snapshot", "list").stdout
    assert steer("snapshot", "load", "base").exit_code == 0
    assert steer("snapshot", "delete", "base").exit_code == 0
    assert (mock.endpoints(), mock.snapshots.list()) == ([], [])


def test_events_are_printed_and_chosen(steer: Say, mock: Client) -> None:
    mock.endpoint("sdxl", workers_min=1)
    mock.clock.advance(60)

    lines = steer("events", "--kind", "worker").stdout.splitlines()

    assert "IDLE" in lines[-1]
    assert all(" worker " in line for line in lines)
    assert json.loads(steer("events", "--id", "sdxl", "--json").stdout)[0]["kind"] == "endpoint"


def test_requests_are_printed_checked_and_exported(
    steer: Say, mock: Client, tmp_path: Path
) -> None:
    mock.endpoint("sdxl")
    headers = {"Authorization": f"Bearer {mock.key}"}
    with httpx.Client(base_url=mock.base_url, headers=headers, trust_env=False) as http:
        http.get("/v2/sdxl/health")
        http.get("/v2/sdxI/health")

    assert steer("requests").stdout.startswith("second 0: GET /v2/sdxl/health -> 200")
    assert steer("requests", "GET /v2/*/health", "--count", "2").exit_code == 0
    failed = steer("requests", "POST /v2/**", "--count", "1")
    assert (failed.exit_code, failed.stderr) == (1, "there are 0 requests, not 1\n")
    assert "there is `sdxl`" in steer("requests", "--unmatched").stdout
    assert "GET /v2/sdxI/health: no endpoint `sdxI`" in steer("near-misses").stdout
    assert steer("requests", "--har", "it.har").exit_code == 0
    assert len(json.loads((tmp_path / "it.har").read_bytes())["log"]["entries"]) == 2
    assert steer("requests", "--clear").exit_code == 0
    assert json.loads(steer("requests", "--json").stdout) == []


def test_the_environment_can_say_which_world(say: Say, mock: Client) -> None:
    mock.clock.advance(7)

    said = say(
        *("clock", "show", "--json"),
        **{"MOCK_RUNPOD_URL": mock.base_url, "MOCK_RUNPOD_KEY": mock.key},
    )

    assert json.loads(said.stdout)["now"] == 7


def test_one_request_needs_no_server(say: Say) -> None:
    answer = say("get", "/v1/endpoints", "--data", "demo")

    assert json.loads(answer.stdout)[0]["id"] == "demo"
    assert say("get", "/v1/nonsense").exit_code == 1
    assert say("get", "/v1/endpoints", "--data", "nowhere").exit_code == 2
