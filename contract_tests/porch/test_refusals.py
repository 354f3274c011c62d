"""An option that makes no sense: one clear line for each mistake, exit code 2, no traceback."""

from pathlib import Path

import pytest

from contract_tests.porch.conftest import Refused, Say


@pytest.mark.parametrize(
    ("flags", "complaint"),
    [
        (["--boot-s", "-1"], "--boot-s: Input should be greater than or equal to 0"),
        (["--boot-s", "nan"], "--boot-s: Input should be less than or equal to 3155760000"),
        (["--ttl-ms", "-5"], "--ttl-ms: Input should be greater than or equal to 0"),
        (["--webhook-delays-s", "5,-1"], "--webhook-delays-s: Input should be greater than or"),
        (["--scaler-tick-s", "0"], "--scaler-tick-s: Input should be greater than or equal to"),
        (["--auto-retries", "-1"], "--auto-retries: Input should be greater than or equal to 0"),
        (["--clock", "scaled:0"], "unknown clock 'scaled:0': it is real, scaled:N, manual or"),
        (["--clock", "scaled:nan"], "unknown clock 'scaled:nan': it is real, scaled:N, manual"),
        (["--clock", "fast"], "unknown clock 'fast': it is real, scaled:N, manual or auto"),
        (["--port", "http"], "--port: Input should be a valid integer"),
        (["--port", "99999"], "--port: Input should be less than or equal to 65535"),
        (["--port", "-1"], "--port: Input should be greater than or equal to 0"),
        (["--seed", "x"], "--seed: Input should be a valid integer"),
        (["--log-level", "loud"], "--log-level: Input should be 'debug', 'info', 'warning' or"),
        (["--log-format", "xml"], "--log-format: Input should be 'text' or 'json'"),
        (["--profile", "fast"], "no such file, and not one of the ready-made profiles (chaos, "),
        (["--data", "nowhere"], "no such file, and not one of the ready-made worlds (demo, "),
        (["--data", "."], ".: no .toml or .json file in this folder"),
        (["--config", "no.toml"], "no.toml: No such file or directory"),
        (["--log-file", "no/where"], "cannot write the log no/where: No such file or directory"),
        (["--log-file", "."], "cannot write the log .: Is a directory"),
        (["--host", "no.such.invalid"], "cannot listen on no.such.invalid:"),
        (["--host", "ü..x"], "cannot listen on ü..x:"),
    ],
)
def test_a_bad_value_is_named_with_its_option(
    refused: Refused, flags: list[str], complaint: str
) -> None:
    lines = refused(*flags)

    assert len(lines) == 1
    assert lines[0].startswith(complaint)


def test_every_mistake_has_a_line(refused: Refused) -> None:
    lines = refused("--boot-s", "-1", "--port", "x", "--timed-out-status", "maybe")

    assert [line.partition(":")[0] for line in lines] == [
        "--port",
        "--boot-s",
        "--timed-out-status",
    ]


def test_a_taken_port_says_how_to_get_a_free_one(refused: Refused, taken_port: int) -> None:
    assert refused() == [
        f"cannot listen on 127.0.0.1:{taken_port}: Address already in use; "
        "--port 0 takes a free one"
    ]


def test_an_unknown_flag_is_told_with_the_nearest(say: Say) -> None:
    result = say("serve", "--log-levle", "debug")

    assert result.exit_code == 2
    assert "No such option '--log-levle'" in result.stderr
    assert "--log-level" in result.stderr.partition("Did you mean")[2]


def test_an_unknown_variable_is_told_with_the_nearest(refused: Refused) -> None:
    assert refused(MOCK_RUNPOD_SEDE="7") == [
        "unknown option MOCK_RUNPOD_SEDE; did you mean MOCK_RUNPOD_SEED?"
    ]


def test_a_bad_variable_is_named_as_it_is_written(refused: Refused) -> None:
    (line,) = refused(MOCK_RUNPOD_LOG_FORMAT="xml")

    assert line == "MOCK_RUNPOD_LOG_FORMAT: Input should be 'text' or 'json'"


def test_a_mistake_in_a_file_is_told_with_its_line(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "mock.toml").write_text('seed = 1\n\nlog-level = "info"\nport = "http"\n')

    assert refused("--config", "mock.toml") == [
        "mock.toml, line 3: unknown option log-level; did you mean log_level?",
        "mock.toml, line 4: port: Input should be a valid integer, "
        "unable to parse string as an integer",
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"seed = = 1", "mock.toml: Invalid value (at line 1, column 8)"),
        (b'log_file = "\xff"', "mock.toml: 'utf-8' codec can't decode byte 0xff"),
    ],
)
def test_a_file_that_is_no_toml_is_named(
    refused: Refused, tmp_path: Path, content: bytes, complaint: str
) -> None:
    (tmp_path / "mock.toml").write_bytes(content)

    (line,) = refused("-c", "mock.toml")

    assert line.startswith(complaint)


@pytest.mark.parametrize("content", ["tool = 3", "[tool]\nmock_runpod = 3"])
def test_a_pyproject_with_something_else_in_our_place_is_named(
    refused: Refused, tmp_path: Path, content: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(content)

    (line,) = refused()

    assert line == f"pyproject.toml, line {content.count(chr(10)) + 1}: " + (
        "tool.mock_runpod must be a table"
    )


def test_an_empty_variable_says_nothing(refused: Refused) -> None:
    (line,) = refused(MOCK_RUNPOD_SEED="", MOCK_RUNPOD_CLOCK="")

    assert line.startswith("cannot listen on")


def test_an_address_that_is_not_ours_is_not_helped_by_another_port(refused: Refused) -> None:
    (line,) = refused("--host", "192.0.2.1")

    assert line.startswith("cannot listen on 192.0.2.1:")
    assert "--port" not in line
