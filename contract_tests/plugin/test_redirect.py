"""The Python SDK is led to the mock whenever it was imported, and nothing of it stays."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import mock_runpod
from contract_tests.house.tree import CHECKOUT
from mock_runpod import Client

runpod = pytest.importorskip("runpod")
from runpod.cli.groups.config import functions as credentials  # noqa: E402 - after the skip
from runpod.endpoint import runner  # noqa: E402

REAL = "https://api.runpod.ai/v2"
ACCOUNT = '[default]\napi_key = "the person\'s own"\n'


def python(script: str, home: Path, **variables: str) -> list[str]:
    """What a fresh interpreter prints, on the machine of somebody who has an account."""
    (home / ".runpod").mkdir()
    (home / ".runpod" / "config.toml").write_text(ACCOUNT)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RUNPOD", "MOCK_RUNPOD"))}
    env = {**kept, "HOME": str(home), "PYTHONPATH": str(CHECKOUT), **variables}
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def stand_in(site: Path, version: str = "1.12.0", names: str = "time = Retry = None") -> str:
    """A folder with an SDK that is imported quickly; the path that finds it and us."""
    address = "os.environ.get('RUNPOD_ENDPOINT_BASE_URL', 'https://api.runpod.ai/v2')"
    files = {
        "runpod/__init__.py": f"import os\napi_key = None\nendpoint_url_base = {address}\n",
        "runpod/endpoint/__init__.py": "",
        "runpod/endpoint/runner.py": names,
        "runpod-0.dist-info/METADATA": f"Metadata-Version: 2.1\nName: runpod\nVersion: {version}\n",
    }
    for file, text in files.items():
        (site / file).parent.mkdir(parents=True, exist_ok=True)
        (site / file).write_text(text)
    return os.pathsep.join([str(site), str(CHECKOUT)])


def test_an_sdk_that_is_there_already_is_led_here(runpod_mock: Client) -> None:
    assert runpod.endpoint_url_base == f"{runpod_mock.base_url}/v2"
    assert runpod.api_key == runpod_mock.key


def test_it_is_as_before_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runpod, "api_key", "mine")
    changed = runpod, runner, credentials, runner.Job
    before = [dict(vars(each)) for each in changed]

    with mock_runpod.mocked():
        assert runpod.api_key != "mine"
        assert vars(runner) != before[1]

    assert [dict(vars(each)) for each in changed] == before


def test_somebodys_account_is_neither_read_nor_written(runpod_mock: Client) -> None:
    assert credentials.get_credentials() is None

    credentials.set_credentials("a key of this test")

    assert credentials.get_credentials() == {"api_key": "a key of this test"}
    assert not credentials.CREDENTIAL_FILE.startswith(os.path.expanduser("~/.runpod"))


def test_an_account_of_a_test_is_gone_with_it() -> None:
    with mock_runpod.mocked():
        credentials.set_credentials("a key of this test")
        file = credentials.CREDENTIAL_FILE

    assert not os.path.exists(file)


def test_an_sdk_that_is_imported_later_is_led_here_and_let_go(tmp_path: Path) -> None:
    said = python(
        """
import sys
opened = []
sys.addaudithook(lambda what, args: what == "open" and opened.append(str(args[0])))
import mock_runpod
with mock_runpod.mocked() as mock:
    import runpod
    print(runpod.api_key == mock.key, runpod.endpoint_url_base == mock.base_url + "/v2")
    print(any(".runpod" in each for each in opened))
print(runpod.api_key, runpod.endpoint_url_base)
from runpod.endpoint import runner
import time
print(runner.time is time, runner.Retry.__name__)
print([each for each in sys.meta_path if "mock_runpod" in type(each).__module__])
""",
        tmp_path,
    )

    assert said == ["True True", "False", f"the person's own {REAL}", "True Retry", "[]"]


def test_variables_of_somebodys_own_hold_again_afterwards(tmp_path: Path) -> None:
    said = python(
        """
import mock_runpod
with mock_runpod.mocked():
    import runpod
print(runpod.endpoint_url_base)
""",
        tmp_path,
        RUNPOD_ENDPOINT_BASE_URL="http://proxy.example/v2",
        PYTHONPATH=stand_in(tmp_path / "site"),
    )

    assert said == ["http://proxy.example/v2"]


def test_an_sdk_that_is_imported_in_an_inner_block_is_led_to_the_outer_one(tmp_path: Path) -> None:
    said = python(
        """
import mock_runpod
with mock_runpod.mocked() as outer:
    with mock_runpod.mocked() as inner:
        import runpod
        print(runpod.endpoint_url_base == inner.base_url + "/v2")
    print(runpod.endpoint_url_base == outer.base_url + "/v2", runpod.api_key == outer.key)
print(runpod.endpoint_url_base)
""",
        tmp_path,
        PYTHONPATH=stand_in(tmp_path / "site"),
    )

    assert said == ["True", "True True", REAL]


def test_a_child_process_is_led_here(runpod_mock: Client, tmp_path: Path) -> None:
    said = python("import runpod; print(runpod.endpoint_url_base)", tmp_path, **runpod_mock.env)

    assert said == [f"{runpod_mock.base_url}/v2"]


@pytest.mark.runpod(data="demo")
def test_over_http_the_sdk_tries_as_often_as_over_https(runpod_mock: Client) -> None:
    runpod_mock.fail("GET /v2/*/health", status=429)

    with pytest.raises(Exception, match="429 Client Error"):
        runpod.Endpoint("demo").health()

    assert runpod_mock.requests("GET /v2/demo/health").count == 1


@pytest.mark.runpod(production_retries=False)
def test_it_can_be_left_to_its_habits(runpod_mock: Client) -> None:
    retries = runner.RunPodClient().rp_session.get_adapter("http://x").max_retries

    assert (retries.total, retries.status_forcelist) == (5, [408, 429])


@pytest.mark.parametrize(
    ("version", "names", "said"),
    [
        ("3.0.0", "time = Retry = None", "its version 3.0.0 is not one from 1.5 to 2.x"),
        ("1.4.9", "time = Retry = None", "its version 1.4.9 is not one from 1.5 to 2.x"),
        ("1.99.0", "Retry = None", "runpod.endpoint.runner has no time any more"),
    ],
)
def test_a_strange_sdk_is_left_alone_with_a_warning(
    tmp_path: Path, version: str, names: str, said: str
) -> None:
    script = """
import warnings, mock_runpod
with mock_runpod.mocked() as mock, warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    import runpod, runpod.endpoint.runner as runner
    print(runner.Retry, runpod.api_key == mock.key)
print(*[str(each.message) for each in told])
"""

    printed = python(script, tmp_path, PYTHONPATH=stand_in(tmp_path / "site", version, names))

    assert printed[0] == "None True"
    assert printed[1].startswith(f"the Python SDK sleeps and retries as ever: {said}")


@pytest.mark.parametrize("blocks", ["guard.on(), mocked()", "mocked(), guard.on()"])
def test_the_guard_sees_the_same_import(tmp_path: Path, blocks: str) -> None:
    script = f"""
from mock_runpod import guard, mocked
with {blocks}:
    import runpod
    print(runpod.api_key)
print(runpod.api_key)
"""

    printed = python(script, tmp_path, PYTHONPATH=stand_in(tmp_path / "site"))

    assert printed == ["rpa_mock_mocked", "None"]
