"""Who asks over HTTP has ready-made names and the texts of files, but no file of this machine."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from mock_runpod.app import App

pytestmark = pytest.mark.anyio
PROFILE = "[boot]\nseconds = 3\n"
FAULTS = '[[faults]]\nname = "down"\nfault = "status"\nstatus = 503\non = "GET /v1/endpoints"\n'
DEEP = "[" * 260 + "]" * 260


@pytest.fixture
def secret(tmp_path: Path) -> str:
    file = tmp_path / "secret.toml"
    file.write_text("planted_name = 'planted-value'\n")
    return str(file)


@pytest.fixture
def options(tmp_path: Path) -> dict[str, Any]:
    """The server was started with files of its own."""
    texts = {"data": "[account]\nbalance = 7.5\n", "profile": PROFILE, "faults": FAULTS}
    for name, text in texts.items():
        (tmp_path / f"own-{name}.toml").write_text(text)
    return {name: str(tmp_path / f"own-{name}.toml") for name in texts}


def sent(text: str, file: str = "mine.toml") -> dict[str, str]:
    return {"file": file, "text": text}


async def refusal(http: httpx.AsyncClient, path: str, body: Any) -> str:
    answer = await http.post(f"/__mock/{path}", json=body)
    assert answer.status_code == 400, answer.text
    return str(answer.json()["error"])


@pytest.mark.parametrize("path", ["{secret}", "{folder}", "/dev/zero", "/no/such/file", "a" * 5000])
@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("worlds", '{"data": "FILE"}'),
        ("worlds", '{"profile": "FILE"}'),
        ("worlds", '{"faults": "FILE"}'),
        ("worlds", '{"faults": ["FILE"]}'),
        ("worlds", '{"faults": [{"profile": "FILE"}]}'),
        ("worlds", '{"data": {"file": "w.toml", "text": "faults = \'FILE\'"}}'),
        ("worlds", '{"data": {"file": "w.json", "text": "{\\"faults\\": [\\"FILE\\"]}"}}'),
        ("faults", '{"profile": "FILE"}'),
        ("faults", '["FILE"]'),
        ("faults", '{"profile": {"file": "f.toml", "text": "faults = \'FILE\'"}}'),
    ],
)
async def test_no_file_is_opened_for_who_names_one(
    http: httpx.AsyncClient, secret: str, address: str, body: str, path: str
) -> None:
    named = path.format(secret=secret, folder=Path(secret).parent)
    answer = await http.post(f"/__mock/{address}", content=body.replace("FILE", named))

    assert answer.status_code == 400
    assert "planted" not in answer.text
    assert "no such file" not in answer.text  # not even whether it is there
    assert "No such file" not in answer.text


async def test_the_refusal_says_how_a_file_is_used(http: httpx.AsyncClient, secret: str) -> None:
    assert await refusal(http, "worlds", {"profile": secret}) == (
        f"not one of the ready-made profiles (chaos, instant, quick, typical): {secret!r}; "
        'a file is sent as its text: {"file": "mine.toml", "text": "..."}'
    )


async def test_files_are_sent_as_texts(http: httpx.AsyncClient) -> None:
    body = {
        "name": "t1",
        "profile": sent("[boot]\nseconds = 9\n"),
        "data": [sent("[account]\nbalance = 1\n"), sent("faults = 'flaky'", "b.toml")],
        "faults": [{"profile": sent(FAULTS.replace("down", "mine"))}],
    }
    made = (await http.post("/__mock/worlds", json=body)).raise_for_status().json()
    mine = {"X-Mock-World": "t1"}
    state = (await http.get("/__mock/state", headers=mine)).json()

    assert made["profile"] == "mine"
    assert state["accounts"][0]["balance"] == 1
    names = [row["name"] for row in (await http.get("/__mock/faults", headers=mine)).json()]
    assert (names[0], names[-1]) == ("flaky-slow", "mine")


async def test_a_profile_of_faults_is_sent_as_a_text(http: httpx.AsyncClient) -> None:
    body = {"profile": sent(FAULTS.replace("down", "mine"))}
    made = await http.post("/__mock/faults", json=body)

    assert [row["name"] for row in made.raise_for_status().json()] == ["mine"]


async def test_what_the_server_was_started_with_can_be_named(
    http: httpx.AsyncClient, options: dict[str, Any]
) -> None:
    made = await http.post("/__mock/worlds", json={"name": "t1", **options})
    state = (await http.get("/__mock/state", headers={"X-Mock-World": "t1"})).json()

    assert made.json()["profile"] == "own-profile"
    assert state["accounts"][0]["balance"] == 7.5
    assert [row["id"] for row in state["faults"]] == ["down"]


@pytest.mark.parametrize(
    ("address", "body", "complaint"),
    [
        ("worlds", {"profile": sent("bot = 1")}, "mine.toml, line 1, bot: there is no such field"),
        ("worlds", {"data": sent(f"x = {DEEP}")}, "mine.toml: nested deeper than 200 levels"),
        ("worlds", {"data": sent(DEEP, "w.json")}, "w.json: nested deeper than 200 levels"),
        ("worlds", {"faults": [[]]}, "a fault is an object such as"),
        (
            "faults",
            {"profile": sent("\n[[faults]]\nfault = 'hnag'")},
            "mine.toml, line 2, faults.0: ",
        ),
        (
            "faults",
            {"profile": sent("")},
            "mine.toml, line 1, faults: a profile must have faults of its own",
        ),
        ("faults", {"profile": {"file": "mine.toml"}}, "a profile goes alone, and by its name: "),
        ("faults", {"profile": "flaky", "count": 1}, "a profile goes alone, and by its name: "),
    ],
)
async def test_a_text_that_is_wrong_is_refused_and_nothing_is_made(
    http: httpx.AsyncClient, app: App, address: str, body: Any, complaint: str
) -> None:
    assert (await refusal(http, address, body)).startswith(complaint)
    assert len(app.worlds.names()) == 1
