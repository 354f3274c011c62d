"""A real key has no business in a test: it is put away, refused, and never shown (B-005)."""

import base64
import os
from pathlib import Path

import httpx
import pytest

from contract_tests.porch import watched
from mock_runpod import create_app, guard
from mock_runpod.environment import holds_real_key

REAL = "rpa_" + "A1b2C3d4E5" * 4
INSTEAD = "rpa_mock_default"


@pytest.mark.parametrize(
    ("text", "real"),
    [
        (REAL, True),
        (f"Bearer {REAL}", True),
        ("rpa_" + "x" * 46, True),
        ("rpa_mock_" + "x" * 46, False),
        ("rpa_short", False),
        ("MYrpa_" + "x" * 46, False),
        ("", False),
    ],
)
def test_a_real_key_is_recognized(text: str, real: bool) -> None:
    assert holds_real_key(text) is real


@pytest.mark.parametrize("name", ["RUNPOD_API_KEY", "RUNPOD_AI_API_KEY"])
def test_a_real_key_in_a_variable_is_put_away(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, REAL)

    with guard.on():
        assert os.environ[name] == INSTEAD
        with guard.off():
            assert os.environ[name] == REAL

    assert os.environ[name] == REAL


def test_a_key_that_is_no_real_one_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNPOD_API_KEY", "rpa_mock_mine")

    with guard.on():
        assert os.environ["RUNPOD_API_KEY"] == "rpa_mock_mine"


def test_a_key_that_a_test_sets_meanwhile_is_not_overwritten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RUNPOD_API_KEY", REAL)

    with guard.on():
        os.environ["RUNPOD_API_KEY"] = "rpa_mock_other"

    assert os.environ["RUNPOD_API_KEY"] == "rpa_mock_other"


@pytest.mark.parametrize("first", ["import runpod", "pass"])
def test_the_key_of_the_sdk_is_put_away(first: str, tmp_path: Path) -> None:
    """It comes from a file, and may be read before the guard goes up or after."""
    credentials = tmp_path / ".runpod" / "config.toml"
    credentials.parent.mkdir()
    credentials.write_text(f'[default]\napi_key = "{REAL}"\n')
    code = f"""
import mock_runpod.guard
{first}
with mock_runpod.guard.on():
    import runpod
    print(runpod.api_key)
print(runpod.api_key)
"""
    shown = watched.said(code, folder=tmp_path, HOME=str(tmp_path)).split()

    assert shown == [INSTEAD, REAL]


SPELLINGS = {
    "Bearer": ({"Authorization": f"Bearer {REAL}"}, ""),
    "many blanks": ({"Authorization": f"  bearer   {REAL} "}, ""),
    "bare": ({"Authorization": REAL}, ""),
    "another scheme": ({"Authorization": f"Token {REAL}"}, ""),
    "netrc": ({"Authorization": "Basic " + base64.b64encode(f"me:{REAL}".encode()).decode()}, ""),
    "query": ({}, f"?api_key={REAL}"),
    "escaped": ({}, f"?x=1&api_key=%72pa_{REAL[4:]}"),
    "beside another": ({"Authorization": "Bearer rpa_mock_me"}, f"?api_key={REAL}"),
}


async def answer(
    path: str, headers: dict[str, str], query: str, *, refuse: bool = True
) -> httpx.Response:
    app = create_app(data="demo", refuse_real_keys=refuse)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1:8642"
    ) as http:
        return await http.get(path + query, headers=headers)


@pytest.mark.anyio
@pytest.mark.rule("B-005")
@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize(
    ("path", "word"),
    [("/v1/endpoints", "error"), ("/v2/demo/health", "detail"), ("/__mock/state", "error")],
)
async def test_a_real_key_is_refused_in_the_words_of_each_dialect(
    path: str, word: str, spelling: str
) -> None:
    refused = await answer(path, *SPELLINGS[spelling])

    assert refused.status_code == 403
    assert "mock-runpod env" in refused.json()[word]
    assert REAL[4:] not in refused.text


@pytest.mark.anyio
async def test_a_server_that_was_not_told_to_takes_any_key() -> None:
    taken = await answer("/v1/endpoints", *SPELLINGS["Bearer"], refuse=False)

    assert taken.status_code == 200


@pytest.mark.anyio
@pytest.mark.parametrize("said", ["Basic ???", "Basic", "Bearer rpa_mock_" + "x" * 50])
async def test_nothing_else_is_refused_for_it(said: str) -> None:
    assert (await answer("/v1/endpoints", {"Authorization": said}, "")).status_code != 403
