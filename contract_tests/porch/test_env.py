"""`mock-runpod env`: every variable a known client reads, in a form its reader understands."""

import json
import subprocess

import pytest

from contract_tests.porch.conftest import Say
from mock_runpod import start

#: What runpodctl, the SDKs, Flash, the MCP servers and Terraform read, and below which path.
READ = {
    "RUNPOD_API_BASE_URL": "",
    "RUNPOD_API_URL": "/v1",
    "RUNPOD_AUTHED_GRAPHQL_URL": "/graphql",
    "RUNPOD_BASE_URL": "",
    "RUNPOD_CONSOLE_URL": "",
    "CONSOLE_BASE_URL": "",
    "RUNPOD_ENDPOINT_BASE_URL": "/v2",
    "RUNPOD_GRAPHQL_URL": "/graphql",
    "RUNPOD_HAPI_URL": "/v1",
    "RUNPOD_INVOKE_URL": "/v2",
    "RUNPOD_PUBLIC_GRAPHQL_URL": "/graphql",
    "RUNPOD_REST_API_URL": "/v1",
    "RUNPOD_REST_V2_API_URL": "/v2",
    "RUNPOD_REST_V2_URL": "/v2",
    "RUNPOD_SERVERLESS_API_URL": "/v2",
}


@pytest.mark.rule("B-004")
def test_every_variable_of_every_known_client_is_there(say: Say) -> None:
    found = json.loads(say("env", "--format", "json", "--url", "http://host:1").stdout)

    assert {name: found[name] for name in READ} == {n: "http://host:1" + p for n, p in READ.items()}
    assert found["RUNPOD_API_KEY"] == "rpa_mock_default"
    assert {"RUNPOD_REST_VERSION", "RUNPOD_URL_MIXED_OK"} < set(found)


@pytest.mark.parametrize("key", ["rpa_mock_ci", 'it\'s $HOME; `id` "x"'])
def test_a_shell_takes_it_as_it_is_meant(say: Say, key: str) -> None:
    script = say("env", "--key", key, "--url", "http://host:1/").stdout

    shown = subprocess.run(
        ["sh", "-ec", 'eval "$1"; env', "sh", script],
        capture_output=True,
        check=True,
        text=True,
        env={},
    ).stdout.splitlines()

    assert f"RUNPOD_API_KEY={key}" in shown
    assert "RUNPOD_ENDPOINT_BASE_URL=http://host:1/v2" in shown


def test_a_dotenv_file_has_one_variable_a_line(say: Say) -> None:
    lines = say("env", "--format", "dotenv").stdout.splitlines()

    assert "RUNPOD_API_BASE_URL=http://127.0.0.1:8642" in lines
    assert not [line for line in lines if line.startswith("export ") or "=" not in line]


def test_the_three_forms_say_the_same(say: Say) -> None:
    as_json = json.loads(say("env", "--format", "json").stdout)
    as_lines = [f"{name}={text}" for name, text in as_json.items()]

    assert say("env", "--format", "dotenv").stdout.splitlines() == as_lines
    assert say("env").stdout.splitlines() == [f"export {line}" for line in as_lines]


def test_the_address_can_come_from_a_variable(say: Say) -> None:
    found = say("env", MOCK_RUNPOD_URL="http://[::1]:9/").stdout

    assert "export RUNPOD_REST_URL='http://[::1]:9/v1'" in found


@pytest.mark.parametrize("url", ["localhost:8642", "ftp://host", "http://", "http:// x"])
def test_what_is_no_address_is_refused(say: Say, url: str) -> None:
    result = say("env", "--url", url)

    assert result.exit_code == 2
    assert "is no address; write it like http://127.0.0.1:8642" in result.stderr


def test_a_running_server_says_the_same(say: Say) -> None:
    with start() as mock:
        found = json.loads(say("env", "--format", "json", "--url", mock.base_url).stdout)

        assert mock.env == found
