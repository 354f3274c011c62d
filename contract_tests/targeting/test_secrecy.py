"""The key stands nowhere, whatever a test, a library or pytest shows."""

import pickle
from pathlib import Path

import httpx
import pytest

from contract_tests.targeting.conftest import KEY, READS, Service
from contract_tests.targeting.secrecy import PIECE, Key

PIECES = [KEY[start : start + PIECE] for start in range(len(KEY) - PIECE + 1)]


def told(text: str) -> list[str]:
    """Pieces of the key that this text shows; each would do harm."""
    return [piece for piece in PIECES if piece in text]


def test_no_report_shows_the_key(service: Service, tmp_path: Path) -> None:
    junit, log = tmp_path / "junit.xml", tmp_path / "log"
    more = f"-l -vv -rA --junitxml={junit} -o junit_logging=all"
    more += f" --log-file={log} --log-level=DEBUG --full-trace -o log_cli=true -W default"

    run = service.aimed(READS, allow="document.read", scene="tells_the_key", more=more)

    assert run.returncode == 1
    assert "in a message" in run.stdout
    assert "in a warning" in run.stdout
    assert "in a log" in log.read_text()
    assert "in a message" in junit.read_text()
    assert "from a child" in run.stdout
    assert told("\n".join([run.stdout, run.stderr, junit.read_text(), log.read_text()])) == []


@pytest.mark.parametrize("how", ["no", "sys", "tee-sys"])
def test_where_a_key_could_not_be_hidden_nothing_begins(service: Service, how: str) -> None:
    run = service.aimed(READS, allow="document.read", more=f"--capture={how}")

    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "run without -s" in run.stderr
    assert service.untouched


def test_a_key_says_where_it_is_from_and_not_what_it_is() -> None:
    key = Key(KEY, "$THE_KEY")

    assert repr(key) == str(key) == f"{key}" == "<key from $THE_KEY>"
    assert not hasattr(key, "__dict__")
    assert told(repr([key, key.auth, key.redact, vars(key.auth)])) == []
    with pytest.raises(TypeError):
        pickle.dumps(key)


def test_a_key_is_on_the_request_that_is_sent() -> None:
    request = httpx.Request("GET", "http://127.0.0.1/")

    sent = next(Key(KEY, "$THE_KEY").auth.auth_flow(request))

    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert told(repr(sent.headers)) == []


@pytest.mark.parametrize(
    "text",
    [KEY, f"Bearer {KEY}", repr(KEY.encode()), f"'{KEY[:18]}...{KEY[-18:]}'", f"{KEY}{KEY}"],
)
def test_whole_or_in_part_it_is_taken_out(text: str) -> None:
    assert told(Key(KEY, "$THE_KEY").redact(text)) == []


def test_a_key_with_odd_letters_is_taken_out_however_it_is_written() -> None:
    odd = 'rpa_"Ä\\/+ x'
    redact = Key(odd, "$ODD").redact

    for written in (odd, repr(odd), '"rpa_\\"\\u00c4\\\\/+ x"', "rpa_%22%C3%84%5C%2F%2B%20x"):
        assert "rpa_" not in redact(written)
