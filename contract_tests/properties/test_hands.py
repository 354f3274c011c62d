"""The same law when jobs are in somebody's hand, or with functions elsewhere, and faults strike."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from contract_tests.properties.effort import effort
from contract_tests.properties.test_engine import Serverless
from contract_tests.properties.wishes import PICK, SETTINGS
from mock_runpod.engine import answering, faults, hands, losses
from mock_runpod.engine.world import World
from mock_runpod.model import (
    Answer,
    Attempt,
    Behaviour,
    By,
    CallHandler,
    Condition,
    Endpoint,
    Fault,
    How,
    Job,
    JobStatus,
    Law,
    Piece,
    PostWebhook,
    Rule,
    Spread,
    Worker,
    replace,
)
from mock_runpod.settings import WorldSettings

SECONDS = st.sampled_from([0.0, 5.0, 30.0]) | st.builds(
    Spread, law=st.just(Law.LOGNORMAL), middle=st.just(4.0), width=st.floats(0, 2)
)
PIECES = st.lists(st.builds(Piece, output=st.integers(), after=SECONDS), max_size=2).map(tuple)
ANSWERS = st.one_of(
    st.builds(Answer, by=st.just(By.HAND), progress=PIECES),
    st.builds(Answer, by=st.just(By.HANDLER), execution=st.none() | SECONDS, progress=PIECES),
    st.builds(Answer, output=st.just("done"), chunks=PIECES, execution=st.none() | SECONDS),
    st.builds(Answer, error=st.just("no")),
    st.builds(Answer, crash=st.just(True), execution=SECONDS),
)
SEQUENCE = st.lists(ANSWERS, min_size=1, max_size=3).map(tuple)
ALWAYS = (Condition(how=How.EXISTS),)
BEHAVIOURS = st.builds(
    Behaviour,
    answers=SEQUENCE,
    rules=st.lists(st.builds(Rule, when=st.just(ALWAYS), answers=SEQUENCE), max_size=1).map(tuple),
    aggregate=st.booleans(),
    concurrency=st.integers(1, 3),
    execution_s=st.none() | SECONDS,
)
SAYINGS: list[Callable[[World, str, int | None], Any]] = [
    lambda world, id, number: hands.progress(world, id, "so far", number=number),
    lambda world, id, number: hands.emit(world, id, [1], number=number),
    lambda world, id, number: hands.finish(world, id, {"a": 1}, number=number),
    lambda world, id, number: hands.finish(world, id, None, refresh=True, number=number),
    lambda world, id, number: hands.fail(world, id, "no", number=number),
    lambda world, id, number: hands.crash(world, id, number=number),
]
MISHAPS = st.sampled_from(sorted(losses.MISHAPS))


class Hands(Serverless):
    called: tuple[CallHandler, ...] = ()
    all_said = False

    @initialize(profile=st.just("instant"), settings=SETTINGS, seed=PICK, behaviour=BEHAVIOURS)
    def begin(self, profile: str, settings: WorldSettings, seed: int, behaviour: Behaviour) -> None:
        """With workers that are quick to start, and with trouble for the first of their jobs."""
        super().begin(profile, settings, seed, behaviour)
        kind, after = sorted(losses.MISHAPS)[seed % 3], (None, 3.0, 10.0, 0.0)[seed % 4]
        self.trouble(kind, after, 1)

    @rule(pick=PICK, behaviour=BEHAVIOURS)
    def behave(self, pick: int, behaviour: Behaviour) -> None:
        """Workers keep the hands they have."""
        if endpoint := self.one(Endpoint, pick):
            as_many = replace(behaviour, concurrency=endpoint.behaviour.concurrency)
            self.attempt(lambda: answering.change(self.world, endpoint, as_many))

    @rule(pick=PICK, saying=st.sampled_from(SAYINGS), told=st.booleans())
    def say(self, pick: int, saying: Callable[..., Any], told: bool) -> None:
        """Mostly about one that somebody has; whoever fetched it also says which attempt."""
        somebodys = self.one(Attempt, pick)
        if somebodys or (somebodys := self.one(Job, pick)):
            number = somebodys.number if told and isinstance(somebodys, Attempt) else None
            self.attempt(partial(saying, self.world, somebodys.id, number))

    @rule(pick=PICK, saying=st.sampled_from(SAYINGS))
    def report_late(self, pick: int, saying: Callable[..., Any]) -> None:
        """A function says what comes of an attempt that may be over by now."""
        self.hear_calls()
        if self.called:
            call = self.called[pick % len(self.called)]
            self.attempt(partial(saying, self.world, call.job_id, call.number))

    @rule(kind=MISHAPS, after=st.none() | st.floats(0, 40), pick=PICK)
    def trouble(self, kind: str, after: float | None, pick: int) -> None:
        fault = Fault(
            id=f"{kind}-{self.world.told}",
            kind=kind,
            says={} if after is None else {"after_s": after},
            count=1 + pick % 3,
            probability=1.0 if pick % 2 else 0.5,
        )
        self.attempt(lambda: faults.add(self.world, fault))

    def hear_calls(self) -> None:
        calls = [effect for effect in self.world.effects if isinstance(effect, CallHandler)]
        self.called = (*self.called, *calls)[-20:]
        self.world.effects = [each for each in self.world.effects if each not in calls]

    def next_webhook(self) -> PostWebhook | None:
        self.hear_calls()
        return super().next_webhook()

    @invariant()
    def nobody_has_what_is_lost(self) -> None:
        """An attempt is at a job that a living worker holds, and of which something is heard."""
        for attempt in self.world.every(Attempt):
            job = self.world.get(Job, attempt.id)
            assert (job.held, job.status) == (True, JobStatus.IN_PROGRESS)
            assert job.endpoint_id == attempt.endpoint_id
            assert not self.world.get(Worker, job.worker_id or "").crashed
            assert losses.lost_at(self.world, job) is None

    def teardown(self) -> None:
        """Everybody says what comes of their jobs, and the simulation goes on alone."""
        if hasattr(self, "world"):
            faults.clear(self.world)
            for endpoint in self.world.every(Endpoint):
                as_many = Behaviour(concurrency=endpoint.behaviour.concurrency)
                answering.change(self.world, endpoint, as_many)
            self.all_said = True
        super().teardown()

    def pass_time(self, seconds: float, steps: int) -> None:
        """In the end also those whose turn only comes when the simulation has told its part."""
        for _ in range(steps):
            for attempt in self.world.every(Attempt) if self.all_said else ():
                self.attempt(partial(hands.finish, self.world, attempt.id, "at last"))
            super().pass_time(seconds / steps, 1)


Hands.TestCase.settings = effort(1, steps=40)
TestHands = pytest.mark.timeout(1_800)(Hands.TestCase)
