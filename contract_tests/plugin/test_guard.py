"""The guard, up for one test or for all."""

from contract_tests.plugin.conftest import Suite

GUARDED = """
def test_it(GUARD):
    with pytest.raises(RuntimeError, match="real RunPod"):
        httpx.get("https://api.runpod.ai/v2/demo/health")
    with pytest.raises(OSError):
        __import__("socket").create_connection(("127.0.0.1", 9), timeout=1)
"""


def test_the_guard_is_a_fixture(suite: Suite) -> None:
    done = suite(GUARDED.replace("GUARD", "runpod_guard"))

    done.assert_outcomes(passed=1)


def test_the_guard_can_be_up_for_all_tests(suite: Suite) -> None:
    done = suite(GUARDED.replace("GUARD", ""), "-o", "runpod_guard=true")

    done.assert_outcomes(passed=1)


def test_the_guard_leaves_the_mock_alone(suite: Suite) -> None:
    done = suite(
        'def test_it(runpod_mock): assert ask("/demo/health").status_code == 200',
        *("--runpod-data=demo", "-o", "runpod_guard=true"),
    )

    done.assert_outcomes(passed=1)


WITH_A_REAL_KEY = """
KEY = "rpa_" + "A" * 44

def status(mock):
    return httpx.get(mock.base_url + "/v1/endpoints", headers={"Authorization": KEY}).status_code
"""


def test_keys_that_look_real_are_refused_while_it_is_up(suite: Suite) -> None:
    done = suite(
        f"""{WITH_A_REAL_KEY}
def test_guarded(runpod_mock, runpod_guard): assert status(runpod_mock) == 403

def test_afterwards(runpod_mock): assert status(runpod_mock) == 200
"""
    )

    done.assert_outcomes(passed=2)


def test_they_are_refused_in_all_tests_if_it_is_up_for_all(suite: Suite) -> None:
    done = suite(
        f"{WITH_A_REAL_KEY}\ndef test_it(runpod_mock): assert status(runpod_mock) == 403",
        *("-o", "runpod_guard=true"),
    )

    done.assert_outcomes(passed=1)


def test_a_real_key_from_before_is_not_what_a_test_finds(suite: Suite) -> None:
    done = suite(
        """
@pytest.fixture(scope="session", autouse=True)
def shell():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUNPOD_API_KEY", "rpa_" + "A" * 44)
        yield

def test_guarded(runpod_guard): assert os.environ["RUNPOD_API_KEY"] == "rpa_mock_default"

def test_both(runpod_mock, runpod_guard): assert os.environ["RUNPOD_API_KEY"] == runpod_mock.key
"""
    )

    done.assert_outcomes(passed=2)


WITH_A_CHILD = """
import subprocess, sys
ASKS = "import urllib.request; urllib.request.urlopen('https://api.runpod.ai/v2/sdxl/health')"

def ask():
    return subprocess.run([sys.executable, "-c", ASKS], stderr=subprocess.DEVNULL).returncode
"""


def test_what_a_child_asked_is_told_to_the_test(suite: Suite) -> None:
    done = suite(
        f"""{WITH_A_CHILD}
def test_it(runpod_guard):
    assert ask() != 0
    (stop,) = runpod_guard
    assert (stop.host, stop.process != os.getpid()) == ("api.runpod.ai", True)
"""
    )

    done.assert_outcomes(passed=1)


def test_what_was_stopped_stands_beside_the_failure(suite: Suite) -> None:
    done = suite(
        f"{WITH_A_CHILD}\ndef test_it(): assert ask() == 0\ndef test_other(): assert 0",
        *("-o", "runpod_guard=true"),
    )

    done.assert_outcomes(failed=2)
    done.stdout.fnmatch_lines(
        ["*the guard of mock_runpod stopped*", "api.runpod.ai (<string>:1, *"]
    )
    assert done.stdout.str().count("api.runpod.ai (") == 1
