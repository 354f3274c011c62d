"""How time passes in a world, and moving it by hand."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from mock_runpod.client import jobs, waiting
from mock_runpod.client.control import Control
from mock_runpod.client.jobs import JobLike
from mock_runpod.errors import Invalid

#: A day of the world: longer than what one waits for in a test, shorter than for ever.
WITHIN_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Moment:
    """A clock when it was looked at. `now` is the second of the world, `iso` the same moment as a
    date, `next` the second at which something is due (or None), `pending` how much is.
    """

    now: float
    iso: str
    mode: str
    next: float | None
    pending: int


class Clock:
    """The clock of one world. Every attribute is asked for when it is read."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def __repr__(self) -> str:
        moment = self.look()
        return f"<Clock {moment.now:g} s, {moment.mode}>"

    def look(self) -> Moment:
        """All of it at one moment."""
        return _moment(self._control.get("clock"))

    @property
    def now(self) -> float:
        """Seconds since the world began."""
        return self.look().now

    @property
    def iso(self) -> str:
        """The same as a date in UTC, as in the answers of the APIs."""
        return self.look().iso

    @property
    def mode(self) -> str:
        """How time passes: `real`, `scaled:10`, `manual` or `auto`. It can be set."""
        return self.look().mode

    @mode.setter
    def mode(self, mode: str) -> None:
        self._control.post("clock", body={"mode": mode})

    def advance(self, by: float | str | timedelta = 0, **units: float) -> float:
        """Let time pass: `advance(600)`, `advance("10m")`, `advance(minutes=10)`, with the units of
        `timedelta`. What falls due on the way happens at its moment. The second it is then.
        """
        body = {"by": by} if isinstance(by, str) else {"seconds": seconds(by, units)}
        return _moment(self._control.post("clock", "advance", body=body, patience=None)).now

    def skip(self, at_least: float = 0.0) -> float:
        """On to the next thing that is due, but at least by so many seconds. What it is then."""
        return self._skip(at_least).now

    def sleep(self, seconds: float, *, skipping: bool = False) -> bool:
        """Let time pass for somebody who sleeps so long; with `skipping` on to the next event, and
        at least so much. False: the clock is not in `auto`, and stayed as it was.
        """
        verb, body = "skip" if skipping else "advance", {"seconds": seconds, "mode": "auto"}
        moment = _moment(self._control.post("clock", verb, body=body, patience=None))
        return moment.mode == "auto"

    def run_until(self, what: Callable[[], object] | JobLike, *, within: float = WITHIN_S) -> float:
        """Go from event to event until this is true: `run_until(job.done)`, or until this job has
        ended: `run_until(job)`. The second it is then. It moves the clock, however that goes.

        Raises AssertionError when it is not within so many seconds of the world, or when nothing
        more is going to happen.
        """
        moment = self.look()
        if not callable(what):
            if moment.mode in ("auto", "manual"):  # there, waiting moves it, and tells more
                return waiting.wait(self._control, within, {"job": jobs.id_of(what)})
            what = jobs.fetched(self._control, jobs.id_of(what)).done
        deadline = moment.now + within
        while not what():
            if moment.next is not None and moment.next > deadline:
                raise AssertionError(
                    f"not true by second {deadline:g}: it is {moment.now:g}, and the next thing "
                    f"happens at {moment.next:g}"
                )
            before, moment = moment, self._skip(0)
            if before.next is None and moment.next is None and not what():
                raise AssertionError(
                    f"not true at second {moment.now:g}, and nothing more is going to happen"
                )
        return moment.now

    def _skip(self, at_least: float) -> Moment:
        body = {"seconds": at_least}
        return _moment(self._control.post("clock", "skip", body=body, patience=None))


def seconds(by: float | timedelta, units: dict[str, float]) -> float:
    """A span of time as people say it. Raises Invalid."""
    try:
        span = by if isinstance(by, timedelta) else timedelta(seconds=by)
        amount = (span + timedelta(**units)).total_seconds()
    except (TypeError, ValueError, OverflowError):
        said = ", ".join([repr(by)] * (by != 0) + [f"{k}={v!r}" for k, v in units.items()])
        right = "say seconds (600), or use weeks, days, hours, minutes, milliseconds"
        raise Invalid(f"{said} is no span of time; {right}") from None
    if not 0 <= amount < math.inf:
        raise Invalid(f"time goes forward, and not by {amount:g} seconds")
    return amount


def _moment(row: dict[str, Any]) -> Moment:
    return Moment(**{name: row[name] for name in Moment.__slots__})
