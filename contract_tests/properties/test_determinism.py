"""The same seed and the same commands give the same bytes: answers, headers, ids and events."""

from collections.abc import Sequence
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


class Command(NamedTuple):
    """`{endpoint}` and `{job}` stand for the ones of this number that were made before."""

    method: str
    target: str
    body: Any = None
    number: int = 0


def commands() -> st.SearchStrategy[list[Command]]:
    creates = strategies.endpoint_creates(
        template_ids=list(TEMPLATES), network_volume_ids=list(VOLUMES), workers_max=2
    )
    jobs = strategies.job_submissions(webhooks=())
    number = st.integers(0, 5)
    job = st.sampled_from(
        [("GET", "status"), ("GET", "stream"), ("POST", "cancel"), ("POST", "retry")]
    ).map(lambda verb: (verb[0], f"/v2/{{endpoint}}/{verb[1]}/{{job}}"))
    fixed = [
        *(("GET", f"/v1/{what}") for what in ("endpoints?includeWorkers=true", "templates")),
        *(("GET", f"/v2/{{endpoint}}/{what}") for what in ("health", "metrics", "requests")),
        *(("POST", "/v2/{endpoint}/purge-queue"), ("DELETE", "/v1/endpoints/{endpoint}")),
        *(("GET", "/__mock/state"), ("GET", "/nowhere"), ("POST", "/v1/endpoints")),
    ]
    spans = st.floats(0, 90).map(lambda seconds: {"seconds": seconds})
    return st.lists(
        st.one_of(
            st.builds(Command, st.just("POST"), st.just("/v1/endpoints"), creates),
            st.builds(Command, st.just("POST"), st.just("/v2/{endpoint}/run"), jobs, number),
            st.builds(Command, st.just("POST"), st.just("/__mock/clock/advance"), spans),
            st.builds(lambda to, n: Command(*to, None, n), job | st.sampled_from(fixed), number),
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


@pytest.mark.parametrize("clock", ["manual", "auto"])
@pytest.mark.parametrize("profile", LUCKY)
@effort(0.3)
@given(script=commands(), seed=st.integers(0, 2**32))
def test_two_mocks_with_one_seed_say_the_same(
    clock: str, profile: str, script: list[Command], seed: int
) -> None:
    one = played(script, clock=clock, profile=profile, seed=seed)
    other = played(script, clock=clock, profile=profile, seed=seed)

    assert one == other


@pytest.mark.parametrize("clock", ["manual", "auto"])
@effort(0.3)
@given(script=commands(), seed=st.integers(0, 2**32))
def test_another_seed_gives_other_ids(clock: str, script: list[Command], seed: int) -> None:
    script = [Command("POST", "/v2/{endpoint}/run", {"input": 1}), *script]

    one = played(script, clock=clock, profile="typical", seed=seed)
    other = played(script, clock=clock, profile="typical", seed=seed + 1)

    assert one[0].json["id"] != other[0].json["id"]
    assert all(a.headers != b.headers for a, b in zip(one, other, strict=True))


@effort(0.3)
@given(script=commands())
def test_a_reset_world_begins_the_same_story_again(script: list[Command]) -> None:
    with Wire(data=WORLD, clock="manual", profile="chaos", event_limit=0) as wire:
        first = play(wire, script)
        wire("POST", "/__mock/reset")

        again = play(wire, script)

    assert [(a.status, a.body) for a in again] == [(a.status, a.body) for a in first]
