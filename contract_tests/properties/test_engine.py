"""Is there any order of commands, time and accidents that breaks the law of the engine?"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from contract_tests.properties.effort import effort
from contract_tests.properties.history import History
from contract_tests.properties.truth import dump, faults, past_of, queues, records
from contract_tests.properties.wishes import (
    BEHAVIOURS,
    CPUS,
    CREATES,
    GPUS,
    PICK,
    PLACES,
    SECONDS,
    SETTINGS,
    SUBMISSIONS,
    UPDATES,
    VOLUMES,
)
from mock_runpod import fixtures
from mock_runpod.engine import (
    endpoints,
    hindsight,
    jobs,
    losses,
    market,
    templates,
    views,
    webhooks,
    workers,
)
from mock_runpod.engine.ringing import ring
from mock_runpod.engine.world import World
from mock_runpod.errors import RunPodError
from mock_runpod.model import (
    Account,
    Behaviour,
    Chunk,
    Delivery,
    Endpoint,
    EndpointSpec,
    Job,
    JobStatus,
    NetworkVolume,
    PostWebhook,
    ScalerType,
    Stock,
    Submission,
    Template,
    TemplateSpec,
    Worker,
    WorkerStatus,
    replace,
)
from mock_runpod.runtime.files.world_files import load_profile
from mock_runpod.settings import WorldSettings

PROFILES = {name: load_profile(name) for name in ("typical", "chaos", "instant")}
DAY = 86_400.0
#: Seconds a result is kept: of /run, of /runsync, of /runsync with a wait (B-087).
KEPT, KEPT_SYNC, KEPT_WAITED = 1_800.0, 60.0, 300.0
RUNNABLE = {
    "allowed_cuda_versions": None,
    "min_cuda_version": None,
    "cpu_flavor_ids": CPUS,
    "vcpu_count": 2,
}


#: All that can be done to a worker by hand.
HARM = [
    *(losses.crash, losses.run_out_of_memory, losses.lose_heartbeat),
    *(losses.retire, losses.evict, workers.sicken),
]


class Serverless(RuleBasedStateMachine):
    @initialize(
        profile=st.sampled_from(list(PROFILES)), settings=SETTINGS, seed=PICK, behaviour=BEHAVIOURS
    )
    def begin(self, profile: str, settings: WorldSettings, seed: int, behaviour: Behaviour) -> None:
        """An account with templates, and one endpoint that is quick to start workers."""
        usual = PROFILES[profile]
        self.world = World(catalog=fixtures.catalog(), profile=usual, settings=settings, seed=seed)
        self.world.put(Account(id="user", balance=100.0))
        for id, place in VOLUMES.items():
            self.world.put(NetworkVolume(id=id, name=id, size=1, data_center_id=place))
        self.purged: set[str] = set()
        self.pasts: list[World] = []
        self.history = History(self.may_go)
        for name in ("t1", "t2", "t3"):
            self.make_template(name, serverless=True)
        by_count = {"scaler_type": ScalerType.REQUEST_COUNT, "scaler_value": 1}
        self.create(0, {"gpu_type_ids": GPUS, **by_count}, behaviour, None)

    def attempt(self, verb: Callable[[], Any]) -> None:
        """Do it, and let happen what is due at once. Refused means untouched."""
        before = dump(self.world)
        try:
            verb()
        except RunPodError:
            assert dump(self.world) == before
        self.world.advance(self.world.now, ring)

    def one(self, kind: type[Any], pick: int, fits: Callable[[Any], bool] = bool) -> Any:
        there = [each for each in self.world.every(kind) if fits(each)]
        return there[pick % len(there)] if there else None

    def may_go(self, job: Job, at: float) -> bool:
        """No job is lost: it was purged, its endpoint is gone, or its time is over."""
        if job.id in self.purged or self.world.find(Endpoint, job.endpoint_id) is None:
            return True
        if job.finished_at is None:
            return at >= job.expires_at
        kept = (KEPT_WAITED if job.asked.waits else KEPT_SYNC) if job.asked.sync else KEPT
        return at >= job.finished_at + kept

    # Control plane.

    @rule(pick=PICK, wish=CREATES, behaviour=BEHAVIOURS, standby=st.none() | st.integers(0, 3))
    def create(
        self, pick: int, wish: dict[str, Any], behaviour: Behaviour, standby: int | None
    ) -> None:
        used = {endpoint.spec.template_id for endpoint in self.world.every(Endpoint)}
        free = self.one(Template, pick, lambda t: t.id not in used) or self.one(Template, pick)
        spec = EndpointSpec(template_id=free.id, **wish)
        self.attempt(
            lambda: endpoints.create(self.world, spec, behaviour=behaviour, standby=standby)
        )

    @rule(pick=PICK, changes=UPDATES, other_template=st.booleans())
    def update(self, pick: int, changes: dict[str, Any], other_template: bool) -> None:
        if other_template:
            changes = {**changes, "template_id": self.one(Template, pick).id}
        if endpoint := self.one(Endpoint, pick):
            self.attempt(lambda: self.update_and_spare_the_busy(endpoint.id, changes))

    @rule(pick=PICK, most=st.integers(0, 4), seconds=SECONDS)
    def resize(self, pick: int, most: int, seconds: float) -> None:
        """For whoever is at work, it counts when the work is done."""
        self.update(pick, {"workers_max": most}, other_template=False)
        self.wait(seconds)

    def update_and_spare_the_busy(self, endpoint_id: str, changes: dict[str, Any]) -> None:
        busy = [worker for worker in self.world.every(Worker) if worker.holds]
        endpoints.update(self.world, endpoint_id, changes)
        assert [self.world.find(Worker, worker.id) for worker in busy] == busy

    @rule(what=st.sampled_from(["make", "change", "delete", "delete endpoint", "purge"]), pick=PICK)
    def tidy(self, what: str, pick: int) -> None:
        template, endpoint = self.one(Template, pick), self.one(Endpoint, pick)
        if what == "make":
            self.make_template(f"t{pick % 5}", serverless=pick % 3 > 0)
        elif what == "change":
            changes = {"name": f"t{pick % 5}", "image_name": f"i{pick % 3}"}
            self.attempt(lambda: templates.update(self.world, template.id, changes))
        elif what == "delete" and len(self.world.every(Template)) > 1:
            self.attempt(lambda: templates.delete(self.world, template.id))
        elif what == "delete endpoint" and endpoint:
            self.attempt(lambda: endpoints.delete(self.world, endpoint.id))
        elif what == "purge" and endpoint:
            waiting = [job for job in self.world.every(Job) if job.endpoint_id == endpoint.id]
            self.purged |= {job.id for job in waiting if job.status is JobStatus.IN_QUEUE}
            self.attempt(lambda: jobs.purge(self.world, endpoint.id))

    def make_template(self, name: str, *, serverless: bool) -> None:
        spec = TemplateSpec(name=name, image_name="i0", is_serverless=serverless, volume_in_gb=0)
        self.attempt(lambda: templates.create(self.world, spec))

    # Jobs.

    @rule(pick=PICK, asked=SUBMISSIONS)
    def submit(self, pick: int, asked: list[dict[str, Any]]) -> None:
        if endpoint := self.one(Endpoint, pick):
            for each in asked:
                submission = Submission(endpoint_id=endpoint.id, **each)
                self.attempt(partial(jobs.submit, self.world, submission))

    @rule(pick=PICK, asked=SUBMISSIONS, seconds=SECONDS)
    def submit_and_wait(self, pick: int, asked: list[dict[str, Any]], seconds: float) -> None:
        self.submit(pick, asked)
        self.wait(seconds)

    @rule(pick=PICK, verb=st.sampled_from([jobs.cancel, jobs.retry, jobs.drain]))
    def touch(self, pick: int, verb: Callable[[World, Job], Any]) -> None:
        if job := self.one(Job, pick):
            self.attempt(lambda: verb(self.world, job))

    @rule(pick=PICK, ttl=st.integers(9_900, 300_000))
    def rearm(self, pick: int, ttl: int) -> None:
        if job := self.one(Job, pick):
            self.attempt(lambda: jobs.rearm(self.world, job, ttl))

    # The world around.

    @rule(seconds=SECONDS)
    def wait(self, seconds: float) -> None:
        if self.world.now + seconds > self.world.now:
            self.pasts = [*self.pasts[-3:], self.world.fork()]
        self.world.advance(self.world.now + seconds, ring)

    @rule(pick=PICK)
    def look_back(self, pick: int) -> None:
        """What was is told as it was, also when the first event of all is forgotten."""
        if not self.pasts:
            return
        past, forgetful = self.pasts[pick % len(self.pasts)], self.world.fork()
        forgetful.events.popleft()

        seen = hindsight.as_of(self.world, past.now)
        assert (records(seen), queues(seen)) == (records(past), queues(past))
        assert past_of(seen) == past_of(past)
        if all(forgetful.find(Endpoint, each.id) for each in past.every(Endpoint)):
            seen = hindsight.as_of(forgetful, past.now)
            assert past_of(seen) == past_of(past)

    @rule(kind=st.sampled_from([*GPUS, *CPUS]), at=st.sampled_from(PLACES), n=st.integers(-1, 3))
    def restock(self, kind: str, at: str, n: int) -> None:
        stock = market.stock_id(kind, at)
        self.attempt(
            lambda: market.set_stock(
                self.world,
                Stock(
                    id=stock, type_id=kind, data_center_id=at, available=max(0, n), offered=n >= 0
                ),
            )
        )

    @rule(pick=PICK, harm=st.sampled_from(HARM))
    def harm(self, pick: int, harm: Callable[[World, Worker], Any]) -> None:
        busy = self.one(Worker, pick, lambda w: w.status is WorkerStatus.RUNNING)
        if worker := busy or self.one(Worker, pick):
            self.attempt(lambda: harm(self.world, worker))

    @rule(end=st.sampled_from(["delivered", "missed", "refused"]))
    def answer_webhook(self, end: str) -> None:
        if effect := self.next_webhook():
            ends: dict[str, Callable[[], None]] = {
                "delivered": lambda: webhooks.delivered(self.world, effect),
                "missed": lambda: webhooks.missed(self.world, effect),
                "refused": lambda: webhooks.refused(self.world, effect, "too far"),
            }
            self.attempt(ends[end])

    def next_webhook(self) -> PostWebhook | None:
        """What is asked of the outside, and of nobody else."""
        effect = self.world.effects.pop(0) if self.world.effects else None
        assert isinstance(effect, PostWebhook | None)
        return effect

    @rule(seconds=SECONDS, pick=PICK)
    def fork(self, seconds: float, pick: int) -> None:
        """Two twins go the same other way, and this world does not notice."""
        before, twins = dump(self.world), [self.world.fork(), self.world.fork()]
        for twin in twins:
            for job in twin.every(Job)[pick:]:
                jobs.cancel(twin, job)
            twin.advance(twin.now + seconds, ring)
        assert dump(twins[0]) == dump(twins[1])
        assert dump(self.world) == before

    # What always holds.

    @invariant()
    def everything_is_in_order(self) -> None:
        """Derived state is what the records say, and the events tell the records."""
        assert not (found := faults(self.world)), found
        assert self.history.read(self.world) == records(self.world)
        for endpoint in self.world.every(Endpoint):
            mine = [j.status for j in self.world.every(Job) if j.endpoint_id == endpoint.id]
            assert views.job_counters(self.world, endpoint.id) == {
                "inProgress": mine.count(JobStatus.IN_PROGRESS),
                "inQueue": mine.count(JobStatus.IN_QUEUE),
                **{"completed": 0, "failed": 0, "retried": 0},
                **self.history.counted[endpoint.id],
            }

    def teardown(self) -> None:
        """Where there is room, every job ends; in the end nothing is left of any."""
        if not hasattr(self, "world"):
            return
        self.make_room()
        self.pass_time(DAY / 2, 50)
        for job in self.world.every(Job):
            assert job.finished_at is not None or job.asked.policy.low_priority, job
        self.pass_time(8 * DAY, 4)
        self.pass_time(60.0, 4)  # for the last attempts to tell somebody
        self.everything_is_in_order()
        for kind in (Job, Delivery, Chunk):
            assert self.world.every(kind) == []

    def make_room(self) -> None:
        world = self.world
        world.put(replace(world.account, balance=10_000.0))
        for stock in world.every(Stock):
            market.set_stock(world, replace(stock, available=1_000, offered=True))
        for endpoint in world.every(Endpoint):
            most = max(1, endpoint.spec.workers_max)
            endpoints.update(world, endpoint.id, {**RUNNABLE, "workers_max": most})
        for job in world.every(Job):
            jobs.rearm(world, job, 7 * 86_400_000)

    def pass_time(self, seconds: float, steps: int) -> None:
        """In so many steps; whoever is told something meanwhile is not at home."""
        for _ in range(steps):
            self.world.advance(self.world.now + seconds / steps, ring)
            while effect := self.next_webhook():
                self.attempt(partial(webhooks.missed, self.world, effect))


Serverless.TestCase.settings = effort(2, steps=40)
#: Thousands of worlds, as the profile `fuzz` wants, take longer than a test that hangs may.
TestServerless = pytest.mark.timeout(1_800)(Serverless.TestCase)
