"""The same seed and the same commands give the same bytes: answers, headers, ids and events."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.properties.conftest import WORLD
from contract_tests.properties.effort import effort
from contract_tests.properties.oracle import TEMPLATES, VOLUMES
from contract_tests.properties.wire import Answer, Wire
from mock_runpod import strategies

#: Profiles that draw luck at every step.
LUCKY = ("typical", "chaos")
SEEDS = st.integers(0, 2**32)


class Command(NamedTuple):
    """`{endpoint}` and `{job}` stand for the ones of this number that were made before."""

    method: str
    target: str
    body: Any = None
    number: int = 0


def scripts(*, waiting: bool) -> st.SearchStrategy[list[Command]]:
    """`waiting`: also requests that are held until something happens, which takes a clock."""
    creates = strategies.endpoint_creates(
        template_ids=list(TEMPLATES), network_volume_ids=list(VOLUMES), workers_max=2
    )
    jobs = strategies.job_submissions(webhooks=())
    number = st.integers(0, 5)
    held = ["GET stream", "POST status-sync"] if waiting else []
    verbs = [verb.split() for verb in ("GET status", "POST cancel", "POST retry", *held)]
    runs = ["/v2/{endpoint}/run", *(["/v2/{endpoint}/runsync?wait=9000"] if waiting else [])]
    fixed = [
        *((method, f"/v2/{{endpoint}}/{verb}/{{job}}") for method, verb in verbs),
        *(("GET", f"/v1/{what}") for what in ("endpoints?includeWorkers=true", "templates")),
        *(("GET", f"/v2/{{endpoint}}/{what}") for what in ("health", "metrics", "requests")),
        *(("POST", "/v2/{endpoint}/purge-queue"), ("DELETE", "/v1/endpoints/{endpoint}")),
        *(("GET", "/__mock/state"), ("GET", "/nowhere"), ("POST", "/v1/endpoints")),
    ]
    spans = st.floats(0, 90).map(lambda seconds: {"seconds": seconds})
    return st.lists(
        st.one_of(
            st.builds(Command, st.just("POST"), st.just("/v1/endpoints"), creates),
            st.builds(Command, st.just("POST"), st.sampled_from(runs), jobs, number),
            st.builds(Command, st.just("POST"), st.just("/__mock/clock/advance"), spans),
            st.builds(lambda to, n: Command(to[0], to[1], None, n), st.sampled_from(fixed), number),
        ),
        min_size=3,
        max_size=25,
    )


def play(wire: Wire, script: Sequence[Command]) -> list[Answer]:
    """The answers to all of it, and then the events and the state that came of it."""
    endpoints, jobs, answers = ["busy"], ["no-such-job"], []
    for command in script:
        endpoint = endpoints[command.number % len(endpoints)]
        names = {"endpoint": endpoint, "job": jobs[command.number % len(jobs)]}
        answer = wire(command.method, command.target.format(**names), command.body)
        answers.append(answer)
        if answer.status == 200 and command.body and command.target.startswith(("/v1", "/v2")):
            (jobs if "/run" in command.target else endpoints).append(answer.json["id"])
    return [*answers, wire("GET", "/__mock/events"), wire("GET", "/__mock/state")]


def played(script: Sequence[Command], **options: Any) -> list[Answer]:
    with Wire(data=WORLD, event_limit=0, **options) as wire:
        return play(wire, script)


@pytest.mark.parametrize("profile", LUCKY)
@effort(0.3)
@given(script=scripts(waiting=False), seed=SEEDS)
def test_two_mocks_with_one_seed_say_the_same(
    profile: str, script: list[Command], seed: int
) -> None:
    one = played(script, clock="manual", profile=profile, seed=seed)
    other = played(script, clock="manual", profile=profile, seed=seed)

    assert one == other


@pytest.mark.parametrize("profile", LUCKY)
@effort(0.3)
@given(script=scripts(waiting=True), seed=SEEDS)
def test_two_mocks_that_skip_time_with_one_seed_say_the_same(
    profile: str, script: list[Command], seed: int
) -> None:
    one = played(script, clock="auto", profile=profile, seed=seed)
    other = played(script, clock="auto", profile=profile, seed=seed)

    assert one == other


@pytest.mark.parametrize("clock", ["manual", "auto"])
@effort(0.3)
@given(script=scripts(waiting=False), seed=SEEDS)
def test_another_seed_gives_other_ids(clock: str, script: list[Command], seed: int) -> None:
    script = [Command("POST", "/v2/{endpoint}/run", {"input": 1}), *script]

    one = played(script, clock=clock, profile="typical", seed=seed)
    other = played(script, clock=clock, profile="typical", seed=seed + 1)

    assert one[0].json["id"] != other[0].json["id"]
    assert all(a.headers != b.headers for a, b in zip(one, other, strict=True))


@effort(0.3)
@given(script=scripts(waiting=False))
def test_a_reset_world_begins_the_same_story_again(script: list[Command]) -> None:
    with Wire(data=WORLD, clock="manual", profile="chaos", event_limit=0) as wire:
        first = play(wire, script)
        wire("POST", "/__mock/reset")

        again = play(wire, script)

    assert [(a.status, a.body) for a in again] == [(a.status, a.body) for a in first]


SHOWN = """
from contract_tests.properties.test_determinism import Command, played
at_work = Command("POST", "/v2/busy/run", {"input": {"mock_delay": 9, "é": [1.5, None]}})
script = [at_work] * 3 + [Command("POST", "/__mock/clock/advance", {"seconds": 99})]
print([answer.body for answer in played(script, clock="manual", profile="chaos")])
"""


def test_the_order_of_sets_in_this_process_is_no_part_of_the_story() -> None:
    """Python draws another order of its sets in each process; nothing of a world may show it."""
    said = [
        subprocess.run(
            [sys.executable, "-c", SHOWN],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert said[0] == said[1]
    assert b"COMPLETED" in said[0]
