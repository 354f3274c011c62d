"""The package's own examples, byte for byte as they are shipped, each to its end.

They know RunPod's addresses and endpoints: `official/redirect.mjs` leads the former to the mock,
and the latter are there. They check nothing, so that what they print is read here.
"""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contract_tests.clients.languages.clients import CACHE
from contract_tests.clients.languages.drivers import PATIENCE_S, Voice, surroundings
from mock_runpod.testing.starting import MockRunPod

pytestmark = [pytest.mark.clients, pytest.mark.certifies("examples")]

HOME = CACHE / "javascript"
EXAMPLES = HOME / "official" / "examples"
#: `stream.js` says which chunks its endpoint shall hand out, and that is what it expects.
WRITER = "gwp4kx5yd3nur1"
CHUNKS = [f'stream yielded {{\n  "output": "{letter}"\n}}' for letter in "abcdefg"]
DONE = ["status: 'COMPLETED'", "started: true", "completed: true", "succeeded: true"]
COUNTERS = ["jobs:", "completed:", "workers:", "throttled:"]
PURGED = ["removed: 0", "status: 'completed'"]

#: What must be printed, in this order.
PRINTED = {
    "basic.js": ["gettysburg.wav", *DONE],
    "cancel.js": [
        *("run resp", "status: 'IN_QUEUE'", "cancel resp", "status: 'CANCELLED'"),
        *(
            "status after cancellation",
            "status: 'CANCELLED'",
            "completed: true",
            "succeeded: false",
        ),
    ],
    "devServerless.js": ["gettysburg.wav", *DONE],
    "errors.js": COUNTERS,
    "health.js": COUNTERS,
    "purge-queue.js": PURGED,
    "run.js": [
        *("run response", "status: 'IN_QUEUE'"),
        *("status response", "completed: false", *["status response"] * 4, *DONE),
    ],
    "runSync.js": ["gettysburg.wav", *DONE],
    "stream.js": CHUNKS,
    "test.js": [
        *("run", "status: 'IN_QUEUE'", "status", "started: true", "cancel", "'CANCELLED'"),
        *("health", *COUNTERS, "purge queue", *PURGED, "after purge", *COUNTERS),
        *("runSync", *DONE, "runSync failing", *DONE, "runSync timed out", *DONE),
        *("stream", *CHUNKS),
    ],
}

Printed = Callable[[str], str]
Process = subprocess.Popen[str]


@pytest.fixture(scope="module")
def printed(server: MockRunPod) -> Iterator[Printed]:
    """What an example prints. All start with the first one asked for: some sleep by themselves."""
    started: dict[str, Process] = {}

    def output(name: str) -> str:
        if not started:
            started.update((each.name, begun(server, each)) for each in EXAMPLES.glob("*.js"))
        out, errors = started[name].communicate(timeout=PATIENCE_S)
        assert (started[name].returncode, errors) == (0, ""), f"{name} printed {out}"
        return out

    yield output
    for process in started.values():
        process.kill()
        process.communicate()


def begun(server: MockRunPod, example: Path) -> Process:
    mock = server.at(f"rpa_mock_example_{example.stem}")
    mock.endpoint("faster-whisper", cold_start=2)
    mock.endpoint(WRITER, cold_start=2, behaviour={"generator": True, "aggregate": True})
    said = {"MOCK_URL": server.base_url, "RUNPOD_API_KEY": mock.key, "ENDPOINT_ID": WRITER}
    return subprocess.Popen(
        ["node", "--import", "../redirect.mjs", example.name],
        cwd=example.parent,
        env={**surroundings(HOME), **said},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("example", PRINTED)
def test_an_example_runs_to_its_end(client: Voice, printed: Printed, example: str) -> None:
    rest = printed(example)

    for words in PRINTED[example]:
        before, found, rest = rest.partition(words)
        assert found, f"{words} is not in {before}"


def test_every_example_is_known(client: Voice) -> None:
    assert {each.name for each in EXAMPLES.iterdir()} == set(PRINTED)
