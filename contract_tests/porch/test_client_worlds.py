"""Which world is meant, and worlds as a whole."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from mock_runpod import Client, MockRunPod, start
from mock_runpod.errors import Invalid, NotFound, Refused

HEAVY = ("pydantic", "starlette", "httpx", "click", "orjson", "uvicorn", "asyncio", "http.client")


def test_without_a_word_it_is_the_default_world() -> None:
    with start(clock="manual") as mock:
        mock.clock.advance(5)

        assert (mock.world, mock.key) == ("default", "rpa_mock_default")
        with Client(mock.base_url, key=mock.key) as same, Client(mock.base_url) as too:
            assert (same.clock.now, too.clock.now) == (5, 5)


def test_a_world_is_chosen_by_name_or_by_key(server: MockRunPod) -> None:
    with Client(server.base_url, world="ci-7") as one:
        one.clock.mode = "manual"
        one.clock.advance(7)

        assert (one.world, one.key) == ("ci-7", "rpa_mock_ci-7")
        with Client(server.base_url, key="rpa_mock_ci-7") as other:
            assert (other.world, other.clock.now) == ("ci-7", 7)

    with pytest.raises(Invalid, match="not both"):
        Client(server.base_url, key="a", world="b")


def test_a_world_of_a_hidden_key_can_be_held_but_not_entered(server: MockRunPod) -> None:
    with Client(server.base_url, key="somebody's own") as own:
        digest = own.world

    with Client(server.base_url, world=digest) as held:
        assert held.world == digest
        with pytest.raises(Invalid, match="the key is not known here"):
            _ = held.env


def test_the_variables_lead_a_client_to_this_world(mock: Client) -> None:
    mock.endpoint("sdxl")
    env = mock.env

    answer = httpx.get(
        f"{env['RUNPOD_REST_URL']}/endpoints",
        headers={"Authorization": f"Bearer {env['RUNPOD_API_KEY']}"},
        trust_env=False,
    )

    assert [each["id"] for each in answer.json()] == ["sdxl"]


def test_the_variable_of_the_mock_is_where_it_looks_first(
    server: MockRunPod, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOCK_RUNPOD_URL", server.base_url)

    with Client(world="found") as client:
        assert client.world == "found"


def test_a_world_is_made_with_what_is_said_and_given_up(server: MockRunPod, tmp_path: Path) -> None:
    file = tmp_path / "world.toml"
    file.write_text("[account]\nbalance = 7.5\n")

    made = server.worlds.create("told", clock="manual", data=file, settings={"auto_retries": 0})

    assert (made.world, made.clock.mode) == ("told", "manual")
    assert made.settings["auto_retries"] == 0
    assert made.state()["accounts"][0]["balance"] == 7.5
    with pytest.raises(Refused, match="told"):
        server.worlds.create("told")
    server.worlds.delete("told")
    assert "told" not in [row["name"] for row in server.worlds.list()]


def test_a_fork_goes_its_own_way(mock: Client, server: MockRunPod) -> None:
    mock.clock.advance(10)

    with mock.fork("fork-of-it") as fork:
        fork.clock.advance(5)
        assert (fork.clock.now, mock.clock.now) == (15, 10)
    server.worlds.delete("fork-of-it")


def test_a_reset_begins_anew(mock: Client) -> None:
    mock.configure(auto_retries=0)
    mock.clock.advance(10)

    mock.reset()

    assert (mock.clock.now, mock.settings["auto_retries"]) == (0, 1)


def test_an_own_server_ends_with_its_block_and_a_shared_hand_does_not_end_it() -> None:
    with MockRunPod(seed=7) as mock:
        mock.worlds.create("a").close()
        assert mock.clock.now == 0
        assert repr(mock) == f"<MockRunPod {mock.base_url}>"

    with Client(mock.base_url) as client, pytest.raises(Exception, match="Connection refused"):
        client.state()


def test_an_own_server_with_a_token_and_few_keys_knows_its_way_in() -> None:
    with start(host="0.0.0.0", admin_token="open sesame", keys=["k1", "k2"]) as mock:
        mock.endpoint("sdxl")

        assert mock.key == "k1"
        with Client(mock.base_url, key="k1", token="open sesame") as same:
            assert [each.id for each in same.endpoints()] == ["sdxl"]


def test_an_unknown_world_is_named(server: MockRunPod) -> None:
    with pytest.raises(NotFound, match="no-such"):
        server.worlds.delete("no-such")


def test_the_client_needs_nothing_heavy(tmp_path: Path) -> None:
    script = "import sys, mock_runpod.client; print([n for n in sys.argv[1:] if n in sys.modules])"
    root = str(Path(__file__).parents[2])

    loaded = subprocess.run(
        [sys.executable, "-c", script, *HEAVY],
        env={**os.environ, "PYTHONPATH": root},
        cwd=tmp_path,
        capture_output=True,
        check=True,
        text=True,
    )

    assert loaded.stdout.strip() == "[]"


def test_files_are_sent_from_here_whatever_the_server_can_see(
    server: MockRunPod, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    for name, balance in (("b.toml", 7.5), ("a.toml", 5)):
        (tmp_path / "data" / name).write_text(f"[account]\nbalance = {balance}\n")
    (tmp_path / "slow.toml").write_text("[boot]\nseconds = 9\n")
    (tmp_path / "down.toml").write_text('[[faults]]\nfault = "status"\nstatus = 503\nname = "x"')

    with server.worlds.create(
        "sent",
        data=str(tmp_path / "data"),
        profile=tmp_path / "slow.toml",
        faults=str(tmp_path / "down.toml"),
    ) as made:
        there = [fault.name for fault in made.faults]
        made.faults.clear()
        added = [fault.name for fault in made.faults.profile(tmp_path / "down.toml")]

        assert made.state()["accounts"][0]["balance"] == 7.5
        assert there == added == ["x"]
    server.worlds.delete("sent")


@pytest.mark.parametrize("option", ["data", "profile", "faults"])
def test_a_file_that_is_not_there_is_told_before_anything_is_sent(
    server: MockRunPod, tmp_path: Path, option: str
) -> None:
    with pytest.raises(Invalid, match=r"nowhere\.toml: No such file"):
        server.worlds.create(**{option: str(tmp_path / "nowhere.toml")})
    with pytest.raises(Invalid, match=r"nowhere\.toml: No such file"):
        server.faults.profile(tmp_path / "nowhere.toml")
