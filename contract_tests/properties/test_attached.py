"""The same law when real workers come and go beside the simulated ones."""

from functools import partial
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from contract_tests.properties.effort import effort
from contract_tests.properties.test_snapshots import Written
from contract_tests.properties.wishes import BEHAVIOURS, PICK, SETTINGS
from mock_runpod.engine import arrivals, attached, jobs
from mock_runpod.engine.attached import OFFICIAL, Taken
from mock_runpod.model import (
    Behaviour,
    Emit,
    Endpoint,
    Finish,
    Job,
    Process,
    Progress,
    Staffing,
    Worker,
    WorkerStatus,
    replace,
)
from mock_runpod.settings import WorldSettings

LAUNCHERS = st.sampled_from(["one", "other"])
PROCESSES = st.builds(Process, sdk=st.sampled_from([OFFICIAL, "curl"]), hears=st.booleans())
STEPS = st.one_of(
    st.builds(Finish, output=st.integers(), refresh=st.booleans()),
    st.builds(Finish, error=st.just("no")),
    st.builds(Emit, output=st.integers()),
    st.builds(Progress, output=st.integers()),
)
WITH_REAL = st.builds(
    replace,
    SETTINGS,
    lost_after=st.sampled_from(["fast", "faithful"]),
    kill_old_workers=st.booleans(),
    worker_boot_s=st.sampled_from([5.0, 60.0]),
)


class Attached(Written):
    taken: tuple[Taken, ...] = ()

    @initialize(profile=st.just("typical"), settings=WITH_REAL, seed=PICK, behaviour=BEHAVIOURS)
    def begin(self, profile: str, settings: WorldSettings, seed: int, behaviour: Behaviour) -> None:
        super().begin(profile, settings, seed, behaviour)

    def a_real_one(self, pick: int) -> Worker | None:
        """Rather one at work."""
        busy = self.one(Worker, pick, lambda w: w.process is not None and bool(w.holds))
        worker: Worker | None = busy or self.one(Worker, pick, lambda w: w.process is not None)
        return worker

    # They come.

    @rule(pick=PICK, name=st.integers(1, 4), process=PROCESSES)
    def come(self, pick: int, name: int, process: Process) -> None:
        if endpoint := self.one(Endpoint, pick):
            id = f"w{name}"
            self.attempt(lambda: arrivals.attach(self.world, endpoint.id, id, process))

    @rule(pick=PICK, name=st.integers(1, 4), launcher=LAUNCHERS)
    def be_announced(self, pick: int, name: int, launcher: str) -> None:
        sick = self.one(Worker, pick, lambda w: w.status is WorkerStatus.UNHEALTHY)
        if endpoint := self.one(Endpoint, pick):
            id = sick.id if sick else f"w{name}"
            self.attempt(lambda: arrivals.announce(self.world, endpoint.id, id, launcher))

    @rule(pick=PICK, launcher=LAUNCHERS | st.just(""))
    def be_scaled(self, pick: int, launcher: str) -> None:
        if endpoint := self.one(Endpoint, pick):
            self.attempt(lambda: arrivals.scaled(self.world, endpoint, launcher))

    @rule(pick=PICK, staffing=st.sampled_from([None, *Staffing]))
    def staff(self, pick: int, staffing: Staffing | None) -> None:
        if endpoint := self.one(Endpoint, pick):
            self.attempt(lambda: arrivals.assign(self.world, endpoint, staffing))

    # They work.

    @rule(pick=PICK, busy=st.booleans(), most=st.integers(0, 3))
    def ask(self, pick: int, busy: bool, most: int) -> None:
        """Whoever is starting asks before the others."""
        starting = self.one(
            Worker, pick, lambda w: bool(w.process) and w.status is WorkerStatus.STARTING
        )
        if worker := starting or self.a_real_one(pick):
            self.attempt(lambda: self.ask_and_take(worker, busy, most))

    def ask_and_take(self, worker: Worker, busy: bool, most: int) -> None:
        asking = attached.asks(self.world, worker, busy=busy)
        self.taken = tuple(attached.take(self.world, asking, most))
        assert len(self.taken) <= most
        for before, job in self.taken:
            assert (before.held, job.held, job.worker_id) == (False, True, worker.id)

    @rule()
    def hang_up(self) -> None:
        self.attempt(lambda: attached.give_back(self.world, list(self.taken)))

    @rule(pick=PICK, name=st.sampled_from(["", "w1", "w2"]), step=STEPS)
    def tell(self, pick: int, name: str, step: Any) -> None:
        job = self.one(Job, pick, lambda j: j.held) or self.one(Job, pick)
        if job:
            id = name or job.worker_id or ""
            self.attempt(lambda: attached.report(self.world, id, job.id, step))

    @rule(pick=PICK)
    def ask_what_to_stop(self, pick: int) -> None:
        if worker := self.a_real_one(pick):
            self.attempt(lambda: attached.stops(self.world, worker))

    @rule(pick=PICK)
    def cancel_what_runs(self, pick: int) -> None:
        if job := self.one(Job, pick, lambda j: j.held):
            self.attempt(lambda: jobs.cancel(self.world, job))

    # They go.

    @rule(pick=PICK)
    def lose(self, pick: int) -> None:
        worker = self.a_real_one(pick)
        if worker and worker.holds:
            job = self.world.get(Job, worker.holds[0])
            self.attempt(lambda: attached.lose(self.world, job, "a test"))

    @rule(pick=PICK, how=st.sampled_from(["drained", "gone", "gone for good", "unfit"]))
    def go(self, pick: int, how: str) -> None:
        verbs: dict[str, Any] = {
            "drained": attached.drain,
            "gone": partial(attached.gone, why="it ended", for_good=False),
            "gone for good": partial(attached.gone, why="it ended", for_good=True),
            "unfit": partial(attached.unfit, why="it is unfit"),
        }
        if worker := self.a_real_one(pick):
            self.attempt(lambda: verbs[how](self.world, worker))

    @invariant()
    def nobody_looks_for_work_that_nobody_has(self) -> None:
        """Whether time is theirs can be asked at any moment."""
        attached.at_work(self.world)

    def make_room(self) -> None:
        """The simulated ones end what is left."""
        for endpoint in self.world.every(Endpoint):
            arrivals.scaled(self.world, endpoint, "")
            arrivals.assign(self.world, self.world.get(Endpoint, endpoint.id), Staffing.FAKE)
        world = self.world
        world.settings = replace(world.settings, lost_after="fast")
        for worker in world.every(Worker):
            if worker.process:
                attached.gone(world, replace(worker, crashed=False), "the end", for_good=True)
        super().make_room()


Attached.TestCase.settings = effort(2, steps=40)
TestAttached = pytest.mark.timeout(1_800)(Attached.TestCase)
