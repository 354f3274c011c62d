"""Where things can be said, which of them counts, and what is answered to what cannot be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract_tests.plugin.conftest import Suite
from mock_runpod import Client, start
from mock_runpod.pytest_plugin.options import SETTINGS
from mock_runpod.settings import WorldSettings, options_of

LOOKS = 'def test_it(runpod_mock): print("boot_s", runpod_mock.settings["boot_s"])'
INI = "[pytest]\nrunpod_settings =\n    boot_s = 3\n"
PYPROJECT = "[tool.mock_runpod]\nboot_s = 2\n"
CONFIG = """
@pytest.fixture(scope="session")
def runpod_mock_config():
    return {"boot_s": 5}
"""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Client]:
    with start(clock="manual", profile="typical") as server:
        yield server


def test_every_setting_can_be_said() -> None:
    assert [option.name for option in options_of(WorldSettings)] == SETTINGS


def test_the_nearer_it_is_said_the_more_it_counts(suite: Suite) -> None:
    def found(*arguments: str, tests: str = LOOKS, conftest: str = "", **files: str) -> str:
        return suite(tests, *arguments, conftest=conftest, **files).stdout.str()

    # Each run leaves its files for the next, so every one adds a source that counts more.
    assert "boot_s 2.0" in found(pyproject_toml=PYPROJECT)
    assert "boot_s 3.0" in found(pytest_ini=INI)
    assert "boot_s 4.0" in found("--runpod-boot-s=4")
    assert "boot_s 5.0" in found("--runpod-boot-s=4", conftest=CONFIG)
    marked = f"@pytest.mark.runpod(boot_s=6)\n{LOOKS}"
    assert "boot_s 6.0" in found("--runpod-boot-s=4", tests=marked)


def test_the_header_says_what_repeats_a_run(suite: Suite) -> None:
    done = suite(LOOKS, "--runpod-seed=41", "--runpod-clock=manual")

    done.stdout.fnmatch_lines(["mock_runpod: seed 41, clock manual, profile instant; *"])


def test_a_failure_says_how_to_have_it_again(suite: Suite) -> None:
    done = suite("def test_it(runpod_mock): assert 0", "--runpod-seed=41")

    done.stdout.fnmatch_lines(
        [
            "world test-it-* at http://127.0.0.1:*, seed 41",
            'the same again: pytest "test_it.py::test_it" --runpod-seed=41',
        ]
    )


def test_a_server_elsewhere_can_be_used(suite: Suite, elsewhere: Client, tmp_path: Path) -> None:
    (tmp_path / "world.toml").write_text("[account]\nbalance = 7.5\n")

    done = suite(
        f"""
@pytest.mark.runpod(data={str(tmp_path / "world.toml")!r})
def test_it(runpod_mock):
    assert runpod_mock.base_url == {elsewhere.base_url!r}
    assert runpod_mock.clock.mode == "auto"
    assert runpod_mock.state()["accounts"][0]["balance"] == 7.5
""",
        f"--runpod-url={elsewhere.base_url}",
    )

    done.assert_outcomes(passed=1)
    done.stdout.fnmatch_lines([f"mock_runpod: *; {elsewhere.base_url}"])
    assert [world["name"] for world in elsewhere.worlds.list()] == ["default"]


def test_a_token_that_is_missing_is_told_with_how_to_say_it(suite: Suite) -> None:
    with start(admin_token="sesame") as server:
        url = f"--runpod-url={server.base_url}"
        let_in = suite("def test_it(runpod_mock): pass", url, "--runpod-admin-token=sesame")
        refused = suite("def test_it(runpod_mock): pass", url)

    let_in.assert_outcomes(passed=1)
    refused.assert_outcomes(errors=1)
    refused.stdout.fnmatch_lines(["mock_runpod: http://127.0.0.1:*; --runpod-admin-token says it*"])


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("sede=7", "unknown argument 'sede' of the marker runpod; did you mean 'seed'?"),
        ("boots=7", "unknown argument 'boots' of the marker runpod; did you mean 'boot_s'?"),
        ("port=7", "*'port' of the marker runpod; the worlds of a server share it, *"),
        ("zzz=7", "*'zzz' of the marker runpod; it takes seed, clock, *and every setting*"),
        ("7", "the marker runpod takes arguments with names, and 7 has none; *"),
    ],
)
def test_an_unknown_argument_is_told_even_if_no_world_is_asked_for(
    suite: Suite, argument: str, said: str
) -> None:
    done = suite(f"@pytest.mark.runpod({argument})\ndef test_it(): pass")

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*ERROR at setup of test_it*", said])


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ('unhandled="no"', "*unhandled of * is one of error, warn, ignore, not 'no'"),
        ('sleep="deep"', "*sleep of * is one of exact, skip, real, not 'deep'"),
        ("no_leaks=1", "*no_leaks of * is True or False, not 1"),
        ("budget_usd=-1", "*budget_usd of * is dollars, 0 or more, not -1"),
        ("data=7", "*data of * is a name, a file, or a file's name and text, not 7"),
        ("profile=['quick']", "*profile of * is a name or a file, not [[]'quick'[]]"),
        ("faults={'fault': 'empty'}", "*faults of * is a list of faults, a name or a file, not *"),
        ("seed=1.5", "*seed of * is a number or a text, not 1.5"),
        ('clock="fast"', "*unknown clock 'fast': it is real, scaled:N, manual or auto*"),
        ('profile="slw"', "*slw*"),
        ('data="nowhere.toml"', "*nowhere.toml*"),
        ("boot_s=-1", "*boot_s: Input should be greater than or equal to 0"),
    ],
)
def test_a_value_that_cannot_be_is_told_with_the_test(
    suite: Suite, argument: str, said: str
) -> None:
    done = suite(f"@pytest.mark.runpod({argument})\ndef test_it(runpod_mock): pass")

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*ERROR at setup of test_it*", f"mock_runpod: {said}"])
    done.stdout.no_fnmatch_line("*During handling*")


@pytest.mark.parametrize(
    ("flag", "said"),
    [
        ("--runpod-boot-s=long", "mock_runpod: --runpod-boot-s: Input should be a valid number*"),
        ("--runpod-budget-usd=much", "mock_runpod: --runpod-budget-usd is dollars, not 'much'"),
        ("--runpod-port=x", "mock_runpod: port: Input should be a valid integer*"),
        ("--runpod-url=nowhere", "mock_runpod: 'nowhere' is no address of a server; *"),
        ("--runpod-url=http://127.0.0.1:9", "mock_runpod: no mock-runpod answers at *:9: *"),
    ],
)
def test_what_is_wrong_on_the_command_line_is_told(suite: Suite, flag: str, said: str) -> None:
    done = suite(LOOKS, flag)

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines([said])
    done.stdout.no_fnmatch_line("*During handling*")


def test_a_mistake_in_pyproject_is_told_with_its_line(suite: Suite) -> None:
    done = suite(LOOKS, pyproject_toml="[tool.mock_runpod]\nboots = 2\n")

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["mock_runpod: *pyproject.toml, line 2: unknown option boots; did*"])


def test_a_mistake_in_the_config_fixture_is_told(suite: Suite) -> None:
    done = suite(LOOKS, conftest=CONFIG.replace("boot_s", "bot_s"))

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(
        ["mock_runpod: unknown argument 'bot_s' of *; did you mean 'boot_s'*"]
    )
