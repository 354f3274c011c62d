"""Refused means untouched: whatever is wrong, the dialect says so, and the world is as before."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_tests.properties.conftest import WORLD
from contract_tests.properties.effort import effort
from contract_tests.properties.refusals import AGAINST_RULES, ASTRAY, KEYLESS, MISFITS, Refusal
from contract_tests.properties.truth import dump
from contract_tests.properties.voices import in_voice, names
from contract_tests.properties.wire import Answer, Wire

ALL = [*AGAINST_RULES, *ASTRAY]


class Busy:
    """A world in the middle of its work: jobs done, at work and waiting, a webhook under way."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.done = self.submit({"mock_return": "first"})
        wire("POST", "/__mock/clock/advance", {"seconds": 60})
        self.running = self.submit({"mock_delay": 300})
        for number in range(6):
            self.submit({"mock_delay": 300, "number": number})
        wire("POST", "/__mock/clock/advance", {"seconds": 60})

    def submit(self, input: Any) -> str:
        job_id: str = self.wire("POST", "/v2/busy/run", {"input": input}).json["id"]
        return job_id

    def refuses(self, refusal: Refusal) -> Answer:
        """The answer to it, once it is clear that nothing has changed."""
        target = refusal.target.format(done=self.done, running=self.running)
        before = dump(self.wire.world)

        answer = self.wire(refusal.method, target, refusal.body)

        assert dump(self.wire.world) == before
        assert in_voice(refusal.dialect, answer), answer
        return answer


@pytest.fixture(scope="module")
def busy() -> Iterator[Busy]:
    with Wire(clock="manual", profile="typical", data=WORLD) as wire:
        yield Busy(wire)


def test_the_world_is_in_the_middle_of_its_work(busy: Busy) -> None:
    health = busy.wire("GET", "/v2/busy/health").json

    assert health["jobs"]["completed"] == 1
    assert health["jobs"]["inProgress"] > 0
    assert health["jobs"]["inQueue"] > 0


@effort(3)
@given(refusal=MISFITS)
def test_a_body_with_one_mistake_is_refused_by_name(busy: Busy, refusal: Refusal) -> None:
    answer = busy.refuses(refusal)

    assert answer.status == 400
    assert names(refusal.dialect, answer, refusal.at), (answer, refusal.at)


@pytest.mark.parametrize("refusal", ALL, ids=lambda one: f"{one.method} {one.target} {one.body}")
def test_what_is_against_a_rule_or_leads_nowhere_changes_nothing(
    busy: Busy, refusal: Refusal
) -> None:
    answer = busy.refuses(refusal)

    assert answer.status in ({405} if refusal.method == "PUT" else {400, 404, 405, 409, 500})


@pytest.mark.rule("B-006")
@pytest.mark.rule("B-007")
@pytest.mark.parametrize("refusal", KEYLESS, ids=lambda one: f"{one.method} {one.target}")
@pytest.mark.parametrize("key", [None, b"Bearer", b"Bearer rpa_mock_invalid", b"Basic abc"])
def test_a_stranger_changes_nothing(busy: Busy, refusal: Refusal, key: bytes | None) -> None:
    before, headers = dump(busy.wire.world), [] if key is None else [(b"authorization", key)]

    answer = busy.wire.send(refusal.method, refusal.target.encode(), headers, b"{}")

    assert answer.status == 401
    assert in_voice(refusal.dialect, answer)
    assert dump(busy.wire.world) == before


@effort(0.5)
@given(refusals=st.lists(st.sampled_from(ALL) | MISFITS, max_size=4))
def test_refusals_before_it_do_not_change_the_next_job(refusals: list[Refusal]) -> None:
    """Also not its id: a refused request draws no luck."""
    with Wire(clock="manual", data=WORLD) as wire, Wire(clock="manual", data=WORLD) as untroubled:
        for refusal in refusals:
            target = refusal.target.format(done="no-such-job", running="no-such-job")
            wire(refusal.method, target, refusal.body)

        submitted = wire("POST", "/v2/busy/run", {"input": 1})

        assert submitted.json == untroubled("POST", "/v2/busy/run", {"input": 1}).json
