"""`mock-runpod doctor`: who would reach the mock from here, who RunPod itself, and why."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import mock_runpod
from mock_runpod.cli import clients, main, traps
from mock_runpod.environment import variables

URL = "http://127.0.0.1:9"
REAL = "rpa_" + "A1b2C3d4E5" * 4


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of this machine has a say."""
    for name in list(os.environ):
        if name.upper().endswith("_PROXY") or "RUNPOD" in name or name == "NETRC":
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))


def doctor(*arguments: str, **env: str) -> Result:
    return CliRunner().invoke(main, ["doctor", *arguments], env=env, prog_name="mock-runpod")


def by_name(environment: dict[str, str], url: str = URL) -> dict[str, clients.Found]:
    return {found.name: found for found in clients.every(environment, url)}


def test_all_well_is_0_and_a_server_that_is_gone_3() -> None:
    with mock_runpod.start() as mock:
        there = doctor("--url", mock.base_url, **mock.env)
    gone = doctor("--url", mock.base_url, **mock.env)

    assert (there.exit_code, gone.exit_code) == (0, 3), there.stdout
    assert f"mock-runpod {mock_runpod.__version__} at {mock.base_url}" in there.stdout
    assert "no mock-runpod answers" in gone.stdout


def test_nothing_set_is_1_and_tells_what_would_go_where() -> None:
    result = doctor("--url", URL)

    assert result.exit_code == 1
    assert "jobs -> api.runpod.ai: RUNPOD_ENDPOINT_BASE_URL is not set" in result.stdout
    assert "endpoint_url_base is https://api.runpod.ai/v2" in result.stdout


def test_for_a_program_it_says_the_same_and_shows_no_key() -> None:
    secret = f"http://me:{REAL}@127.0.0.1:9/v2?api_key={REAL}"
    result = doctor("--url", URL, "--json", RUNPOD_API_KEY=REAL, RUNPOD_ENDPOINT_BASE_URL=secret)

    said = json.loads(result.stdout)
    assert said["variables"]["RUNPOD_API_KEY"] == "looks like a real key"
    assert said["variables"]["RUNPOD_ENDPOINT_BASE_URL"] == "http://127.0.0.1:9/v2"
    assert (said["leaks"], said["sdk"]["endpoint_url_base"]) == (True, "http://127.0.0.1:9/v2")
    assert REAL[4:] not in result.output


@pytest.mark.parametrize(
    "arguments", [["--url", "nonsense"], ["--url", URL, "--", "no-such-command-anywhere"]]
)
def test_what_cannot_be_understood_or_run_is_2(arguments: list[str]) -> None:
    assert doctor(*arguments).exit_code == 2


# The table of clients.


@pytest.mark.rule("B-004")
def test_what_env_prints_redirects_every_client_that_reads_variables() -> None:
    found = by_name(variables(URL, "rpa_mock_me"))

    for each in found.values():
        reads = [road for road in each.roads if not road.option and "written" not in road.why]
        assert all(road.redirected for road in reads), each.name
        assert not any(road.open for road in each.roads)


@pytest.mark.rule("B-004")
def test_env_prints_every_variable_of_the_table_and_no_client_goes_without_one() -> None:
    assert set(clients.known_variables()) <= set(variables(URL, "k"))
    assert {"Python SDK `runpod` 1.x", "SkyPilot", "JavaScript `runpod-sdk`"} <= set(by_name({}))


@pytest.mark.parametrize(
    ("name", "environment", "redirected"),
    [
        ("Python SDK `runpod` 1.x", {}, "not at all"),
        ("Python SDK `runpod` 1.x", {"RUNPOD_ENDPOINT_BASE_URL": f"{URL}/v2"}, "partly"),
        ("Go `mattiapavese/go-runpod`", {"RUNPOD_API_BASE_URL": URL}, "completely"),
        ("Go `mattiapavese/go-runpod`", {"RUNPOD_API_BASE_URL": ""}, "not at all"),
        ("Go `runpod/go-sdk`", variables(URL, "k"), "by an option"),
        ("SkyPilot", variables(URL, "k"), "not at all"),
        ("Python SDK `runpod` 2.x", variables(URL, "k"), "partly"),
    ],
)
def test_a_client_is_redirected_as_far_as_its_variables_are_set(
    name: str, environment: dict[str, str], redirected: str
) -> None:
    assert by_name(environment)[name].redirected == redirected


@pytest.mark.parametrize(
    "there", ["https://api.runpod.ai/v2", "API.RUNPOD.AI", "https://x.runpod.io"]
)
def test_a_variable_that_leads_to_the_real_one_redirects_nothing(there: str) -> None:
    found = by_name(variables(URL, "k") | {"RUNPOD_ENDPOINT_BASE_URL": there})

    assert found["Python SDK `runpod` 1.x"].redirected == "partly"
    assert found["Python SDK `runpod` 1.x"].leaks


def test_an_option_is_shown_as_it_is_to_be_written() -> None:
    [road] = by_name({}, "http://host:1")["JavaScript `runpod-sdk`"].roads

    assert 'baseUrl: "http://host:1/v2"' in road.why


# Traps.


def caught(**environment: str) -> str:
    return "\n".join(trap.says for trap in traps.every(environment, URL))


def test_a_proxy_that_would_get_everything_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://me:secret@proxy:1")
    said = caught()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    assert "HTTP_PROXY is set" in said
    assert "secret" not in said
    assert caught() == ""


def test_a_netrc_that_would_replace_the_key_is_told(tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret")
    (tmp_path / ".netrc").chmod(0o600)

    assert ".netrc has an entry that fits 127.0.0.1" in caught()
    assert "secret" not in caught()
    assert caught(NETRC=os.devnull) == ""


def test_a_real_key_in_the_file_of_the_sdk_is_told(tmp_path: Path) -> None:
    (tmp_path / ".runpod").mkdir()
    (tmp_path / ".runpod" / "config.toml").write_text(f'[default]\napi_key = "{REAL}"')

    assert "config.toml holds what looks like a real key" in caught()
    assert REAL not in caught()


def test_an_address_without_its_path_is_told() -> None:
    said = caught(RUNPOD_ENDPOINT_BASE_URL=URL, RUNPOD_REST_URL=f"{URL}/v1/")

    assert said == f"RUNPOD_ENDPOINT_BASE_URL leads to {URL}, which should end in /v2"
