"""What the crate ships besides itself: each example and test, and why some are not run.

The sources are the crate's own, byte for byte. Its tests bring a server of their own, in place of
which they are given ours (`stand_in/`), so that what they assert must come out of a world.
"""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from contract_tests.clients.languages.clients import CACHE
from contract_tests.clients.languages.drivers import surroundings
from contract_tests.clients.languages.rust.suite import SHIPPED
from mock_runpod import Client

HOME = CACHE / "rust"
WORLD = Path(__file__).parent / "shipped_world.toml"
#: Real seconds. Only what hangs takes so long.
PATIENCE_S = 30.0

#: What is run: examples, and tests by the files they stand in.
EXAMPLES = {"manage_endpoint", "run_endpoint"}
ENDPOINT = "endpoints_tests"
JOB = "serverless_endpoint_tests"
WORKER = "serverless_worker_tests"
READS = "test_get_endpoint"
AWAITS = "test_serverless_endpoint_run_and_await"
POSTS = "worker_preserves_job_id_placeholder_until_result_post"
PINGS = "worker_heartbeat_sends_active_jobs_as_comma_separated_query_value"
IDLES = "worker_returns_false_when_no_job_is_available"
SEVERAL = "worker_run_processes_jobs_concurrently_up_to_configured_concurrency"
TESTS = {ENDPOINT: {READS}, JOB: {AWAITS}, WORKER: {POSTS, PINGS, IDLES, SEVERAL}}

#: An example and whole files of tests, which join as soon as these addresses are served.
AWAITED = {
    "basic_usage": "/v1/pods",
    "client_tests": "/v1/pods",
    "volumes_tests": "/v1/networkvolumes",
    "billing_tests": "/v1/billing/pods",
}
#: Tests of workers that ask for what only a server that obeys them can say.
SCRIPTED = {
    "worker_takes_job_and_posts_output": "wants a job with the id job-1",
    "worker_run_prefetches_next_job_while_handler_is_running": "wants jobs named job-1 and job-2",
    "worker_run_reports_job_in_progress_from_every_loop_while_a_job_is_active": (
        "reads the requests from its own server"
    ),
}


@dataclass(frozen=True)
class Ended:
    """`code` is None for a program that had to be stopped."""

    code: int | None
    printed: str
    complained: str


def built(group: str, kind: str) -> dict[str, Path]:
    """The programs that were made of a version's examples or tests, by the names of their files."""
    rows: list[dict[str, str]] = json.loads((HOME / SHIPPED).read_text())
    return {
        row["name"]: HOME / row["file"]
        for row in rows
        if (row["group"], row["kind"]) == (group, kind)
    }


def run(program: Path, *arguments: str, patience: float = PATIENCE_S, **said: str) -> Ended:
    """With variables of its own, on a machine that otherwise leads nowhere."""
    process = subprocess.Popen(
        [program, *arguments],
        env={**surroundings(HOME), **said},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            printed, complained = process.communicate(timeout=patience)
            return Ended(process.returncode, printed, complained)
        except subprocess.TimeoutExpired:
            process.kill()
            return Ended(None, *process.communicate())


def tests(group: str) -> dict[str, set[str]]:
    """What each file of tests says that it has."""
    return {file: listed(program) for file, program in built(group, "test").items()}


def listed(program: Path) -> set[str]:
    lines = run(program, "--list", "--format", "terse").printed.splitlines()
    return {line.removesuffix(": test") for line in lines}


def example(mock: Client, group: str, name: str, patience: float = PATIENCE_S) -> Ended:
    """All that an example is told stands in its variables."""
    return run(
        built(group, "example")[name],
        patience=patience,
        RUNPOD_API_KEY=mock.key,
        RUNPOD_REST_URL=f"{mock.base_url}/v1",
        RUNPOD_API_URL=f"{mock.base_url}/v2",
        RUNPOD_ENDPOINT_ID="ep-123",
    )
