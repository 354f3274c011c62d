"""The timeline keeps time like a list that is searched from the front, only faster."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from contract_tests.properties.effort import effort
from mock_runpod.engine.timeline import Timeline, Timer

TIMERS = st.builds(Timer, st.sampled_from(["job-ends", "worker-due"]), st.sampled_from("abcd"))
#: Many that are the same, so that ties come often.
DELAYS = st.sampled_from([0.0, 1.0, 2.5]) | st.floats(0, 100)


class Timekeeping(RuleBasedStateMachine):
    """The model: a list in the order of scheduling, of which the earliest is always next.

    What is due `soon` is another: it comes before all else, first come first served.
    """

    def __init__(self) -> None:
        super().__init__()
        self.timeline = Timeline()
        self.now = 0.0
        self.entries: list[tuple[float, Timer, int]] = []
        self.soon: list[Timer] = []

    @rule(delay=DELAYS, timer=TIMERS, payload=st.integers())
    def schedule(self, delay: float, timer: Timer, payload: int) -> None:
        self.timeline.schedule(delay, timer, payload)
        self.entries = [entry for entry in self.entries if entry[1] != timer]
        self.entries.append((self.now + delay, timer, payload))

    @rule(delay=DELAYS, timer=TIMERS, times=st.integers(1, 100))
    def schedule_again_and_again(self, delay: float, timer: Timer, times: int) -> None:
        for number in range(times):
            self.schedule(delay, timer, number)

    @rule(id=st.sampled_from("xyz"))
    def soon_as_well(self, id: str) -> None:
        timer = Timer("endpoint-looks", id)
        self.timeline.soon(timer)
        if timer not in self.soon:
            self.soon.append(timer)

    @rule(timer=TIMERS | st.builds(Timer, st.just("endpoint-looks"), st.sampled_from("xyz")))
    def cancel(self, timer: Timer) -> None:
        self.timeline.cancel(timer)
        self.entries = [entry for entry in self.entries if entry[1] != timer]
        self.soon = [other for other in self.soon if other != timer]

    @rule(span=DELAYS)
    def pass_time(self, span: float) -> None:
        until = self.now + span
        while (told := self.timeline.pop_due(until)) is not None:
            assert told == self.pop(until)
            assert self.timeline.now == self.now
        assert self.pop(until) is None

    def pop(self, until: float) -> tuple[Timer, int | None] | None:
        if self.soon:
            return self.soon.pop(0), None
        due = [entry for entry in self.entries if entry[0] <= until]
        if not due:
            return None
        first = min(due, key=lambda entry: entry[0])
        self.entries.remove(first)
        self.now = max(self.now, first[0])
        return first[1], first[2]

    @rule(timer=TIMERS)
    def let_a_twin_go_its_own_way(self, timer: Timer) -> None:
        twin = self.timeline.fork()
        twin.schedule(0.5, timer, "other")
        twin.cancel(timer)
        while twin.pop_due(twin.now + 1_000):
            pass
        assert len(twin) == 0

    @invariant()
    def they_agree_on_what_is_to_come(self) -> None:
        expected = sorted(self.entries, key=lambda entry: entry[0])
        soon = [(self.now, timer) for timer in self.soon]
        pending = soon + [(due, timer) for due, timer, _ in expected]
        assert self.timeline.pending() == pending
        assert len(self.timeline) == len(pending)
        assert self.timeline.next_due() == (pending[0][0] if pending else None)
        for due, timer, _ in self.entries:
            assert timer in self.timeline
            assert self.timeline.due(timer) == due


Timekeeping.TestCase.settings = effort(0.5, steps=40)
TestTimekeeping = Timekeeping.TestCase
